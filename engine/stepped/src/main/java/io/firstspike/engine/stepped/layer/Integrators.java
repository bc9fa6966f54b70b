package io.firstspike.engine.stepped.layer;

import java.util.Arrays;

/**
 * Neurons without a leak at work. Only those that receive something, or that a reset has left above
 * their threshold, are computed:
 *
 * <pre>v = v + timeStep r x</pre>
 */
final class Integrators implements Layer {

  private final float[] gains;
  private final Firing firing;
  private final float[] potentials;
  private final float[] firedWith;

  /** Marks neurons that are above their threshold without having received anything. */
  private final long[] above;

  /**
   * Creates a layer.
   *
   * @param gains by how much an input of 1 raises the potential in one time step
   * @param firing null: they do not fire
   */
  Integrators(float[] gains, Firing firing) {
    this.gains = gains;
    this.firing = firing;
    this.potentials = new float[gains.length];
    this.firedWith = firing == null ? null : new float[gains.length];
    this.above = new long[(gains.length + Long.SIZE - 1) / Long.SIZE];
    reset();
  }

  @Override
  public void step(Signal input, Signal output) {
    if (firing != null) {
      output.clear();
    }
    for (int word = 0; word < above.length; word++) {
      long left = input.marks[word] | above[word];
      above[word] = 0;
      for (; left != 0; left &= left - 1) {
        step((word << 6) + Long.numberOfTrailingZeros(left), input, output);
      }
    }
  }

  private void step(int neuron, Signal input, Signal output) {
    potentials[neuron] += gains[neuron] * input.values[neuron];
    if (firing == null) {
      output.set(neuron, potentials[neuron]);
    } else if (potentials[neuron] > firing.thresholds()[neuron]) {
      output.set(neuron, 1);
      firedWith[neuron] = potentials[neuron];
      potentials[neuron] = firing.after(neuron, potentials[neuron]);
      markAbove(neuron);
    }
  }

  private void markAbove(int neuron) {
    if (potentials[neuron] > firing.thresholds()[neuron]) {
      above[neuron >> 6] |= 1L << neuron;
    }
  }

  @Override
  public void reset() {
    Arrays.fill(potentials, 0);
    Arrays.fill(above, 0);
    for (int neuron = 0; firing != null && neuron < potentials.length; neuron++) {
      markAbove(neuron);
    }
  }

  @Override
  public Layer another() {
    return new Integrators(gains, firing);
  }

  @Override
  public float[] potentials() {
    return potentials;
  }

  @Override
  public float[] firedWith() {
    return firedWith;
  }
}
