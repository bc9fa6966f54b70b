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

  /** One more frame is about to be learned from. */
  public Progress countFrame() {
    return new Progress(seed, stage, frames + 1, finishedFrames, verdicts, adaptation, activity);
  }

  /**
   * The next stage, if the present one has learned from all its frames or has converged.
   *
   * @param converged whether the layer's weights have
   */
  public Progress advance(NetworkSpec spec, boolean converged) {
    boolean over = converged || frames >= spec.features().get(stage).stdp().frames();
    return over ? atStage(spec, seed, stage + 1, featureFrames()) : this;
  }

  /** One more volley has come to a decision layer that learns from how many inputs fire. */
  public Progress measure(int fired, int measureOver) {
    return new Progress(
        seed,
        stage,
        frames,
        finishedFrames,
        verdicts,
        adaptation,
        activity.measure(fired, measureOver));
  }

  /**
   * Rewards and punishments see one more decision; after a whole batch they adapt.
   *
   * @param decided the label that was decided for, -1 if none was
   * @param label the right one
   */
  public Progress adapt(RewardSpec rule, int decided, int label) {
    boolean right = decided == label;
    return new Progress(
        seed,
        stage,
        frames,
        finishedFrames,
        verdicts,
        adaptation.count(right, decided >= 0 && !right, rule),
        activity);
  }

  /**
   * One more label has been learned from.
   *
   * @param decided the label the network decided for, -1 if it was silent
   * @param label the right one
   */
  public Progress countLabel(int decided, int label) {
    boolean right = decided == label;
    return new Progress(
        seed,
        stage,
        frames,
        finishedFrames,
        verdicts.count(right, decided >= 0 && !right),
        adaptation,
        activity);
  }
}
