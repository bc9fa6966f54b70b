package io.firstspike.engine.stepped.plan;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Length of a time step, in the unit of the graph's time constants, which are seconds in NIR.
 *
 * @param seconds above 0
 */
@API(status = Status.MAINTAINED)
public record TimeStep(double seconds) {

  public TimeStep {
    if (!(seconds > 0 && seconds < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("a time step is longer than 0 s, not " + seconds + " s");
    }
  }

  /** The share of the way to its goal that a quantity with this time constant goes in one step. */
  public float share(float tau) {
    return (float) (seconds / tau);
  }

  /** The number of whole time steps nearest to a time. */
  public long steps(float time) {
    return Math.round(time / seconds);
  }
}
