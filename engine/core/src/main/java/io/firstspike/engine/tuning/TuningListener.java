package io.firstspike.engine.tuning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Receiver of reports on a search. Called from one thread at a time. */
@FunctionalInterface
@API(status = Status.MAINTAINED)
public interface TuningListener {

  /** Called after each trial. */
  void tried(TrialReport trial);
}
