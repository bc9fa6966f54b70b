package io.firstspike.engine.variation;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Several passes over a data set, in which each stimulus is varied at random, differently in every
 * pass. The stimulus at an index depends on the seed and the index alone, not on the order of
 * requests.
 */
@API(status = Status.INTERNAL)
public final class VariedStimuli implements LabelledStimuli {

  /** Purpose that separates variations from other random numbers of the same seed. */
  private static final long PURPOSE = 0x5348494654L;

  private final LabelledStimuli stimuli;
  private final int passes;
  private final TrainingSpec spec;
  private final long seed;
  private final long before;

  /**
   * Creates the passes.
   *
   * @param before number of varied stimuli that the same seed has given before
   * @throws IllegalArgumentException if there are more than 2^31 - 1 stimuli in all
   */
  public VariedStimuli(
      LabelledStimuli stimuli, int passes, TrainingSpec spec, long seed, long before) {
    if ((long) passes * stimuli.size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          passes
              + " passes over "
              + stimuli.size()
              + " examples exceed the limit of "
              + Integer.MAX_VALUE
              + " varied ones; train in several steps");
    }
    this.stimuli = stimuli;
    this.passes = passes;
    this.spec = spec;
    this.seed = seed;
    this.before = before;
  }

  @Override
  public int size() {
    return passes * stimuli.size();
  }

  @Override
  public Stimulus stimulus(int index) {
    Stimulus stimulus = stimuli.stimulus(index % stimuli.size());
    Variation variation = Variation.draw(spec, SeededRandom.of(seed, PURPOSE, before + index));
    return stimulus instanceof Image image
        ? VariedImage.of(image, variation)
        : VariedWindow.of((EventWindow) stimulus, variation);
  }

  @Override
  public String label(int index) {
    return stimuli.label(index % stimuli.size());
  }
}
