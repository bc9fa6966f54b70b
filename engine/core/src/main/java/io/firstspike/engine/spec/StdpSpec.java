package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the learning of a feature layer: the winners of each frame learn by STDP.
 *
 * @param rates learning rates and weight bounds: one entry for all maps, or several, each for the
 *     maps after those of the previous entry
 * @param winners the most neurons that learn from one frame
 * @param inhibitionRadius distance from a winner within which no other neuron can win; 0: none
 * @param frames the most frames that the layer learns from before it is frozen
 * @param convergence value of the mean of w (1 - w) over all weights below which the layer is
 *     frozen earlier; 0 or left out: never. Checked every {@value #CONVERGENCE_EVERY} frames
 * @param dropout random silencing of maps while the layer learns; null or left out: none
 */
@API(status = Status.MAINTAINED)
public record StdpSpec(
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<RatesSpec> rates,
    int winners,
    int inhibitionRadius,
    long frames,
    float convergence,
    @JsonInclude(JsonInclude.Include.NON_NULL) DropoutSpec dropout) {

  /** The number of frames between two checks of a layer's convergence. */
  public static final int CONVERGENCE_EVERY = 500;

  public StdpSpec {
    rates = rates == null ? List.of() : List.copyOf(rates);
  }

  /**
   * Adds the mistakes in this spec, which is the field {@code at}, to {@code problems}.
   *
   * @param maps number of maps that learn by it
   */
  void check(String at, int maps, SpecProblems problems) {
    checkRates(at + ".rates", maps, problems);
    problems.range(at + ".winners", winners, 1, NetworkSpec.MAX_MAPS);
    problems.range(at + ".inhibitionRadius", inhibitionRadius, 0, InputSpec.MAX_SIDE);
    problems.range(at + ".frames", frames, 0, Long.MAX_VALUE);
    problems.within(at + ".convergence", convergence, 0, 0.25);
    if (dropout != null) {
      dropout.check(at + ".dropout", problems);
    }
  }

  private void checkRates(String at, int maps, SpecProblems problems) {
    if (rates.isEmpty()) {
      problems.add(at + " is missing");
      return;
    }
    long covered = 0;
    for (int i = 0; i < rates.size(); i++) {
      RatesSpec entry = rates.get(i);
      entry.check(rates.size() == 1 ? at : at + "[" + i + "]", problems);
      covered = entry.maps() == 0 ? Long.MAX_VALUE : Math.max(covered, covered + entry.maps());
    }
    if (covered < maps) {
      problems.add(
          at + " are for " + covered + " of " + maps + " maps: leave out maps in the last");
    }
  }

  /**
   * Writes the rule of each map for frame number {@code frame}, counted from 1, into {@code rules}.
   *
   * @param rules {@code [map]}, overwritten
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

  /** Whether the rule of any map changes at frame number {@code frame}, counted from 1. */
  public boolean changesAt(long frame) {
    for (int i = 0; i < rates.size(); i++) {
      if (rates.get(i).changesAt(frame)) {
        return true;
      }
    }
    return false;
  }

  /** A builder of a spec like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a spec like another one: each method changes the field of its name. */
  public static final class Builder {

    private List<RatesSpec> rates;
    private int winners;
    private int inhibitionRadius;
    private long frames;
    private float convergence;
    private DropoutSpec dropout;

    private Builder(StdpSpec like) {
      rates = like.rates;
      winners = like.winners;
      inhibitionRadius = like.inhibitionRadius;
      frames = like.frames;
      convergence = like.convergence;
      dropout = like.dropout;
    }

    public Builder rates(List<RatesSpec> value) {
      rates = value;
      return this;
    }

    public Builder winners(int value) {
      winners = value;
      return this;
    }

    public Builder inhibitionRadius(int value) {
      inhibitionRadius = value;
      return this;
    }

    public Builder frames(long value) {
      frames = value;
      return this;
    }

    public Builder convergence(float value) {
      convergence = value;
      return this;
    }

    public Builder dropout(DropoutSpec value) {
      dropout = value;
      return this;
    }

    public StdpSpec build() {
      return new StdpSpec(rates, winners, inhibitionRadius, frames, convergence, dropout);
    }
  }
}
