package io.firstspike.pipeline.ml.predict;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reaction of a function or a format to an image that cannot be decoded, or that the network does
 * not take.
 */
public enum OnError {
  /** The query fails, with a message that tells the reason. */
  FAIL,
  /** The record of a format gives no row. A function cannot leave out the row that calls it. */
  SKIP,
  /**
   * The image counts as NULL: the row of a format holds NULL in its place, so that its other
   * columns are not lost; a function's label is NULL, and a table function gives no row. The metric
   * {@code unusableImages} counts them.
   */
  NULL;

  /** The reaction of this name, in upper or lower case. */
  public static Optional<OnError> named(String name) {
    return Stream.of(values())
        .filter(value -> value.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }
}
