package io.firstspike.engine.spec;

import io.firstspike.engine.spec.mistake.SpecProblems;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of a random coding of intensities ({@code PoissonCoding}). Equal intensities give equal
 * volleys on every thread and machine, whatever was coded before.
 *
 * @param maxRate probability that a cell of full intensity fires in a time step, above 0 and at
 *     most 1
 * @param fullIntensity intensity from which on cells fire at {@code maxRate}, in units of the
 *     intensities that are coded; 0 or left out: that of each image's strongest cell
 * @param seed seed of the random spikes
 */
@API(status = Status.MAINTAINED)
public record PoissonSpec(double maxRate, float fullIntensity, long seed) {

  /** Adds the mistakes in this coding, which is the field {@code at}, to {@code problems}. */
  void check(String at, SpecProblems problems) {
    if (!(maxRate > 0 && maxRate <= 1)) {
      problems.add(at + ".maxRate is " + maxRate + ", must be above 0 and at most 1");
    }
    if (!(fullIntensity >= 0 && Float.isFinite(fullIntensity))) {
      problems.add(
          at
              + ".fullIntensity is "
              + fullIntensity
              + ", must be positive, or 0 for each image's strongest");
    }
  }
}
