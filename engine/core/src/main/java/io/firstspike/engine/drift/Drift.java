package io.firstspike.engine.drift;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Findings of a detector of drift. Labels are counted from the learner's first one.
 *
 * @param warning whether errors have risen half the way to drift
 * @param drifts number of drifts so far
 * @param at number of the label at which the latest one was seen; 0 if there was none
 * @param since number of the last label before it began
 */
@API(status = Status.MAINTAINED)
public record Drift(boolean warning, long drifts, long at, long since) {

  /** Tells that nothing has been seen. */
  public static final Drift NONE = new Drift(false, 0, 0, 0);
}
