package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * List of neurons that have fired, as candidates or winners of a competition. The list is reused
 * for each image. Not thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class Winners {

  private final Shape shape;
  private int count;
  private int[] neurons = new int[8];
  private int[] steps = new int[8];
  private float[] potentials = new float[8];

  /** Creates an empty list for a layer of shape {@code shape}. */
  Winners(Shape shape) {
    this.shape = shape;
  }

  void clear() {
    count = 0;
  }

  /** Adds a neuron by its flat index. */
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

  /** The number of neurons. */
  public int count() {
    return count;
  }

  /** The flat index of the {@code i}-th neuron, counted from 0. */
  public int neuron(int i) {
    return neurons[i];
  }

  /** The feature map of the {@code i}-th neuron. */
  public int map(int i) {
    return neurons[i] / shape.locations();
  }

  /** The row of the {@code i}-th neuron. */
  int row(int i) {
    return neurons[i] % shape.locations() / shape.width();
  }

  /** The column of the {@code i}-th neuron. */
  int column(int i) {
    return neurons[i] % shape.width();
  }

  /** The time step in which the {@code i}-th neuron fired. */
  public int step(int i) {
    return steps[i];
  }

  /** The potential of the {@code i}-th neuron in that time step. */
  public float potential(int i) {
    return potentials[i];
  }

  /** The {@code i}-th neuron as an object. */
  Winner winner(int i) {
    return new Winner(map(i), row(i), column(i), step(i), potential(i));
  }

  /** A copy of the list. */
  public List<Winner> list() {
    List<Winner> list = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      list.add(winner(i));
    }
    return list;
  }
}
