package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;

/**
 * The synapses of one convolutional layer: each neuron sees the same window of every input map, and
 * all neurons of a map share their weights. A window as large as the input, without padding, makes
 * a fully connected layer.
 *
 * <p><em>Rows.</em> A map's weights leave and enter as one row of {@code fan()} floats in the order
 * (input map, window row, window column).
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
  private final Window window;
  private final float[][] taps;
  private boolean excitatory = true;
  private int version;

  /**
   * A layer with all weights 0.
   *
   * @param input shape of the volleys it receives
   * @param maps feature maps
   * @param window what a neuron sees; its padding is silent
   */
  public Convolution(Shape input, int maps, Window window) {
    this.input = input;
    this.window = window;
    this.output = window.slide(input, maps);
    this.taps = new float[input.maps() * window.area()][maps];
  }

  /** Shape of the volleys it receives. */
  public Shape input() {
    return input;
  }

  /** Shape of its neurons. */
  public Shape output() {
    return output;
  }

  /** Synapses of one neuron: input maps x window height x window width. */
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
      excitatory &= row[i] >= 0;
    }
    version++;
  }

  /** Sets the weight of synapse {@code tap} of {@code map}. */
  public void setWeight(int tap, int map, float weight) {
    taps[tap][map] = weight;
    excitatory &= weight >= 0;
    version++;
  }

  /**
   * Changes one synapse of every map.
   *
   * @param tap its position in a row
   * @param changes one a map
   */
  public void add(int tap, float[] changes) {
    excitatory = false;
    version++;
    add(changes, taps[tap]);
  }

  /**
   * Changes some synapses of every map of a layer that sees its whole input: those to the neurons
   * that fire in time step {@code step} of {@code volley}.
   *
   * @param changes one a map
   */
  public void add(Volley volley, int step, float[] changes) {
    excitatory = false;
    version++;
    int end = volley.end(step);
    for (int i = volley.start(step); i < end; i++) {
      float[] tap = taps[volley.spike(i)];
      for (int map = 0; map < changes.length; map++) {
        tap[map] += changes[map];
      }
    }
  }

  /**
   * Adds the squares of {@code errors} to one synapse of every map, and turns the errors into
   * changes that are the smaller the more has been added: {@code step * error / sqrt(1 + sum)}.
   *
   * @param errors one a map; overwritten by the changes
   */
  public void shorten(int tap, float step, float[] errors) {
    version++;
    shorten(taps[tap], step, errors);
  }

  private static void shorten(float[] sums, float step, float[] errors) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += errors[i] * errors[i];
      errors[i] = step * errors[i] / (float) Math.sqrt(1 + sums[i]);
    }
  }

  /**
   * Whether no weight is known to have ever been below 0: then potentials only grow while spikes
   * come in.
   */
  boolean excitatory() {
    return excitatory;
  }

  /** A number that is another one whenever weights have changed. */
  int version() {
    return version;
  }

  /** Whether every weight is 0 or 1. */
  boolean binary() {
    for (float[] tap : taps) {
      for (float weight : tap) {
        if (weight != 0 && weight != 1) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * How far the layer is from having converged: the mean of w (1 - w) over all weights, 0 if each
   * is 0 or 1, 0.25 if each is 0.5 (Kheradpisheh et al. 2018).
   */
  public double convergence() {
    double sum = 0;
    for (float[] tap : taps) {
      for (float weight : tap) {
        sum += weight * (1.0 - weight);
      }
    }
    return sum / ((double) taps.length * output.maps());
  }

  /** The weight of synapse {@code tap} of {@code map}. */
  public float weight(int tap, int map) {
    return taps[tap][map];
  }

  /** What a neuron sees. */
  public Window window() {
    return window;
  }

  /** Potentials for {@link #integrate}, all 0: {@code [location][map]}. */
  float[][] newPotentials() {
    return new float[output.locations()][output.maps()];
  }

  /** Adds spikes {@code from} to {@code to - 1} of {@code volley} to {@code potentials}. */
  void integrate(Volley volley, int from, int to, float[][] potentials) {
    boolean whole = window.equals(Window.whole(input.height(), input.width()));
    for (int i = from; i < to; i++) {
      if (whole) {
        // Neurons that see the whole input: a spike's index is the position of its synapse.
        add(taps[volley.spike(i)], potentials[0]);
      } else {
        integrate(volley.spike(i), potentials, null);
      }
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
    int row = spike % locations / input.width() + window.rowPadding();
    int column = spike % input.width() + window.columnPadding();
    // The neuron that sees this spike at window position (ky, kx) stands at
    // ((row - ky) / rowStride, (column - kx) / columnStride), if that leaves no remainder.
    int firstY = first(row, window.rowStride(), output.height());
    int firstX = first(column, window.columnStride(), output.width());
    int lastY = Math.min(window.height() - 1, row);
    int lastX = Math.min(window.width() - 1, column);
    for (int ky = firstY; ky <= lastY; ky += window.rowStride()) {
      int line = (row - ky) / window.rowStride() * output.width();
      int tap = (channel * window.height() + ky) * window.width();
      for (int kx = firstX; kx <= lastX; kx += window.columnStride()) {
        int location = line + (column - kx) / window.columnStride();
        if (closed == null || !closed[location]) {
          add(taps[tap + kx], potentials[location]);
        }
      }
    }
  }

  /** The smallest window position at which a neuron inside the output sees {@code position}. */
  private static int first(int position, int stride, int neurons) {
    int remainder = position % stride;
    int beyond = position - (neurons - 1) * stride;
    return Math.max(remainder, beyond);
  }

  /** Kept apart, both arrays from index 0: the form the JIT compiler vectorises. */
  private static void add(float[] summands, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += summands[i];
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
    int top = row * window.rowStride() - window.rowPadding();
    int left = column * window.columnStride() - window.columnPadding();
    int i = 0;
    for (int channel = 0; channel < input.maps(); channel++) {
      for (int y = top; y < top + window.height(); y++) {
        for (int x = left; x < left + window.width(); x++) {
          boolean inside = y >= 0 && y < input.height() && x >= 0 && x < input.width();
          field[i++] = inside ? latencies[input.index(channel, y, x)] : silent;
        }
      }
    }
    return field;
  }
}
