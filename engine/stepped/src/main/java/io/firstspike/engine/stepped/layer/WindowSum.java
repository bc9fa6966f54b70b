package io.firstspike.engine.stepped.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Sliding;

/** Pooling at work: each element that is not 0 is added to the windows that it lies in. */
final class WindowSum implements Layer {

  private final Sliding window;
  private final Shape input;
  private final Shape output;
  private final boolean average;

  WindowSum(Pool pool, Shape input, Shape output) {
    this.window = pool.window();
    this.input = input;
    this.output = output;
    this.average = pool.average();
  }

  @Override
  public void step(Signal in, Signal out) {
    out.clear();
    for (int word = 0; word < in.marks.length; word++) {
      for (long left = in.marks[word]; left != 0; left &= left - 1) {
        int element = (word << 6) + Long.numberOfTrailingZeros(left);
        if (in.values[element] != 0) {
          add(element, in.values[element], out);
        }
      }
    }
    if (average) {
      divide(out, window.height() * window.width());
    }
  }

  private void add(int element, float value, Signal out) {
    int map = element / input.locations();
    int cell = element - map * input.locations();
    int down = cell / input.width() + window.top();
    int across = cell % input.width() + window.left();
    int lastRow = Math.min(down / window.rowStride(), output.height() - 1);
    int lastColumn = Math.min(across / window.columnStride(), output.width() - 1);
    for (int row = first(down, window.height(), window.rowStride()); row <= lastRow; row++) {
      int column = first(across, window.width(), window.columnStride());
      for (; column <= lastColumn; column++) {
        int place = output.index(map, row, column);
        out.values[place] += value;
        out.mark(place);
      }
    }
  }

  /** The first place whose window reaches {@code at}. */
  private static int first(int at, int side, int stride) {
    return at < side ? 0 : (at - side) / stride + 1;
  }

  private static void divide(Signal out, int cells) {
    for (int word = 0; word < out.marks.length; word++) {
      for (long left = out.marks[word]; left != 0; left &= left - 1) {
        out.values[(word << 6) + Long.numberOfTrailingZeros(left)] /= cells;
      }
    }
  }

  @Override
  public Layer another() {
    return this;
  }
}
