package io.firstspike.engine.spec;

import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of reward-modulated STDP for a decision layer: the neuron that decided learns by STDP if the
 * decision was right, and by anti-STDP if it was wrong (R-STDP; Mozafari et al. 2018, equations 5
 * to 9; Mozafari et al. 2019, equation 6).
 *
 * @param rewardActive rate after a right decision for synapses whose input fired in time
 * @param rewardSilent rate after a right decision for all other synapses
 * @param punishActive rate after a wrong decision for synapses whose input fired in time
 * @param punishSilent rate after a wrong decision for all other synapses
 * @param lower smallest weight
 * @param upper largest weight
 * @param stabilised whether changes are scaled by (w - lower) (upper - w)
 * @param adaptEvery number of labels after which rates are adapted: those of rewards are scaled by
 *     the fraction of wrong decisions among these labels, those of punishments by the fraction of
 *     right decisions
 * @param adaptFloor smallest scale, 0 to 1: a fraction {@code f} scales by {@code floor + (1 -
 *     floor) f}
 * @param adaptFromChance whether rates begin with the scales of a network that guesses; otherwise
 *     they begin unscaled
 */
@API(status = Status.MAINTAINED)
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

  @Override
  public List<String> problems(String at, DecisionSpec layer) {
    String rule = at + ".rule.rstdp";
    SpecProblems problems = new SpecProblems();
    problems.bounds(rule, lower, upper);
    problems.range(rule + ".adaptEvery", adaptEvery, 1, Integer.MAX_VALUE);
    problems.within(rule + ".adaptFloor", adaptFloor, 0, 1);
    if (layer.latencies()) {
      problems.add(at + ".latencies needs the rule delta or margin");
    }
    return problems.sentences();
  }

  /** The scale of a rate that adapts to {@code fraction}, 0 to 1. */
  public double scale(double fraction) {
    return adaptFloor + (1 - (double) adaptFloor) * fraction;
  }

  /**
   * The rule of the deciding neuron after a right decision, its rates multiplied by {@code scale}.
   */
  public Stdp reward(double scale) {
    return stdp(rewardActive, rewardSilent, scale);
  }

  /**
   * The rule of the deciding neuron after a wrong decision, its rates multiplied by {@code scale}.
   */
  public Stdp punishment(double scale) {
    return stdp(punishActive, punishSilent, scale);
  }

  private Stdp stdp(float active, float silent, double scale) {
    return new Stdp((float) (active * scale), (float) (silent * scale), lower, upper, stabilised);
  }

  /** A builder of a rule like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a rule like another one: each method changes the field of its name. */
  public static final class Builder {

    private float rewardActive;
    private float rewardSilent;
    private float punishActive;
    private float punishSilent;
    private float lower;
    private float upper;
    private boolean stabilised;
    private int adaptEvery;
    private float adaptFloor;
    private boolean adaptFromChance;

    private Builder(RewardSpec like) {
      rewardActive = like.rewardActive;
      rewardSilent = like.rewardSilent;
      punishActive = like.punishActive;
      punishSilent = like.punishSilent;
      lower = like.lower;
      upper = like.upper;
      stabilised = like.stabilised;
      adaptEvery = like.adaptEvery;
      adaptFloor = like.adaptFloor;
      adaptFromChance = like.adaptFromChance;
    }

    public Builder rewardActive(float value) {
      rewardActive = value;
      return this;
    }

    public Builder rewardSilent(float value) {
      rewardSilent = value;
      return this;
    }

    public Builder punishActive(float value) {
      punishActive = value;
      return this;
    }

    public Builder punishSilent(float value) {
      punishSilent = value;
      return this;
    }

    public Builder lower(float value) {
      lower = value;
      return this;
    }

    public Builder upper(float value) {
      upper = value;
      return this;
    }

    public Builder stabilised(boolean value) {
      stabilised = value;
      return this;
    }

    public Builder adaptEvery(int value) {
      adaptEvery = value;
      return this;
    }

    public Builder adaptFloor(float value) {
      adaptFloor = value;
      return this;
    }

    public Builder adaptFromChance(boolean value) {
      adaptFromChance = value;
      return this;
    }

    public RewardSpec build() {
      return new RewardSpec(
          rewardActive,
          rewardSilent,
          punishActive,
          punishSilent,
          lower,
          upper,
          stabilised,
          adaptEvery,
          adaptFloor,
          adaptFromChance);
    }
  }
}
