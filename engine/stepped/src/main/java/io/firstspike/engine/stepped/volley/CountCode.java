package io.firstspike.engine.stepped.volley;

import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.layer.Signal;
import io.firstspike.engine.stepped.layer.Simulation;
import io.firstspike.engine.stepped.stimulus.Raster;
import java.util.Arrays;

/**
 * Code of how often each neuron fires: with its n-th spike, the neuron of level n fires. Spikes of
 * a neuron beyond the levels are not told apart.
 */
final class CountCode implements VolleyCode {

  private final Simulation simulation;
  private final Signal output;
  private final int steps;
  private final int size;
  private final int levels;
  private final int[] counts;

  /** {@code [level * size + neuron]}, as {@link VolleyBuffer#fill(int, byte[])} takes them. */
  private final byte[] latencies;

  /**
   * @param steps time steps of the volleys, which those of a stimulus come to in equal parts
   */
  CountCode(NodeReading reading, int steps) {
    this.simulation = reading.simulation();
    this.output = simulation.output(reading.node());
    this.steps = steps;
    this.size = Math.toIntExact(Tensor.size(reading.neurons()));
    this.levels = reading.levels();
    this.counts = new int[size];
    this.latencies = new byte[Math.multiplyExact(levels, size)];
  }

  @Override
  public Volley of(Raster stimulus, VolleyBuffer buffer) {
    Arrays.fill(counts, 0);
    Arrays.fill(latencies, (byte) steps);
    stimulus.showTo(simulation, step -> note((byte) ((long) step * steps / stimulus.steps())));
    return buffer.fill(steps, latencies);
  }

  private void note(byte latency) {
    for (int neuron = 0; neuron < size; neuron++) {
      if (output.value(neuron) > 0 && counts[neuron] < levels) {
        latencies[counts[neuron]++ * size + neuron] = latency;
      }
    }
  }
}
