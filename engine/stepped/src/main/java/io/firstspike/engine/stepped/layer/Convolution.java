package io.firstspike.engine.stepped.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Sliding;
import java.util.Arrays;

/**
 * Convolution at work: each element that is not 0 adds its weights, times its value, to the places
 * of the window that read it. The work is proportional to the number of such elements; when all are
 * it is that of a dense convolution.
 */
final class Convolution implements Layer {

  private final Convolve node;
  private final Sliding window;
  private final Shape input;
  private final Shape output;
  private final int groupInputs;
  private final int groupOutputs;

  private final boolean sideBySide;

  /**
   * {@code [((input map * rows + row) * columns + column) * groupOutputs + output map of the
   * group]}; columns in reverse order if places are side by side.
   */
  private final float[] weights;

  /** {@code [row of the input * rows of the window + row of the window]}: place, or -1. */
  private final int[] placeRows;

  /** As {@link #placeRows}, of columns. */
  private final int[] placeColumns;

  /** {@code [place * output maps + map]}: sums of this time step; between steps the bias. */
  private final float[] sums;

  /** Bit {@code p % 64} of word {@code p / 64} says that place {@code p} has been added to. */
  private final long[] touched;

  private final float[] bias;
  private final boolean biased;

  Convolution(Convolve node, Shape input, Shape output) {
    this(node, input, output, scattered(node));
  }

  private Convolution(Convolve node, Shape input, Shape output, float[] weights) {
    this.node = node;
    this.window = node.window();
    this.input = input;
    this.output = output;
    this.groupInputs = node.inputMaps() / node.groups();
    this.groupOutputs = node.outputMaps() / node.groups();
    this.weights = weights;
    this.sideBySide = sideBySide(node);
    this.placeRows =
        places(
            input.height(),
            window.height(),
            window.rowDilation(),
            window.top(),
            window.rowStride(),
            output.height());
    this.placeColumns =
        places(
            input.width(),
            window.width(),
            window.columnDilation(),
            window.left(),
            window.columnStride(),
            output.width());
    this.sums = new float[output.size()];
    this.touched = new long[(output.locations() + Long.SIZE - 1) / Long.SIZE];
    this.biased = !node.bias().zero();
    this.bias = node.bias().values();
    for (int place = 0; place < output.locations(); place++) {
      System.arraycopy(bias, 0, sums, place * output.maps(), output.maps());
    }
  }

  /** The place at which each cell of the window reads each cell of the input; -1: none. */
  private static int[] places(
      int cells, int side, int dilation, int padding, int stride, int count) {
    int[] places = new int[cells * side];
    for (int cell = 0; cell < cells; cell++) {
      for (int i = 0; i < side; i++) {
        int begin = cell + padding - i * dilation;
        boolean read = begin >= 0 && begin % stride == 0 && begin / stride < count;
        places[cell * side + i] = read ? begin / stride : -1;
      }
    }
    return places;
  }

  /** Whether the cells of a window's row are read by places beside each other, by all maps. */
  private static boolean sideBySide(Convolve node) {
    return node.window().columnStride() == 1
        && node.window().columnDilation() == 1
        && node.groups() == 1;
  }

  private static float[] scattered(Convolve node) {
    int groupInputs = node.inputMaps() / node.groups();
    int groupOutputs = node.outputMaps() / node.groups();
    int area = node.window().height() * node.window().width();
    float[] given = node.weight().values();
    float[] weights = new float[given.length];
    for (int map = 0; map < node.outputMaps(); map++) {
      int group = map / groupOutputs;
      for (int from = 0; from < groupInputs; from++) {
        for (int cell = 0; cell < area; cell++) {
          int source = (map * groupInputs + from) * area + cell;
          int column = cell % node.window().width();
          int tap = sideBySide(node) ? cell - column + node.window().width() - 1 - column : cell;
          int target =
              ((group * groupInputs + from) * area + tap) * groupOutputs + map % groupOutputs;
          weights[target] = given[source];
        }
      }
    }
    return weights;
  }

  @Override
  public void step(Signal in, Signal out) {
    out.clear();
    for (int word = 0; word < in.marks.length; word++) {
      for (long left = in.marks[word]; left != 0; left &= left - 1) {
        int element = (word << 6) + Long.numberOfTrailingZeros(left);
        float value = in.values[element];
        if (value != 0) {
          scatter(element, value);
        }
      }
    }
    gather(out);
  }

  /** Adds one element to the places that read it. */
  private void scatter(int element, float value) {
    int map = element / input.locations();
    int cell = element - map * input.locations();
    int row = cell / input.width();
    int column = cell - row * input.width();
    for (int i = 0; i < window.height(); i++) {
      int placeRow = placeRows[row * window.height() + i];
      if (placeRow >= 0) {
        int tap = (map * window.height() + i) * window.width();
        if (sideBySide) {
          addRow(value, tap, placeRow * output.width(), column + window.left());
        } else {
          addEach(value, tap, placeRow * output.width(), column, map);
        }
      }
    }
  }

  /** Adds the weights of a row of the window, which lie beside each other as their places do. */
  private void addRow(float value, int tap, int row, int last) {
    int first = last - window.width() + 1;
    int from = Math.max(0, first);
    int to = Math.min(output.width() - 1, last);
    for (int place = row + from; place <= row + to; place++) {
      touched[place >> 6] |= 1L << place;
    }
    int maps = output.maps();
    add(value, (tap + from - first) * maps, (row + from) * maps, (to - from + 1) * maps);
  }

  private void addEach(float value, int tap, int row, int column, int map) {
    int first = map / groupInputs * groupOutputs;
    for (int j = 0; j < window.width(); j++) {
      int placeColumn = placeColumns[column * window.width() + j];
      if (placeColumn >= 0) {
        int place = row + placeColumn;
        touched[place >> 6] |= 1L << place;
        add(value, (tap + j) * groupOutputs, place * output.maps() + first, groupOutputs);
      }
    }
  }

  private void add(float value, int from, int to, int count) {
    for (int i = 0; i < count; i++) {
      sums[to + i] += value * weights[from + i];
    }
  }

  /** Moves the sums of touched places, or of all if there is a bias, to the output. */
  private void gather(Signal out) {
    if (biased) {
      for (int place = 0; place < output.locations(); place++) {
        move(place, out);
      }
      out.markAll();
      Arrays.fill(touched, 0);
      return;
    }
    for (int word = 0; word < touched.length; word++) {
      for (long left = touched[word]; left != 0; left &= left - 1) {
        int place = (word << 6) + Long.numberOfTrailingZeros(left);
        move(place, out);
        for (int map = 0; map < output.maps(); map++) {
          out.mark(map * output.locations() + place);
        }
      }
      touched[word] = 0;
    }
  }

  private void move(int place, Signal out) {
    int from = place * output.maps();
    for (int map = 0; map < output.maps(); map++) {
      out.values[map * output.locations() + place] = sums[from + map];
      sums[from + map] = bias[map];
    }
  }

  @Override
  public Layer another() {
    return new Convolution(node, input, output, weights);
  }
}
