package io.firstspike.pipeline.stream.learner;

import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Runs checks of restored state. A failed check stops the job for good, since no restart would
 * change the outcome.
 */
final class StateChecks {

  private StateChecks() {}

  /**
   * Runs {@code check}.
   *
   * @throws SuppressRestartsException if it fails
   */
  static void require(Runnable check) {
    try {
      check.run();
    } catch (IllegalStateException e) {
      throw new SuppressRestartsException(e);
    }
  }
}
