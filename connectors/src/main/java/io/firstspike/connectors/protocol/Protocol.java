package io.firstspike.connectors.protocol;

import io.firstspike.connectors.dataset.Dataset;
import java.util.Objects;
import java.util.Optional;

/**
 * A protocol of continual learning: how a stream shows a data set. The same protocol shows the same
 * data set in the same way, through topics and in a plain loop alike.
 *
 * <pre>{@code
 * Presentations stream = Protocol.AS_IS.byClass(2).withSeed(7).present(digits, 1);
 * for (long position = 0; position < stream.size(); position++) {
 *   Presentation shown = stream.at(position);
 *   ... // decide on shown.image(); if shown.labelled(), learn shown.label()
 * }
 * }</pre>
 *
 * @param order the order of images; every pass has the same
 * @param classesPerTask the number of classes that come at a time, if the order is by class
 * @param drift what changes on the way, if anything
 * @param labelShare the share of images that ever get a label, above 0 and at most 1; drawn by the
 *     seed, and the same in every pass
 * @param seed draws all that is random
 */
public record Protocol(
    Order order, int classesPerTask, Optional<Drift> drift, double labelShare, long seed) {

  /** The data set in its own order, as it is, with all its labels. */
  public static final Protocol AS_IS = new Protocol(Order.AS_IS, 1, Optional.empty(), 1, 1);

  public Protocol {
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(drift, "drift");
    if (classesPerTask < 1) {
      throw new IllegalArgumentException("a task has at least 1 class, not " + classesPerTask);
    }
    if (!(labelShare > 0 && labelShare <= 1)) {
      throw new IllegalArgumentException(
          "the share of labelled frames is above 0 and at most 1, not " + labelShare);
    }
  }

  /** A copy that shows all images in an order drawn by the seed. */
  public Protocol shuffled() {
    return new Protocol(Order.SHUFFLED, 1, drift, labelShare, seed);
  }

  /** A copy that shows {@code classes} classes after the other. */
  public Protocol byClass(int classes) {
    return new Protocol(Order.BY_CLASS, classes, drift, labelShare, seed);
  }

  /** A copy with drift. */
  public Protocol withDrift(Drift other) {
    return new Protocol(order, classesPerTask, Optional.of(other), labelShare, seed);
  }

  /** A copy that gives another share of images a label, above 0 and at most 1. */
  public Protocol withLabelShare(double share) {
    return new Protocol(order, classesPerTask, drift, share, seed);
  }

  /** A copy that draws otherwise. */
  public Protocol withSeed(long other) {
    return new Protocol(order, classesPerTask, drift, labelShare, other);
  }

  /**
   * The stream that shows all of {@code images}.
   *
   * @param passes the number of passes over the images, at least 1
   * @throws IllegalArgumentException if the protocol and the data set do not fit each other
   */
  public Presentations present(Dataset images, int passes) {
    return present(images, 0, images.size(), passes);
  }

  /**
   * The stream that shows a part of {@code images}.
   *
   * @param from the index of the first image
   * @param to the index after the last image; a value beyond the data set means its end
   * @param passes the number of passes over them, at least 1
   * @throws IllegalArgumentException if there is no image, or the protocol and the data set do not
   *     fit each other
   */
  public Presentations present(Dataset images, int from, int to, int passes) {
    return new Presentations(this, images, from, Math.min(to, images.size()), passes);
  }

  /**
   * Checks that examples need not be images to be shown by this protocol.
   *
   * @throws IllegalArgumentException if it changes them
   */
  public void requireNoChangeOfImages() {
    if (drift.isPresent() && drift.get().change() != Change.PERMUTED_LABELS) {
      throw new IllegalArgumentException(
          "drift "
              + drift.get().change()
              + " changes images; of recordings only the labels can change: "
              + Change.PERMUTED_LABELS);
    }
  }
}
