package io.firstspike.engine.network;

import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * State of a network's learning: the stage it has reached and the counts that its rules need.
 * Together with the weights it is a learner's whole state. Immutable.
 *
 * @param seed seed of everything random in learning
 * @param stage the layer that learns: a feature layer, counted from 0, or the number of feature
 *     layers when the decision layer learns
 * @param frames number of frames that the feature layer of this stage has learned from; 0 in the
 *     decision stage
 * @param frozenAfter for each frozen feature layer, the number of frames it had learned from
 * @param verdicts labels that the decision layer has learned from, by the decision before them
 * @param adaptation state of the rates of rewards and punishments
 * @param activity measurement of how many inputs of the decision layer fire
 */
@API(status = Status.MAINTAINED)
public record Progress(
    long seed,
    int stage,
    long frames,
    List<Long> frozenAfter,
    Verdicts verdicts,
    Adaptation adaptation,
    Activity activity) {

  /**
   * Checks that there is an entry in {@code frozenAfter} for each layer before {@code stage}.
   *
   * @throws IllegalArgumentException if not
   */
  public Progress {
    frozenAfter = List.copyOf(frozenAfter);
    if (frozenAfter.size() != stage) {
      throw new IllegalArgumentException(
          "at stage " + stage + " as many layers are frozen, not " + frozenAfter.size());
    }
  }

  /** The state of a fresh network: the stage of its first layer that has frames to learn from. */
  public static Progress start(NetworkSpec spec, long seed) {
    return atStage(spec, seed, List.of());
  }

  /**
   * The state of a network whose feature layers were learned elsewhere: the decision stage, with no
   * labels yet.
   */
  public static Progress deciding(NetworkSpec spec, long seed) {
    return atStage(spec, seed, Collections.nCopies(spec.features().size(), 0L));
  }

  /**
   * The beginning of the stage after the layers {@code frozenAfter}; layers that have no frames to
   * learn from are skipped.
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

  /** Whether all feature layers of {@code spec} are frozen, so that the decision layer learns. */
  public boolean deciding(NetworkSpec spec) {
    return stage == spec.features().size();
  }

  /** The number of frames that all feature layers together have learned from. */
  public long featureFrames() {
    return frames + frozenAfter.stream().mapToLong(Long::longValue).sum();
  }

  /** The number of frames that feature layer {@code layer} has learned from. */
  public long framesOf(int layer) {
    if (layer < stage) {
      return frozenAfter.get(layer);
    }
    return layer == stage ? frames : 0;
  }

  /** The number of labels that the decision layer has learned from. */
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
