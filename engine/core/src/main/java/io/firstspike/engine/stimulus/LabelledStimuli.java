package io.firstspike.engine.stimulus;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A list of stimuli with labels, which a network is trained or tested with. */
@API(status = Status.MAINTAINED)
public interface LabelledStimuli {

  /** The number of stimuli. */
  int size();

  /**
   * The stimulus at {@code index}, 0 to {@code size() - 1}. Called from several threads at a time.
   */
  Stimulus stimulus(int index);

  /** The label of the stimulus at {@code index}, 0 to {@code size() - 1}. */
  String label(int index);
}
