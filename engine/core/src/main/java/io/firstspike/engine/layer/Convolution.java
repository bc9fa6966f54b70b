package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;

/**
 * The synapses of one convolutional layer, stride 1: each neuron of map {@code m} sees a square of
 * side {@code kernel} in every input map, and all neurons of a map share their weights.
 *
 * <p><em>Rows.</em> A map's weights leave and enter as one row of {@code fan()} floats in the order
 * (input map, kernel row, kernel column).
 *
 * <p><em>Inside</em> they lie tap by tap: {@code taps[fan position][map]}, so that one input spike
 * adds a contiguous array to the potentials of all maps at each location it reaches. Potentials lie
 * the same way: {@code potentials[location][map]}.
 *
 * <p>Reading is thread-safe as long as nobody sets a row.
 */
public final class Convolution {

  private final Shape input;
  private final Shape output;
  private final int kernel;
  private final int padding;
  private final float[][] taps;

  /**
   * A layer with all weights 0.
   *
   * @param input shape of the volleys it receives
   * @param maps feature maps
   * @param kernel side of the square a neuron sees
   * @param padding silent cells added on each side of the input
   */
  public Convolution(Shape input, int maps, int kernel, int padding) {
    this.input = input;
    this.kernel = kernel;
    this.padding = padding;
    this.output =
        new Shape(
            maps,
            input.height() + 2 * padding - kernel + 1,
            input.width() + 2 * padding - kernel + 1);
    this.taps = new float[input.maps() * kernel * kernel][maps];
  }

  /** Shape of the volleys it receives. */
  public Shape input() {
    return input;
  }

  /** Shape of its neurons. */
  public Shape output() {
    return output;
  }

  /** Synapses of one neuron: input maps x kernel x kernel. */
  public int fan() {
    return taps.length;
  }

  /** The weights of one map: a new array of {@link #fan()} floats. */
  public float[] row(int map) {
    float[] row = new float[taps.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = taps[i][map];
    }
    return row;
  }

  /** Replaces the weights of one map by {@code row}, {@link #fan()} floats. */
  public void setRow(int map, float[] row) {
    if (row.length != taps.length) {
      throw new IllegalArgumentException(
          "a row of this layer has " + taps.length + " weights, not " + row.length);
    }
    for (int i = 0; i < row.length; i++) {
      taps[i][map] = row[i];
    }
  }

  /** Potentials for {@link #integrate}, all 0: {@code [location][map]}. */
  float[][] newPotentials() {
    return new float[output.locations()][output.maps()];
  }

  /** Adds spikes {@code from} to {@code to - 1} of {@code volley} to {@code potentials}. */
  void integrate(Volley volley, int from, int to, float[][] potentials) {
    for (int i = from; i < to; i++) {
      integrate(volley.spike(i), potentials, null);
    }
  }

  /**
   * Adds one spike to the potentials of every neuron it reaches.
   *
   * @param closed locations to leave alone, or null
   */
  void integrate(int spike, float[][] potentials, boolean[] closed) {
    int locations = input.locations();
    int channel = spike / locations;
    int row = (spike % locations) / input.width() + padding;
    int column = spike % input.width() + padding;
    // The neuron that sees this spike at kernel position (ky, kx) stands at (row - ky, column - kx)
    int firstY = Math.max(0, row - output.height() + 1);
    int lastY = Math.min(kernel - 1, row);
    int firstX = Math.max(0, column - output.width() + 1);
    int lastX = Math.min(kernel - 1, column);
    for (int ky = firstY; ky <= lastY; ky++) {
      int location = (row - ky) * output.width() + column;
      int tap = (channel * kernel + ky) * kernel;
      for (int kx = firstX; kx <= lastX; kx++) {
        if (closed == null || !closed[location - kx]) {
          add(taps[tap + kx], potentials[location - kx]);
        }
      }
    }
  }

  /** Kept apart, both arrays from index 0: the form the JIT compiler vectorises. */
  private static void add(float[] weights, float[] potentials) {
    for (int i = 0; i < potentials.length; i++) {
      potentials[i] += weights[i];
    }
  }

  /**
   * The latencies a neuron at {@code (row, column)} sees, in the order of a row's weights;
   * positions in the padding are silent.
   *
   * @param latencies of the whole input, one a neuron
   * @param silent the latency of a silent neuron
   */
  public byte[] receptiveField(byte[] latencies, byte silent, int row, int column) {
    byte[] field = new byte[taps.length];
    int i = 0;
    for (int channel = 0; channel < input.maps(); channel++) {
      for (int y = row - padding; y < row - padding + kernel; y++) {
        for (int x = column - padding; x < column - padding + kernel; x++) {
          boolean inside = y >= 0 && y < input.height() && x >= 0 && x < input.width();
          field[i++] = inside ? latencies[input.index(channel, y, x)] : silent;
        }
      }
    }
    return field;
  }
}
