package io.firstspike.engine.network;

/**
 * How far a network has learned, and what its rules must remember: with the weights, all of a
 * learner's state. Immutable.
 *
 * @param seed draws whatever is random in learning
 * @param stage the layer that learns: a feature layer, or the number of feature layers when the
 *     decision layer does
 * @param frames frames the present feature layer has learned from; in the decision stage, 0
 * @param finishedFrames frames the feature layers before it have learned from
 * @param verdicts labels the decision layer has learned from
 * @param adaptation of rewards and punishments
 * @param activity of the decision layer's inputs
 */
public record Progress(
    long seed,
    int stage,
    long frames,
    long finishedFrames,
    Verdicts verdicts,
    Adaptation adaptation,
    Activity activity) {

  /** Where a fresh network stands: at its first layer that has frames to learn from. */
  public static Progress start(NetworkSpec spec, long seed) {
    return atStage(spec, seed, 0, 0);
  }

  /** Where a network stands whose feature layers came from elsewhere: nothing is learned yet. */
  public static Progress deciding(NetworkSpec spec, long seed) {
    return atStage(spec, seed, spec.features().size(), 0);
  }

  /** The beginning of stage {@code stage}, or of the next one that has frames to learn from. */
  private static Progress atStage(NetworkSpec spec, long seed, int stage, long finishedFrames) {
    int next = stage;
    while (next < spec.features().size() && spec.features().get(next).stdp().frames() == 0) {
      next++;
    }
    Adaptation beginning =
        spec.decision().rule() instanceof RewardSpec rule
            ? rule.beginning(spec.decision().labels().size())
            : Adaptation.NONE;
    return new Progress(seed, next, 0, finishedFrames, Verdicts.NONE, beginning, Activity.NONE);
  }

  /** Whether all feature layers of {@code spec} are frozen and the decision layer learns. */
  public boolean deciding(NetworkSpec spec) {
    return stage == spec.features().size();
  }

  /** Frames the feature layers have learned from so far, all together. */
  public long featureFrames() {
    return finishedFrames + frames;
  }

  /** Labels learned from so far. */
  public long labels() {
    return verdicts.total();
  }

  /** The beginning of the next stage. */
  public Progress next(NetworkSpec spec) {
    return atStage(spec, seed, stage + 1, featureFrames());
  }
}
