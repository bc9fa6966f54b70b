package io.firstspike.engine.network;

/**
 * How a decision layer learns by the per-class delta rule ({@link
 * io.firstspike.engine.plasticity.DeltaRule}). A synapse moves by {@code gain / n} at an error of
 * 1, where {@code n} is the mean number of inputs that fire, measured over the first labels.
 *
 * @param gain what all synapses that fired move by together, at an error of 1
 * @param measureOver labels over which {@code n} is measured; until then it is the mean so far
 * @param horizon labels over which the step falls in a straight line; 0 = it stays
 * @param rest the share of the step that is left at the horizon and after it, 0 to 1
 */
public record DeltaSpec(float gain, int measureOver, long horizon, float rest) {

  /**
   * The step of one synapse.
   *
   * @param labels labels learned from before
   * @param meanInputs the mean number of inputs that fire
   */
  public double step(long labels, double meanInputs) {
    double passed = horizon == 0 ? 0 : Math.min(1, (double) labels / horizon);
    return gain / meanInputs * (1 - (1 - rest) * passed);
  }
}
