package io.firstspike.engine.layer;

import java.util.Arrays;

/** The threshold on potentials over time, as other libraries pass them on. */
public final class Threshold {

  private Threshold() {}

  /**
   * Sets every potential that does not exceed {@code threshold} to 0, in place. An infinite
   * threshold stands for none: then only the last time step counts, and stays as it is.
   *
   * @param potentials {@code [time step][neuron]}
   */
  public static void apply(float[][] potentials, float threshold) {
    if (threshold == Float.POSITIVE_INFINITY) {
      for (int t = 0; t < potentials.length - 1; t++) {
        Arrays.fill(potentials[t], 0);
      }
      return;
    }
    for (float[] instant : potentials) {
      for (int i = 0; i < instant.length; i++) {
        if (!(instant[i] > threshold)) {
          instant[i] = 0;
        }
      }
    }
  }
}
