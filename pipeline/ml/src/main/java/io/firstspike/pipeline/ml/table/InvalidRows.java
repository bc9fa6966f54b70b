package io.firstspike.pipeline.ml.table;

import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.api.ValidationException;

/** The failure of a job because of a row that it cannot use. */
final class InvalidRows {

  private InvalidRows() {}

  /**
   * Makes the failure. The job does not restart: it would meet the same row again.
   *
   * @param column the column that the row cannot be used for
   */
  static SuppressRestartsException failure(String column, IllegalArgumentException reason) {
    return new SuppressRestartsException(
        new ValidationException(
            "column \""
                + column
                + "\" of a row cannot be used: "
                + reason.getMessage()
                + " (handleInvalid = skip leaves such rows out, keep sets the added columns to"
                + " null)",
            reason));
  }
}
