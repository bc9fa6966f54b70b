package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.LabelledImages;
import java.util.List;

/** Labelled images with a name and a list of classes. Immutable and thread-safe. */
public interface Dataset extends LabelledImages {

  /** The name for messages, reports and the provenance of models. */
  String name();

  /** All labels that occur, each once, in a fixed order. */
  List<String> classes();

  /** Remarks for the user, a line each: files that were left out, for example. */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * The SHA-256 over all images and labels in their order, in hexadecimal: equal for equal images
   * with equal labels, whatever files they come from.
   */
  default String fingerprint() {
    return Fingerprint.of(this);
  }

  /**
   * The images from index {@code from} (inclusive) to {@code to} (exclusive), in their order.
   *
   * @throws IllegalArgumentException when the range is not within 0 to {@code size()}
   */
  default Dataset slice(int from, int to) {
    return DatasetView.slice(this, from, to);
  }

  /** All images in an order drawn from {@code seed}; the same seed gives the same order. */
  default Dataset shuffled(long seed) {
    return DatasetView.shuffled(this, seed);
  }
}
