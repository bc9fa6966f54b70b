package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.plasticity.Stdp;
import java.util.List;

/**
 * How a feature layer learns: the winners of each frame learn by STDP.
 *
 * @param rates how fast and within which bounds: one for all maps, or several, one after the other,
 *     each for some of the maps
 * @param winners the most neurons that learn from one frame
 * @param inhibitionRadius neurons around a winner that may not win; 0 = none
 * @param frames how many frames the layer learns from, at most, before it is frozen
 * @param convergence freezes the layer earlier, once the mean of w (1 - w) over its weights is
 *     below this; 0 or left out = never. Looked at every {@value #CONVERGENCE_EVERY} frames
 * @param dropout silences maps at random while the layer learns; null or left out = none
 */
public record StdpSpec(
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<RatesSpec> rates,
    int winners,
    int inhibitionRadius,
    long frames,
    float convergence,
    @JsonInclude(JsonInclude.Include.NON_NULL) DropoutSpec dropout) {

  /** Frames between two looks at the convergence of a layer. */
  public static final int CONVERGENCE_EVERY = 500;

  public StdpSpec {
    rates = rates == null ? List.of() : List.copyOf(rates);
  }

  /**
   * Writes down the rule by which each map learns from frame number {@code frame}, the first being
   * 1.
   *
   * @throws IllegalArgumentException if there are no rates for some map
   */
  public void rules(long frame, Stdp[] rules) {
    int map = 0;
    for (RatesSpec configuration : rates) {
      Stdp rule = configuration.at(frame);
      int end = configuration.maps() == 0 ? rules.length : map + configuration.maps();
      for (; map < Math.min(end, rules.length); map++) {
        rules[map] = rule;
      }
    }
    if (map < rules.length) {
      throw new IllegalArgumentException("no rates for map " + map);
    }
  }

  /** Whether some rule is another one from frame number {@code frame} on. */
  public boolean changesAt(long frame) {
    for (int i = 0; i < rates.size(); i++) {
      if (rates.get(i).changesAt(frame)) {
        return true;
      }
    }
    return false;
  }

  /** The same with another number of frames. */
  StdpSpec withFrames(long changed) {
    return new StdpSpec(rates, winners, inhibitionRadius, changed, convergence, dropout);
  }
}
