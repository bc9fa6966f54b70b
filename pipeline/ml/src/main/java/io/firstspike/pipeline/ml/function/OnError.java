package io.firstspike.pipeline.ml.function;

import java.util.Locale;
import org.apache.flink.table.api.ValidationException;

/** Reaction of a function to an image that cannot be decoded, or that the network does not take. */
public enum OnError {
  /** The query fails, with a message that tells the reason. */
  FAIL,
  /**
   * The image counts as NULL: the label is NULL, and a table function gives no row. The metric
   * {@code unusableImages} of the function counts them.
   */
  NULL;

  static OnError parse(String name) {
    for (OnError value : values()) {
      if (value.name().equals(name.toUpperCase(Locale.ROOT))) {
        return value;
      }
    }
    throw new ValidationException(
        FunctionParameters.ON_ERROR + " is fail or null, not \"" + name + "\"");
  }
}
