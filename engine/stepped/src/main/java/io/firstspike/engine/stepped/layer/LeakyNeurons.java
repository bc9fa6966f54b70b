package io.firstspike.engine.stepped.layer;

import java.util.Arrays;

/**
 * Leaky neurons at work, by forward Euler: what is on the right of an equation is of the time step
 * before, but for the input.
 *
 * <pre>
 * i = i + timeStep / tauSyn (weight x - i)
 * v = v + timeStep / tau (leak - v + r i)
 * </pre>
 *
 * Without a synaptic current {@code x} stands for {@code i}.
 */
final class LeakyNeurons implements Layer {

  /**
   * Leak of a layer's potentials.
   *
   * @param shares of the way to the goal in one time step
   * @param goals potentials that they leak to
   * @param r resistances
   */
  record Leak(float[] shares, float[] goals, float[] r) {}

  /**
   * Synaptic currents of a layer.
   *
   * @param shares of the way to the input in one time step
   * @param weights factors of the input
   */
  record Synapses(float[] shares, float[] weights) {}

  private final Leak leak;
  private final Synapses synapses;
  private final Firing firing;
  private final float[] potentials;
  private final float[] firedWith;
  private final float[] currents;

  /**
   * Creates a layer.
   *
   * @param synapses null: the input is the current
   * @param firing null: they do not fire
   */
  LeakyNeurons(Leak leak, Synapses synapses, Firing firing) {
    this.leak = leak;
    this.synapses = synapses;
    this.firing = firing;
    this.potentials = new float[leak.r().length];
    this.firedWith = firing == null ? null : new float[leak.r().length];
    this.currents = new float[synapses == null ? 0 : leak.r().length];
  }

  @Override
  public void step(Signal input, Signal output) {
    integrate(synapses == null ? input.values : currents);
    if (synapses != null) {
      receive(input.values);
    }
    if (firing != null) {
      firing.fire(potentials, firedWith, output);
    } else {
      System.arraycopy(potentials, 0, output.values, 0, potentials.length);
      output.markAll();
    }
  }

  private void integrate(float[] received) {
    float[] shares = leak.shares();
    float[] goals = leak.goals();
    float[] r = leak.r();
    for (int neuron = 0; neuron < potentials.length; neuron++) {
      float v = potentials[neuron];
      potentials[neuron] = v + shares[neuron] * (goals[neuron] - v + r[neuron] * received[neuron]);
    }
  }

  private void receive(float[] input) {
    float[] shares = synapses.shares();
    float[] weights = synapses.weights();
    for (int neuron = 0; neuron < currents.length; neuron++) {
      float i = currents[neuron];
      currents[neuron] = i + shares[neuron] * (weights[neuron] * input[neuron] - i);
    }
  }

  @Override
  public void reset() {
    Arrays.fill(potentials, 0);
    Arrays.fill(currents, 0);
  }

  @Override
  public Layer another() {
    return new LeakyNeurons(leak, synapses, firing);
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
