package io.firstspike.engine.nd4j.network;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spike times finer than time steps, of neurons that see the whole input.
 *
 * @param times {@code [map]}, {@code steps} for a silent neuron
 * @param potentials {@code [map]}, after the last time step
 */
@API(status = Status.INTERNAL)
public record SpikeTimes(float[] times, float[] potentials, int steps) {

  boolean fires(int map) {
    return map >= 0 && times[map] < steps;
  }

  /**
   * The map from {@code from} to before {@code to} that fires first, of equals the one with the
   * highest potential, then the first; silent ones count too.
   *
   * @param except label whose neurons do not count; -1 for none
   */
  public int first(int from, int to, int except, int neuronsPerLabel) {
    int first = -1;
    for (int map = from; map < to; map++) {
      if (map / neuronsPerLabel != except && (first < 0 || earlier(map, first))) {
        first = map;
      }
    }
    return first;
  }

  private boolean earlier(int one, int than) {
    return times[one] < times[than]
        || times[one] == times[than] && potentials[one] > potentials[than];
  }
}
