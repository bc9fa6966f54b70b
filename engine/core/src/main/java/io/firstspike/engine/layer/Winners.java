package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Neurons that fired, one after the other: those that won, or would like to. Whoever finds them
 * uses the same object again and again. Not thread-safe.
 */
public final class Winners {

  private final Shape shape;
  private int count;
  private int[] neurons = new int[8];
  private int[] steps = new int[8];
  private float[] potentials = new float[8];

  /** Nobody, of a layer of {@code shape}. */
  Winners(Shape shape) {
    this.shape = shape;
  }

  void clear() {
    count = 0;
  }

  /** Adds a neuron. */
  void add(int neuron, int step, float potential) {
    if (count == neurons.length) {
      neurons = Arrays.copyOf(neurons, 2 * count);
      steps = Arrays.copyOf(steps, 2 * count);
      potentials = Arrays.copyOf(potentials, 2 * count);
    }
    neurons[count] = neuron;
    steps[count] = step;
    potentials[count] = potential;
    count++;
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** The flat index of the {@code i}-th. */
  public int neuron(int i) {
    return neurons[i];
  }

  /** The feature map of the {@code i}-th. */
  public int map(int i) {
    return neurons[i] / shape.locations();
  }

  /** The row of the {@code i}-th. */
  int row(int i) {
    return neurons[i] % shape.locations() / shape.width();
  }

  /** The column of the {@code i}-th. */
  int column(int i) {
    return neurons[i] % shape.width();
  }

  /** The time step in which the {@code i}-th fired. */
  public int step(int i) {
    return steps[i];
  }

  /** The potential of the {@code i}-th in that time step. */
  public float potential(int i) {
    return potentials[i];
  }

  /** The {@code i}-th. */
  Winner winner(int i) {
    return new Winner(map(i), row(i), column(i), step(i), potential(i));
  }

  /** All of them, as they are now. */
  public List<Winner> list() {
    List<Winner> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(winner(i));
    }
    return list;
  }
}
