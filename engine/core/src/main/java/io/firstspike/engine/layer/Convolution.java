package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Locale;

/**
 * The synapses of one convolutional layer: each neuron sees the same window of every input map, and
 * all neurons of a map share their weights. A window as large as the input, without padding, makes
 * a fully connected layer.
 *
 * <p><em>Rows.</em> A map's weights leave and enter as one row of {@code fan()} floats in the order
 * (input map, window row, window column).
 *
 * <p><em>Inside</em> they lie synapse by synapse (tap): the weights of all maps, filled up to a
 * multiple of {@value InnerLoops#LANES}, so that one input spike adds a contiguous array to the
 * potentials of all maps at each location it reaches ({@link Potentials}). Where neurons stand side
 * by side, the taps of a window row lie in reverse order: then it is one array for a row of them.
 *
 * <p>Reading is thread-safe as long as nobody sets a row.
 */
public final class Convolution {

  /** The most weights a layer may have: 2^28, a GiB. */
  public static final int MAX_WEIGHTS = 1 << 28;

  private final Shape input;
  private final Shape output;
  private final Window window;
  private final int stride;
  private final int[] places;
  private final float[] weights;
  private boolean excitatory = true;
  private int version;
  // For those who change weights, of whom there is one at a time.
  private int[] starts;
  private float[] filledUp;

  /**
   * A layer with all weights 0.
   *
   * @param input shape of the volleys it receives
   * @param maps feature maps
   * @param window what a neuron sees; its padding is silent
   * @throws IllegalArgumentException if there are more than {@value #MAX_WEIGHTS} weights, counting
   *     what they are filled up by
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

  /** The same synapses, with weights of their own. */
  public Convolution copy() {
    return new Convolution(this);
  }

  /** Takes the weights of {@code other}, a layer like this one. */
  public void copyWeights(Convolution other) {
    if (other.weights.length != weights.length || other.stride != stride) {
      throw new IllegalArgumentException(
          "a layer of " + output + " cannot take the weights of one of " + other.output);
    }
    System.arraycopy(other.weights, 0, weights, 0, weights.length);
    excitatory = other.excitatory;
    version++;
  }

  /** Whether neurons in the next column see the next column of the input. */
  boolean sideBySide() {
    return window.columnStride() == 1 && output.width() > 1;
  }

  /** Whether each neuron sees its whole input: then a spike's index is that of its synapse. */
  boolean whole() {
    return window.equals(Window.whole(input.height(), input.width()));
  }

  /** Floats from the weights of one tap to those of the next: the maps, filled up. */
  int stride() {
    return stride;
  }

  /** Where the weights of {@code tap} begin. */
  int place(int tap) {
    return places[tap];
  }

  /** All weights: not to be changed. */
  float[] weights() {
    return weights;
  }

  /** How much memory its weights take, in bytes. */
  public long bytes() {
    return (long) weights.length * Float.BYTES;
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
    return places.length;
  }

  /** The weights of one map: a new array of {@link #fan()} floats. */
  public float[] row(int map) {
    float[] row = new float[places.length];
    readRow(map, row);
    return row;
  }

  /** The weights of all maps: new arrays. Much faster than map by map, as all lie side by side. */
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

  /** Copies the weights of one map into {@code row}. */
  public void readRow(int map, float[] row) {
    for (int tap = 0; tap < places.length; tap++) {
      row[tap] = weights[places[tap] + map];
    }
  }

  /** Replaces the weights of one map by {@code row}, {@link #fan()} floats. */
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

  /** Sets the weight of synapse {@code tap} of {@code map}. */
  public void setWeight(int tap, int map, float weight) {
    weights[places[tap] + map] = weight;
    excitatory &= weight >= 0;
    version++;
  }

  /**
   * Changes some synapses of every map of a layer that sees its whole input: those to the neurons
   * that fire in time step {@code step} of {@code volley}.
   *
   * @param changes one a map
   */
  public void add(Volley volley, int step, float[] changes, WeightLoops loops) {
    excitatory = false;
    version++;
    loops.addToRows(
        filledUp(changes), weights, starts(volley, step), volley.end(step) - volley.start(step));
  }

  /**
   * Changes the synapses that {@link #add} changes by each map's error, each synapse's change being
   * the smaller the greater its errors have been before: {@link WeightLoops#adapt}.
   *
   * @param errors one a map
   * @param squares a layer like this one, of the sums of the squares of each synapse's errors
   */
  public void adapt(
      Volley volley,
      int step,
      float[] errors,
      float rate,
      Convolution squares,
      WeightLoops loops) {
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

  /** Where the weights of each input begin that fires in time step {@code step}. */
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
    // What rows are filled up with is 0.
    for (float weight : weights) {
      if (weight != 0 && weight != 1) {
        return false;
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
    for (int place : places) {
      for (int map = 0; map < output.maps(); map++) {
        float weight = weights[place + map];
        sum += weight * (1.0 - weight);
      }
    }
    return sum / ((double) places.length * output.maps());
  }

  /** The weight of synapse {@code tap} of {@code map}. */
  public float weight(int tap, int map) {
    return weights[places[tap] + map];
  }

  /** What a neuron sees. */
  public Window window() {
    return window;
  }

  /** How many locations have a synapse to the input at {@code (row, column)} of a map. */
  public int reaches(int row, int column) {
    int rows =
        places(row + window.rowPadding(), window.height(), window.rowStride(), output.height());
    int columns =
        places(
            column + window.columnPadding(), window.width(), window.columnStride(), output.width());
    return rows * columns;
  }

  /** Of windows along one side, how many cover padded place {@code place}. */
  private static int places(int place, int length, int stride, int neurons) {
    int last = Math.min(neurons - 1, place / stride);
    int first = Math.max(0, place - length + stride) / stride;
    return Math.max(0, last - first + 1);
  }

  /**
   * The latencies a neuron at {@code (row, column)} sees, in the order of a row's weights;
   * positions in the padding are silent.
   *
   * @param latencies of the whole input, one a neuron
   * @param silent the latency of a silent neuron
   */
  public byte[] receptiveField(byte[] latencies, byte silent, int row, int column) {
    byte[] field = new byte[places.length];
    receptiveField(latencies, silent, row, column, field);
    return field;
  }

  /** The same, written into {@code field}. */
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
