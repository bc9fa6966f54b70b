package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The structure of a convolutional layer, and the place of each of its weights in memory: each
 * neuron is connected to a window of every input map, and all neurons of a map share their weights.
 * A window as large as the input, without padding, makes the layer fully connected. Immutable; the
 * weights themselves are {@link LayerWeights}.
 *
 * <p><em>Rows.</em> The synapses of a neuron are in the order (input map, window row, window
 * column). A position in this order is called a <em>tap</em>.
 *
 * <p><em>Memory layout.</em> The weights are ordered by tap: for each tap those of all maps, filled
 * up with zeros to a multiple of {@value InnerLoops#LANES}. An input spike then adds a contiguous
 * array to the potentials of all maps at each location that it reaches ({@link Potentials}). If the
 * column stride is 1, the taps of a window row are in reverse order, so that the spike adds one
 * contiguous array to a whole row of locations.
 */
@API(status = Status.MAINTAINED)
public final class Convolution {

  /** The most weights of a layer, 2^28, which take 1 GiB. */
  public static final int MAX_WEIGHTS = 1 << 28;

  private final Shape input;
  private final Shape output;
  private final Window window;
  private final int stride;
  private final int[] places;

  /**
   * Creates the structure of a layer.
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
    this.places = new int[(int) (size / stride)];
    for (int tap = 0; tap < places.length; tap++) {
      int column = tap % window.width();
      int place = sideBySide() ? tap - column + window.width() - 1 - column : tap;
      places[tap] = place * stride;
    }
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

  /** The number of floats from the weights of one tap to those of the next: maps, filled up. */
  int stride() {
    return stride;
  }

  /**
   * The place of the weights of tap {@code tap}: that of map 0, which those of the others follow.
   */
  int place(int tap) {
    return places[tap];
  }

  /** The {@link #place} of each tap; the array is not copied and must not be changed. */
  int[] places() {
    return places;
  }

  /** The number of floats that all weights take, those that fill up included. */
  int size() {
    return places.length * stride;
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
