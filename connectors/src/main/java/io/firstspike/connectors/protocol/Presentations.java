package io.firstspike.connectors.protocol;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.stimulus.Image;
import java.util.List;

/**
 * The frames of a stream that shows a data set by a protocol, at positions 0 to {@code size() - 1}.
 * Each is computed when it is asked for, in any order. Immutable and thread-safe.
 */
public final class Presentations {

  private final Protocol protocol;
  private final Dataset images;
  private final PresentationOrder order;

  Presentations(Protocol protocol, Dataset images, int from, int to, int passes) {
    this.protocol = protocol;
    this.images = images;
    this.order = new PresentationOrder(protocol, images, from, to, passes);
  }

  /** The order of the frames, and their labels. */
  public PresentationOrder order() {
    return order;
  }

  /** The number of frames. */
  public long size() {
    return order.size();
  }

  /** The number of frames that get a label. */
  public long labels() {
    return order.labels();
  }

  /** The position of the {@code number}th frame that gets a label, counted from 0. */
  public long labelledPosition(long number) {
    return order.labelledPosition(number);
  }

  /** The index in the data set of the image at a position. */
  public int index(long position) {
    return order.index(position);
  }

  /** The number of the pass, counted from 0, that a position belongs to. */
  public long pass(long position) {
    return order.pass(position);
  }

  /** Whether the frame at a position gets a label. */
  public boolean labelled(long position) {
    return order.labelled(position);
  }

  /** The frame at a position. */
  public Presentation at(long position) {
    int index = index(position);
    long concept = concept(position);
    return new Presentation(
        index,
        changed(images.image(index), concept, position),
        label(position),
        labelled(position));
  }

  /** The right label of the frame at a position. */
  public String label(long position) {
    return order.label(position);
  }

  /**
   * The concept that the frame at a position shows: 0 for images and labels as they are in the data
   * set.
   */
  public long concept(long position) {
    return order.concept(position);
  }

  /** The number of drifts; each begins at a multiple of the frames between two. */
  public long drifts() {
    return order.drifts();
  }

  /**
   * The concept that the {@code number}th drift leads to; of number 0, the one at the beginning.
   */
  public long conceptAfter(long number) {
    return order.conceptAfter(number);
  }

  /**
   * The positions at which a task of classes ends or a drift begins, ascending, and at last the
   * number of frames.
   */
  public List<Long> segmentEnds() {
    return order.segmentEnds();
  }

  /**
   * Other images of the same classes as a concept shows them: test images, for example.
   *
   * @param concept a concept of this stream
   */
  public Dataset in(long concept, Dataset others) {
    return new Changed(this, concept, others);
  }

  private Image changed(Image image, long concept, long position) {
    return protocol
        .drift()
        .map(drift -> ImageChanges.apply(drift.change(), concept, image, protocol.seed(), position))
        .orElse(image);
  }

  /** A data set as a concept of a stream shows it. */
  private record Changed(Presentations stream, long concept, Dataset whole) implements Dataset {

    @Override
    public String name() {
      return whole.name() + " in concept " + concept;
    }

    @Override
    public List<String> classes() {
      return whole.classes();
    }

    @Override
    public int size() {
      return whole.size();
    }

    /** Draws noise at positions that no frame of the stream has. */
    @Override
    public Image image(int index) {
      return stream.changed(whole.image(index), concept, -1L - index);
    }

    @Override
    public String label(int index) {
      return stream.order.named(whole.label(index), concept);
    }
  }
}
