package io.firstspike.engine.layer;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Threshold on potentials over time, in the form that SpykeTorch uses between layers. */
@API(status = Status.INTERNAL)
public final class Threshold {

  private Threshold() {}

  /**
   * Sets all potentials that do not exceed {@code threshold} to 0, in place. An infinite threshold
   * stands for none: potentials of the last time step are then kept, all others become 0.
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
