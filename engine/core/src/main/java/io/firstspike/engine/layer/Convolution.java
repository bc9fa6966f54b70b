package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Locale;

/**
 * The synapses of a convolutional layer: each neuron is connected to a window of every input map,
 * and all neurons of a map share their weights. A window as large as the input, without padding,
 * makes the layer fully connected.
 *
 * <p><em>Rows.</em> Methods read and write a map's weights as one row of {@code fan()} floats, in
 * the order (input map, window row, window column). A position in a row is called a <em>tap</em>.
 *
 * <p><em>Memory layout.</em> The weights are ordered by tap: for each tap those of all maps, filled
 * up with zeros to a multiple of {@value InnerLoops#LANES}. An input spike then adds a contiguous
 * array to the potentials of all maps at each location that it reaches ({@link Potentials}). If the
 * column stride is 1, the taps of a window row are in reverse order, so that the spike adds one
 * contiguous array to a whole row of locations.
 *
 * <p>Reading is thread-safe while no weights are being set.
 */
public final class Convolution {

  /** The most weights of a layer, 2^28, which take 1 GiB. */
  public static final int MAX_WEIGHTS = 1 << 28;

  private final Shape input;
  private final Shape output;
  private final Window window;
  private final int stride;
  private final int[] places;
  private final float[] weights;
  private boolean excitatory = true;
  private int version;
  // Buffers for changes of weights, which only one thread makes at a time.
  private int[] starts;
  private float[] filledUp;

  /**
   * Creates a layer with all weights 0.
   *
   * @param input shape of its input
   * @param maps number of feature maps
   * @param window window of the input that a neuron is connected to; its padding is silent
   * @throws IllegalArgumentException if there are more than {@value #MAX_WEIGHTS} weights, counting
   *     those added to fill up
   */
  public Convolution(Shape input, int maps, Window window) {
    this.input = input;
    this.window = window;
    this.output = window.slide(input, maps);
    this.stride = (maps + InnerLoops.LANES - 1) / InnerLoops.LANES * InnerLoops.LANES;
    long size = (long) input.maps() * window.area() * stride;
    if (size > MAX_WEIGHTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a layer of %,d maps with %,d synapses each exceeds the limit of %,d weights",
              maps,
              size / stride,
              MAX_WEIGHTS));
    }
    this.weights = new float[(int) size];
    this.places = new int[(int) (size / stride)];
    for (int tap = 0; tap < places.length; tap++) {
      int column = tap % window.width();
      int place = sideBySide() ? tap - column + window.width() - 1 - column : tap;
      places[tap] = place * stride;
    }
  }

  private Convolution(Convolution other) {
    this.input = other.input;
    this.window = other.window;
    this.output = other.output;
    this.stride = other.stride;
    this.places = other.places;
    this.weights = other.weights.clone();
    this.excitatory = other.excitatory;
  }

  /** A layer of the same structure with a copy of the weights. */
  public Convolution copy() {
    return new Convolution(this);
  }

  /**
   * Copies the weights of {@code other} into this layer.
   *
   * @throws IllegalArgumentException if {@code other} has another structure
   */
  public void copyWeights(Convolution other) {
    if (other.weights.length != weights.length || other.stride != stride) {
      throw new IllegalArgumentException(
          "a layer of " + output + " cannot take the weights of one of " + other.output);
    }
    System.arraycopy(other.weights, 0, weights, 0, weights.length);
    excitatory = other.excitatory;
    version++;
  }

  /** Whether the windows of neighbouring neurons in a row are one column apart. */
  boolean sideBySide() {
    return window.columnStride() == 1 && output.width() > 1;
  }

  /**
   * Whether each neuron is connected to the whole input; the flat index of an input neuron is then
   * its tap.
   */
  boolean whole() {
    return window.equals(Window.whole(input.height(), input.width()));
  }

  /** The number of floats from the weights of one tap to those of the next: the maps, filled up. */
  int stride() {
    return stride;
  }

  /** The index in {@link #weights()} at which the weights of tap {@code tap} begin. */
  int place(int tap) {
    return places[tap];
  }

  /** The weights in the memory layout; the array is not copied and must not be changed. */
  float[] weights() {
    return weights;
  }

  /** The memory that the weights take, in bytes. */
  public long bytes() {
    return (long) weights.length * Float.BYTES;
  }

  /** The shape of its input. */
  public Shape input() {
    return input;
  }

  /** The shape of its neurons. */
  public Shape output() {
    return output;
  }

  /** The number of synapses of a neuron: input maps x window height x window width. */
  public int fan() {
    return places.length;
  }

  /** The weights of one map, {@link #fan()} floats, in a new array. */
  public float[] row(int map) {
    float[] row = new float[places.length];
    readRow(map, row);
    return row;
  }

  /**
   * The weights of all maps, {@code [map][synapse]}, in new arrays; much faster than map by map,
   * due to the memory layout.
   */
  public float[][] rows() {
    float[][] rows = new float[output.maps()][places.length];
    for (int tap = 0; tap < places.length; tap++) {
      int place = places[tap];
      for (int map = 0; map < rows.length; map++) {
        rows[map][tap] = weights[place + map];
      }
    }
    return rows;
  }

  /** Copies the weights of one map into {@code row}, {@link #fan()} floats. */
  public void readRow(int map, float[] row) {
    for (int tap = 0; tap < places.length; tap++) {
      row[tap] = weights[places[tap] + map];
    }
  }

  /**
   * Sets the weights of one map to those in {@code row}, {@link #fan()} floats.
   *
   * @throws IllegalArgumentException if their number is wrong
   */
  public void setRow(int map, float[] row) {
    if (row.length != places.length) {
      throw new IllegalArgumentException(
          "a row of this layer has " + places.length + " weights, not " + row.length);
    }
    boolean negative = false;
    for (int tap = 0; tap < row.length; tap++) {
      weights[places[tap] + map] = row[tap];
      negative |= !(row[tap] >= 0);
    }
    excitatory &= !negative;
    version++;
  }

  /** Sets the weight at tap {@code tap} of map {@code map}. */
  public void setWeight(int tap, int map, float weight) {
    weights[places[tap] + map] = weight;
    excitatory &= weight >= 0;
    version++;
  }

  /**
   * Adds to weights of a layer whose neurons are connected to the whole input: to those of all
   * inputs that fire in time step {@code step} of {@code volley}.
   *
   * @param changes numbers to add, one for each map
   */
  public void add(Volley volley, int step, float[] changes, WeightLoops loops) {
    excitatory = false;
    version++;
    loops.addToRows(
        filledUp(changes), weights, starts(volley, step), volley.end(step) - volley.start(step));
  }

  /**
   * Changes weights of a layer whose neurons are connected to the whole input by an adaptive step
   * size: those of all inputs that fire in time step {@code step} of {@code volley}. The larger the
   * past errors of a synapse, the smaller its change; see {@link WeightLoops#adapt}.
   *
   * @param errors one for each map
   * @param rate step size of a synapse without past errors
   * @param squares layer of the same structure that holds, in place of weights, the sum of the
   *     squared errors of each synapse; updated as well
   */
  public void adapt(
      Volley volley, int step, float[] errors, float rate, Convolution squares, WeightLoops loops) {
    excitatory = false;
    version++;
    squares.version++;
    loops.adapt(
        filledUp(errors),
        rate,
        weights,
        squares.weights,
        starts(volley, step),
        volley.end(step) - volley.start(step));
  }

  private float[] filledUp(float[] changes) {
    if (filledUp == null) {
      filledUp = new float[stride];
    }
    System.arraycopy(changes, 0, filledUp, 0, output.maps());
    return filledUp;
  }

  /**
   * The index in {@link #weights()} of the weights of each input that fires in time step {@code
   * step}.
   */
  private int[] starts(Volley volley, int step) {
    int from = volley.start(step);
    int count = volley.end(step) - from;
    if (starts == null || starts.length < count) {
      starts = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      starts[i] = places[volley.spike(from + i)];
    }
    return starts;
  }

  /**
   * Whether no weight has ever been set below 0, so that potentials can only grow while spikes
   * arrive.
   */
  boolean excitatory() {
    return excitatory;
  }

  /** A number that changes whenever weights change. */
  int version() {
    return version;
  }

  /** Whether all weights are 0 or 1. */
  boolean binary() {
    // The numbers that fill up the maps are 0.
    for (float weight : weights) {
      if (weight != 0 && weight != 1) {
        return false;
      }
    }
    return true;
  }

  /**
   * The distance of the layer from convergence (Kheradpisheh et al. 2018): the mean of w (1 - w)
   * over all weights. It is 0 if all weights are 0 or 1, and 0.25 if all are 0.5.
   */
  public double convergence() {
    double sum = 0;
    for (int place : places) {
      for (int map = 0; map < output.maps(); map++) {
        float weight = weights[place + map];
        sum += weight * (1.0 - weight);
      }
    }
    return sum / ((double) places.length * output.maps());
  }

  /** The weight at tap {@code tap} of map {@code map}. */
  public float weight(int tap, int map) {
    return weights[places[tap] + map];
  }

  /** The window of the input that a neuron is connected to. */
  public Window window() {
    return window;
  }

  /**
   * The number of locations whose window contains the cell at ({@code row}, {@code column}) of an
   * input map.
   */
  public int reaches(int row, int column) {
    int rows =
        places(row + window.rowPadding(), window.height(), window.rowStride(), output.height());
    int columns =
        places(
            column + window.columnPadding(), window.width(), window.columnStride(), output.width());
    return rows * columns;
  }

  /** The number of windows along one side that cover position {@code place} of the padded side. */
  private static int places(int place, int length, int stride, int neurons) {
    int last = Math.min(neurons - 1, place / stride);
    int first = Math.max(0, place - length + stride) / stride;
    return Math.max(0, last - first + 1);
  }

  /**
   * The latencies of the inputs of the neurons at ({@code row}, {@code column}), in the order of a
   * row of weights; positions in the padding are silent.
   *
   * @param latencies latencies of the whole input, map-major
   * @param silent latency of a silent neuron
   */
  public byte[] receptiveField(byte[] latencies, byte silent, int row, int column) {
    byte[] field = new byte[places.length];
    receptiveField(latencies, silent, row, column, field);
    return field;
  }

  /**
   * Writes the latencies of the inputs of the neurons at ({@code row}, {@code column}) into {@code
   * field}, in the order of a row of weights; positions in the padding are silent.
   *
   * @param latencies latencies of the whole input, map-major
   * @param silent latency of a silent neuron
   * @param field {@link #fan()} entries, overwritten
   */
  public void receptiveField(byte[] latencies, byte silent, int row, int column, byte[] field) {
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
  }
}
