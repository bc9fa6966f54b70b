package io.firstspike.engine.spec;

import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learning rates and weight bounds of a feature layer's STDP ({@link Stdp}). Both rates grow at
 * intervals up to a maximum; their ratio stays the same.
 *
 * @param maps number of maps that learn by these rates: the maps after those of the previous entry;
 *     0 or left out: all that remain
 * @param potentiation first rate of synapses whose input fired in time
 * @param depression first rate of all other synapses, negative
 * @param growth factor by which both rates grow at each interval; 0 or left out: 2
 * @param growEvery interval in frames; 0 or left out: rates do not grow
 * @param maxPotentiation value of {@code potentiation} at which growth ends; 0 or left out: {@code
 *     potentiation}
 * @param lower smallest weight
 * @param upper largest weight; 0 or left out: 1
 * @param additive whether a weight changes by the rate itself, without the stabiliser (w - lower)
 *     (upper - w)
 */
@API(status = Status.MAINTAINED)
public record RatesSpec(
    int maps,
    float potentiation,
    float depression,
    float growth,
    int growEvery,
    float maxPotentiation,
    float lower,
    float upper,
    boolean additive) {

  public RatesSpec {
    growth = growth == 0 ? 2 : growth;
    maxPotentiation = maxPotentiation == 0 ? potentiation : maxPotentiation;
    upper = upper == 0 ? 1 : upper;
  }

  /** Adds the mistakes in these rates, which are the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    problems.range(at + ".maps", maps, 0, NetworkSpec.MAX_MAPS);
    problems.positive(at + ".potentiation", potentiation);
    if (!(depression < 0 && Float.isFinite(depression))) {
      problems.add(at + ".depression is " + depression + ", must be below 0, and finite");
    }
    if (!(growth >= 1)) {
      problems.add(at + ".growth is " + growth + ", must be 1 or more");
    }
    problems.range(at + ".growEvery", growEvery, 0, Integer.MAX_VALUE);
    if (!(maxPotentiation >= potentiation)) {
      problems.add(
          at + ".maxPotentiation is " + maxPotentiation + ", must be potentiation or more");
    }
    problems.bounds(at, lower, upper);
  }

  /**
   * The rule for one frame. Rates grow before every {@code growEvery}-th frame.
   *
   * @param frame number of the frame, counted from 1
   */
  Stdp at(long frame) {
    long growths = growEvery == 0 ? 0 : frame / growEvery;
    if (growths == 0) {
      return new Stdp(potentiation, depression, lower, upper, !additive);
    }
    float grown = potentiation;
    for (long i = 0; i < growths && grown < maxPotentiation; i++) {
      grown = Math.min(grown * growth, maxPotentiation);
    }
    float ratio = (float) ((double) depression / potentiation);
    return new Stdp(grown, grown * ratio, lower, upper, !additive);
  }

  /** Whether rates grow at frame number {@code frame}, counted from 1. */
  boolean changesAt(long frame) {
    return growEvery > 0 && frame % growEvery == 0;
  }
}
