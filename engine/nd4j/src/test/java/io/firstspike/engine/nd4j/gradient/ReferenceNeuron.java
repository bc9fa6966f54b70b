package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.stepped.training.LayerSpec;
import io.firstspike.engine.stepped.training.Surrogate;

/**
 * One neuron in double precision, in plain Java. For tests.
 *
 * @param spec the neuron
 * @param surrogate its smooth step
 * @param slope of it
 */
record ReferenceNeuron(LayerSpec.Neurons spec, Surrogate surrogate, double slope) {

  double step(double u) {
    return switch (surrogate) {
      case ARCTAN -> Math.atan(Math.PI * slope * u) / Math.PI + 0.5;
      case SIGMOID -> 1 / (1 + Math.exp(-4 * slope * u));
      case FAST_SIGMOID -> slope * u / (1 + 2 * slope * Math.abs(u)) + 0.5;
      case RECTANGLE -> Math.max(0, Math.min(1, slope * u + 0.5));
    };
  }

  double slopeAt(double u) {
    return switch (surrogate) {
      case ARCTAN -> slope / (1 + Math.pow(Math.PI * slope * u, 2));
      case SIGMOID -> 4 * slope * step(u) * (1 - step(u));
      case FAST_SIGMOID -> slope / Math.pow(1 + 2 * slope * Math.abs(u), 2);
      case RECTANGLE -> Math.abs(slope * u) < 0.5 ? slope : 0;
    };
  }

  /**
   * What it gives in each time step: smooth steps.
   *
   * @param resets what resets it after each time step; null: what it gives
   */
  double[] smooth(double[] input, double[] resets) {
    double[] given = new double[input.length];
    double v = 0;
    for (int t = 0; t < input.length; t++) {
      v = leak() * v + input[t];
      given[t] = step(v - spec.threshold());
      double by = resets == null ? given[t] : resets[t];
      v = spec.reset() == LayerSpec.Reset.HARD ? v * (1 - by) : v - spec.threshold() * by;
    }
    return given;
  }

  /** What it gives in each time step: 1 where it fires, else 0. */
  double[] spikes(double[] input) {
    double[] given = new double[input.length];
    double v = 0;
    for (int t = 0; t < input.length; t++) {
      v = leak() * v + input[t];
      given[t] = v > spec.threshold() ? 1 : 0;
      v = after(v, given[t]);
    }
    return given;
  }

  /**
   * Gradients by each input of the sum over time of its spikes, each times a factor, where the
   * slope of firing is that of the smooth step: worked out backwards in time.
   */
  double[] gradients(double[] input, double[] factors, boolean detachReset) {
    int steps = input.length;
    double[] potentials = new double[steps];
    double v = 0;
    for (int t = 0; t < steps; t++) {
      v = leak() * v + input[t];
      potentials[t] = v;
      v = after(v, v > spec.threshold() ? 1 : 0);
    }
    double[] gradients = new double[steps];
    double byNext = 0;
    for (int t = steps - 1; t >= 0; t--) {
      double slopeHere = slopeAt(potentials[t] - spec.threshold());
      double fired = potentials[t] > spec.threshold() ? 1 : 0;
      boolean hard = spec.reset() == LayerSpec.Reset.HARD;
      double through = hard ? 1 - fired : 1;
      double byReset = detachReset ? 0 : (hard ? -potentials[t] : -spec.threshold()) * slopeHere;
      gradients[t] = factors[t] * slopeHere + byNext * leak() * (through + byReset);
      byNext = gradients[t];
    }
    return gradients;
  }

  private double after(double v, double fired) {
    return spec.reset() == LayerSpec.Reset.HARD ? v * (1 - fired) : v - spec.threshold() * fired;
  }

  private double leak() {
    return spec.tau() == null ? 1 : 1 - 1 / spec.tau();
  }
}
