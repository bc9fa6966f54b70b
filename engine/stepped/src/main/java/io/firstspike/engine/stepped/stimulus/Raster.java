package io.firstspike.engine.stepped.stimulus;

import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.layer.Signal;
import io.firstspike.engine.stepped.layer.Simulation;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What a network is shown: a number for each time step and input, of which only those that are not
 * 0 are kept. A number may be a spike (1), a count of events, or a current. Immutable.
 */
@API(status = Status.MAINTAINED)
public final class Raster {

  private final List<Integer> dimensions;

  /** The entries of step {@code s} are {@code starts[s]} to {@code starts[s + 1] - 1}. */
  private final int[] starts;

  /** Indices of inputs, ascending within a step. */
  private final int[] inputs;

  private final float[] values;

  Raster(List<Integer> dimensions, int[] starts, int[] inputs, float[] values) {
    this.dimensions = List.copyOf(dimensions);
    this.starts = starts;
    this.inputs = inputs;
    this.values = values;
  }

  /**
   * A raster of all its numbers.
   *
   * @param dimensions of the inputs
   * @param numbers {@code [step][input]}, inputs with the last dimension varying fastest
   */
  public static Raster of(List<Integer> dimensions, float[][] numbers) {
    int[] starts = new int[numbers.length + 1];
    int count = 0;
    for (float[] step : numbers) {
      for (float value : step) {
        count += value == 0 ? 0 : 1;
      }
    }
    int[] inputs = new int[count];
    float[] values = new float[count];
    int at = 0;
    for (int step = 0; step < numbers.length; step++) {
      for (int input = 0; input < numbers[step].length; input++) {
        if (numbers[step][input] != 0) {
          inputs[at] = input;
          values[at++] = numbers[step][input];
        }
      }
      starts[step + 1] = at;
    }
    return new Raster(dimensions, starts, inputs, values);
  }

  /**
   * A raster of a window of events, of which each slice is a time step: an input is 1 where its
   * pixel has an event.
   *
   * @param dimensions planes, rows and columns
   * @param slices slices and planes as maps, x rows x columns, in one time step
   */
  public static Raster of(List<Integer> dimensions, Spikes slices) {
    int size = Math.toIntExact(Tensor.size(dimensions));
    int[] starts = new int[slices.shape().size() / size + 1];
    int[] inputs = new int[slices.count()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = slices.spike(i) % size;
      starts[slices.spike(i) / size + 1]++;
    }
    for (int step = 1; step < starts.length; step++) {
      starts[step] += starts[step - 1];
    }
    float[] values = new float[inputs.length];
    Arrays.fill(values, 1);
    return new Raster(dimensions, starts, inputs, values);
  }

  /** The dimensions of the inputs, such as channels, rows and columns. */
  public List<Integer> dimensions() {
    return dimensions;
  }

  /** The number of time steps. */
  public int steps() {
    return starts.length - 1;
  }

  /** The number of entries that are not 0, in all time steps. */
  public int count() {
    return inputs.length;
  }

  /**
   * Shows it to a network, from the network's beginning on.
   *
   * @param afterStep called after each time step, with its number
   * @throws IllegalArgumentException if the network takes other dimensions
   */
  public void showTo(Simulation simulation, IntConsumer afterStep) {
    List<Integer> taken = simulation.plan().nodes().get(simulation.plan().input()).input();
    if (!dimensions.equals(taken)) {
      throw new IllegalArgumentException(
          "the network takes " + taken + ", and the stimulus has " + dimensions);
    }
    simulation.reset();
    for (int step = 0; step < steps(); step++) {
      write(step, simulation.input());
      simulation.step();
      afterStep.accept(step);
    }
  }

  /** Writes one time step into a signal that is 0. */
  public void write(int step, Signal signal) {
    for (int i = starts[step]; i < starts[step + 1]; i++) {
      signal.set(inputs[i], values[i]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Raster that
        && dimensions.equals(that.dimensions)
        && Arrays.equals(starts, that.starts)
        && Arrays.equals(inputs, that.inputs)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(inputs) * 31 + Arrays.hashCode(starts);
  }

  @Override
  public String toString() {
    return "Raster[" + dimensions + ", " + count() + " in " + steps() + " steps]";
  }
}
