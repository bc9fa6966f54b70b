package io.firstspike.engine.spec;

import io.firstspike.engine.plasticity.Stdp;

/**
 * R-STDP (Mozafari et al. 2018, equations 5 to 9; 2019, equation 6): the neuron that decided learns
 * by STDP if it was right, by anti-STDP if it was wrong.
 *
 * @param rewardActive rate after a right decision for synapses whose input fired in time
 * @param rewardSilent rate after a right decision for the others
 * @param punishActive rate after a wrong decision for synapses whose input fired in time
 * @param punishSilent rate after a wrong decision for the others
 * @param lower smallest weight
 * @param upper largest weight
 * @param stabilised whether changes are scaled by (w - lower) (upper - w)
 * @param adaptEvery labels after which the rates are set anew: rewards scaled by the fraction of
 *     wrong decisions among them, punishments by the fraction of right ones
 * @param adaptFloor what is left of a rate that adapts to nothing, 0 to 1: a fraction {@code f}
 *     scales by {@code floor + (1 - floor) f}
 * @param adaptFromChance whether the first fractions are those of guessing; else rates begin
 *     unscaled
 */
public record RewardSpec(
    float rewardActive,
    float rewardSilent,
    float punishActive,
    float punishSilent,
    float lower,
    float upper,
    boolean stabilised,
    int adaptEvery,
    float adaptFloor,
    boolean adaptFromChance)
    implements DecisionRule {

  @Override
  public boolean inhibits() {
    return lower < 0;
  }

  @Override
  public DecisionRule withHorizon(long labels) {
    return null;
  }

  /** What rates are multiplied by when they adapt to {@code fraction}. */
  public double scale(double fraction) {
    return adaptFloor + (1 - (double) adaptFloor) * fraction;
  }

  /** The rule of a neuron that was right, its rates multiplied by {@code scale}. */
  public Stdp reward(double scale) {
    return stdp(rewardActive, rewardSilent, scale);
  }

  /** The rule of a neuron that was wrong, its rates multiplied by {@code scale}. */
  public Stdp punishment(double scale) {
    return stdp(punishActive, punishSilent, scale);
  }

  private Stdp stdp(float active, float silent, double scale) {
    return new Stdp((float) (active * scale), (float) (silent * scale), lower, upper, stabilised);
  }
}
