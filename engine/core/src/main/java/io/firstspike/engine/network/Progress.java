package io.firstspike.engine.network;

/**
 * How far a network has learned, and what its rules must remember: with the weights, all of a
 * learner's state. Immutable.
 *
 * @param stage the layer that learns: a feature layer, or the number of feature layers when the
 *     decision layer does
 * @param frames frames the present feature layer has learned from; in the decision stage, 0
 * @param potentiation the present feature layer's rate for synapses in time
 * @param depression its rate for the others
 * @param correct labels so far that the decision agreed with
 * @param wrong labels so far that it did not agree with
 * @param silent labels so far of frames to which the network was silent
 * @param batchCorrect {@code correct} of the present batch (see {@link RewardSpec#adaptEvery})
 * @param batchWrong {@code wrong} of the present batch
 * @param batchLabels labels of the present batch
 * @param measured labels over which {@code firedInputs} was summed (see {@link
 *     DeltaSpec#measureOver})
 * @param firedInputs inputs of the decision layer that fired, summed over those labels
 * @param rewardScale what the reward's rates are multiplied by, 0 to 1
 * @param punishmentScale what the punishment's rates are multiplied by, 0 to 1
 */
public record Progress(
    int stage,
    long frames,
    float potentiation,
    float depression,
    long correct,
    long wrong,
    long silent,
    int batchCorrect,
    int batchWrong,
    int batchLabels,
    int measured,
    long firedInputs,
    double rewardScale,
    double punishmentScale) {

  /** Where a fresh network stands: at its first layer that has frames to learn from. */
  public static Progress start(NetworkSpec spec) {
    return atStage(spec, 0);
  }

  /** The beginning of stage {@code stage}, or of the next one that has frames to learn from. */
  private static Progress atStage(NetworkSpec spec, int stage) {
    int next = stage;
    while (next < spec.features().size() && spec.features().get(next).stdp().frames() == 0) {
      next++;
    }
    boolean deciding = next == spec.features().size();
    float potentiation = deciding ? 0 : spec.features().get(next).stdp().potentiation();
    float depression = deciding ? 0 : spec.features().get(next).stdp().depression();
    return new Progress(next, 0, potentiation, depression, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1);
  }

  /** Whether all feature layers of {@code spec} are frozen and the decision layer learns. */
  public boolean deciding(NetworkSpec spec) {
    return stage == spec.features().size();
  }

  /** Frames the feature layers of {@code spec} have learned from so far. */
  public long featureFrames(NetworkSpec spec) {
    long finished =
        spec.features().subList(0, stage).stream().mapToLong(f -> f.stdp().frames()).sum();
    return finished + frames;
  }

  /** Labels learned from so far. */
  public long labels() {
    return correct + wrong + silent;
  }

  /** One more frame is about to be learned from: every so often the rates double first. */
  public Progress countFrame(StdpSpec stdp) {
    float nextPotentiation = potentiation;
    float nextDepression = depression;
    if ((frames + 1) % stdp.doubleEvery() == 0) {
      nextPotentiation = Math.min(potentiation * 2, stdp.maxPotentiation());
      nextDepression = nextPotentiation * -0.75f;
    }
    return new Progress(
        stage,
        frames + 1,
        nextPotentiation,
        nextDepression,
        correct,
        wrong,
        silent,
        batchCorrect,
        batchWrong,
        batchLabels,
        measured,
        firedInputs,
        rewardScale,
        punishmentScale);
  }

  /** The next stage, if the present one has learned from all its frames. */
  public Progress advance(NetworkSpec spec) {
    return frames < spec.features().get(stage).stdp().frames() ? this : atStage(spec, stage + 1);
  }

  /**
   * One more label has been learned from: after a whole batch the rates adapt.
   *
   * @param decided the label the network decided for, -1 if it was silent
   * @param label the right one
   * @param adaptEvery labels in a batch
   */
  public Progress countLabel(int decided, int label, int adaptEvery) {
    int right = decided == label ? 1 : 0;
    int mistaken = decided >= 0 && decided != label ? 1 : 0;
    Progress counted =
        new Progress(
            stage,
            frames,
            potentiation,
            depression,
            correct + right,
            wrong + mistaken,
            silent + 1 - right - mistaken,
            batchCorrect + right,
            batchWrong + mistaken,
            batchLabels + 1,
            measured,
            firedInputs,
            rewardScale,
            punishmentScale);
    return counted.batchLabels < adaptEvery ? counted : counted.adapt();
  }

  private Progress adapt() {
    return new Progress(
        stage,
        frames,
        potentiation,
        depression,
        correct,
        wrong,
        silent,
        0,
        0,
        0,
        measured,
        firedInputs,
        (double) batchWrong / batchLabels,
        (double) batchCorrect / batchLabels);
  }

  /** One more volley has come to a decision layer that learns by {@code rule}. */
  public Progress measure(int fired, DeltaSpec rule) {
    if (measured >= rule.measureOver()) {
      return this;
    }
    return new Progress(
        stage,
        frames,
        potentiation,
        depression,
        correct,
        wrong,
        silent,
        batchCorrect,
        batchWrong,
        batchLabels,
        measured + 1,
        firedInputs + fired,
        rewardScale,
        punishmentScale);
  }

  /** The mean number of inputs that fired, at least 1. */
  public double meanInputs() {
    return measured == 0 ? 1 : Math.max(1, (double) firedInputs / measured);
  }
}
