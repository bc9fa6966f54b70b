package io.firstspike.engine.layer;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * Potentials of a layer's neurons while spikes arrive. The potentials of all maps at one location
 * are contiguous, filled up like the weights, and neighbouring locations of a row follow each
 * other: {@code values[location * stride + map]}. Not thread-safe.
 */
final class Potentials {

  private final Convolution layout;
  private final float[] weights;
  private final WeightLoops loops;
  private final Shape input;
  private final Shape output;
  private final Window window;
  private final int stride;
  private final boolean whole;
  private final float[] values;
  private int[] starts = new int[0];

  /**
   * Creates potentials of 0.
   *
   * @throws ArithmeticException if there are too many for one array
   */
  Potentials(LayerWeights synapses, WeightLoops loops) {
    this.layout = synapses.layout();
    this.weights = synapses.values();
    this.loops = loops;
    this.input = layout.input();
    this.output = layout.output();
    this.window = layout.window();
    this.stride = layout.stride();
    this.whole = layout.whole();
    this.values = new float[Math.multiplyExact(output.locations(), stride)];
  }

  /** Sets all potentials to 0. */
  void clear() {
    Arrays.fill(values, 0);
  }

  /** All potentials in the layout above; the array is not copied. */
  float[] values() {
    return values;
  }

  /** The index in {@link #values()} at which the potentials of {@code location} begin. */
  int place(int location) {
    return location * stride;
  }

  /**
   * The first index from {@code from} on with a potential above {@code threshold}; -1 if there is
   * none.
   */
  int firstAbove(int from, float threshold) {
    return loops.firstAbove(values, from, values.length, threshold);
  }

  /** The highest potential at {@code location}, if one is above 0 there. */
  float highest(int location) {
    return loops.highest(values, location * stride, stride);
  }

  /** Adds the spikes from index {@code from} to {@code to - 1} of {@code volley}. */
  void integrate(Spikes volley, int from, int to) {
    if (whole) {
      if (starts.length < to - from) {
        starts = new int[2 * (to - from)];
      }
      for (int i = from; i < to; i++) {
        starts[i - from] = layout.place(volley.spike(i));
      }
      loops.addRows(weights, starts, to - from, values, 0, values.length);
      return;
    }
    for (int i = from; i < to; i++) {
      integrate(volley.spike(i));
    }
  }

  /** Adds one spike to the potentials of all neurons that it reaches. */
  private void integrate(int spike) {
    int locations = input.locations();
    int channel = spike / locations;
    int place = spike - channel * locations;
    int row = place / input.width() + window.rowPadding();
    int column = place % input.width() + window.columnPadding();
    // The neuron that has this spike at window position (ky, kx) is at ((row - ky) / rowStride,
    // (column - kx) / columnStride), if that leaves no remainder.
    int firstY = first(row, window.rowStride(), output.height());
    int firstX = first(column, window.columnStride(), output.width());
    int lastY = Math.min(window.height() - 1, row);
    int lastX = Math.min(window.width() - 1, column);
    for (int ky = firstY; ky <= lastY; ky += window.rowStride()) {
      int line = (row - ky) / window.rowStride() * output.width();
      int taps = (channel * window.height() + ky) * window.width();
      if (window.columnStride() == 1 && firstX <= lastX) {
        // The last tap belongs to the first neuron.
        int neurons = (lastX - firstX + 1) * stride;
        add(taps + lastX, line + column - lastX, neurons);
      } else {
        for (int kx = firstX; kx <= lastX; kx += window.columnStride()) {
          add(taps + kx, line + (column - kx) / window.columnStride(), stride);
        }
      }
    }
  }

  private void add(int tap, int location, int count) {
    loops.add(weights, layout.place(tap), values, location * stride, count);
  }

  /**
   * The smallest window position at which {@code position} lies in the window of a neuron of the
   * layer.
   */
  private static int first(int position, int stride, int neurons) {
    int remainder = position % stride;
    int beyond = position - (neurons - 1) * stride;
    return Math.max(remainder, beyond);
  }
}
