package io.firstspike.engine.network;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How far a network has learned, and what its rules must remember: with the weights, all of a
 * learner's state. Immutable.
 *
 * @param seed draws whatever is random in learning
 * @param stage the layer that learns: a feature layer, or the number of feature layers when the
 *     decision layer does
 * @param frames frames the present feature layer has learned from; in the decision stage, 0
 * @param frozenAfter frames each feature layer before it had learned from when it was frozen
 * @param verdicts labels the decision layer has learned from
 * @param adaptation of rewards and punishments
 * @param activity of the decision layer's inputs
 */
public record Progress(
    long seed,
    int stage,
    long frames,
    List<Long> frozenAfter,
    Verdicts verdicts,
    Adaptation adaptation,
    Activity activity) {

  public Progress {
    frozenAfter = List.copyOf(frozenAfter);
    if (frozenAfter.size() != stage) {
      throw new IllegalArgumentException(
          "at stage " + stage + " as many layers are frozen, not " + frozenAfter.size());
    }
  }

  /** Where a fresh network stands: at its first layer that has frames to learn from. */
  public static Progress start(NetworkSpec spec, long seed) {
    return atStage(spec, seed, List.of());
  }

  /** Where a network stands whose feature layers came from elsewhere: nothing is learned yet. */
  public static Progress deciding(NetworkSpec spec, long seed) {
    return atStage(spec, seed, Collections.nCopies(spec.features().size(), 0L));
  }

  /**
   * The beginning of the stage after those layers, or of the next that has frames to learn from.
   */
  private static Progress atStage(NetworkSpec spec, long seed, List<Long> frozenAfter) {
    List<Long> frozen = new ArrayList<>(frozenAfter);
    while (frozen.size() < spec.features().size()
        && spec.features().get(frozen.size()).stdp().frames() == 0) {
      frozen.add(0L);
    }
    Adaptation beginning =
        spec.decision().rule() instanceof RewardSpec rule
            ? Adaptation.beginning(rule, spec.decision().capacity())
            : Adaptation.NONE;
    return new Progress(seed, frozen.size(), 0, frozen, Verdicts.NONE, beginning, Activity.NONE);
  }

  /** Whether all feature layers of {@code spec} are frozen and the decision layer learns. */
  public boolean deciding(NetworkSpec spec) {
    return stage == spec.features().size();
  }

  /** Frames the feature layers have learned from so far, all together. */
  public long featureFrames() {
    return frames + frozenAfter.stream().mapToLong(Long::longValue).sum();
  }

  /** Labels learned from so far. */
  public long labels() {
    return verdicts.total();
  }

  /** The beginning of the next stage. */
  public Progress next(NetworkSpec spec) {
    List<Long> frozen = new ArrayList<>(frozenAfter);
    frozen.add(frames);
    return atStage(spec, seed, frozen);
  }
}
