package io.firstspike.engine.spec;

import io.firstspike.engine.plasticity.Stdp;

/**
 * How fast the maps of a feature layer learn by STDP ({@link Stdp}), and within which bounds. The
 * rates grow at intervals up to a maximum; the ratio of depression to potentiation stays.
 *
 * @param maps how many maps, following those of the configuration before, learn like this; 0 or
 *     left out: all that are left
 * @param potentiation first rate of synapses whose input came in time
 * @param depression first rate of the others, negative
 * @param growth what both rates are multiplied by at each interval; 0 or left out: 2
 * @param growEvery frames between two growths; 0 or left out: rates stay
 * @param maxPotentiation where the growth of {@code potentiation} stops; 0 or left out: {@code
 *     potentiation}
 * @param lower smallest weight
 * @param upper largest weight; 0 or left out: 1
 * @param additive whether changes are the rates themselves, without the stabiliser (w - lower)
 *     (upper - w)
 */
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

  /**
   * The rule for one frame.
   *
   * @param frame number of the frame, the first being 1: rates grow before every {@code
   *     growEvery}-th
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

  /** Whether rates grow at frame number {@code frame}. */
  boolean changesAt(long frame) {
    return growEvery > 0 && frame % growEvery == 0;
  }
}
