package io.firstspike.engine.layer;

import io.firstspike.engine.compute.Kernels;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * A volley as the neurons of a convolutional layer see it, in bits: for each synapse of a window
 * (tap) one plane, with one bit for each place of the window, location by location, which is 1 if
 * that synapse's input stays silent. One more plane, {@link #never()}, has no bit set.
 *
 * <p>Planes are made a tile of {@link Kernels#TILE} words at a time, so that what all maps read for
 * the same locations lies together: word {@code w} of plane {@code p} stands at {@code p * TILE +
 * w}. Bits past the last location are 1. Not thread-safe: it keeps its words.
 */
final class TapPlanes {

  private static final int TILE = Kernels.TILE;
  private static final int BITS = Long.SIZE;

  private final Window window;
  private final Shape output;
  private final int maps;
  private final int rows;
  private final int columns;
  private final int words;
  private final int mapWords;
  private final int lineWords;
  private final int[] places;
  private final long[] padded;
  private final long[] lines;
  private final long[] tile;

  /**
   * Planes for the synapses of a layer.
   *
   * @param window what a neuron sees; its strides are 1
   */
  TapPlanes(Shape input, Window window) {
    this.window = window;
    this.output = window.slide(input, 1);
    this.maps = input.maps();
    this.rows = input.height() + 2 * window.rowPadding();
    this.columns = input.width() + 2 * window.columnPadding();
    this.words = words(output.locations());
    // One word more than there are bits for: two are read at a time.
    this.mapWords = words(rows * columns) + 1;
    this.lineWords = words(rows * output.width()) + 1;
    this.places = places(input);
    this.padded = new long[Math.multiplyExact(maps, mapWords)];
    this.lines = new long[Math.multiplyExact(maps * window.width(), lineWords)];
    this.tile = new long[(maps * window.area() + 1) * TILE];
  }

  private static int words(int bits) {
    return (bits + BITS - 1) / BITS;
  }

  /** For each input neuron, its bit among the padded ones. */
  private int[] places(Shape input) {
    int[] places = new int[input.size()];
    int i = 0;
    for (int map = 0; map < maps; map++) {
      for (int row = 0; row < input.height(); row++) {
        int line = map * mapWords * BITS + (row + window.rowPadding()) * columns;
        for (int column = 0; column < input.width(); column++) {
          places[i++] = line + window.columnPadding() + column;
        }
      }
    }
    return places;
  }

  /** Tiles of one plane. */
  int tiles() {
    return (words + TILE - 1) / TILE;
  }

  /** The plane without a bit set. */
  int never() {
    return maps * window.area();
  }

  /** Takes {@code volley}; {@link #tile} then gives its planes. */
  void show(Volley volley) {
    Arrays.fill(padded, 0);
    for (int i = 0; i < volley.count(); i++) {
      int place = places[volley.spike(i)];
      padded[place >>> 6] |= 1L << place;
    }
    Arrays.fill(lines, 0);
    for (int map = 0; map < maps; map++) {
      for (int kx = 0; kx < window.width(); kx++) {
        cutLines(map * mapWords * BITS + kx, (map * window.width() + kx) * lineWords * BITS);
      }
    }
  }

  /**
   * Copies what a row of neurons sees of each padded row at one window column, end to end: at any
   * window row, the locations then follow each other.
   */
  private void cutLines(int from, int to) {
    int width = output.width();
    for (int row = 0; row < rows; row++) {
      for (int done = 0; done < width; done += BITS) {
        int count = Math.min(BITS, width - done);
        long bits = read(padded, from + row * columns + done) & -1L >>> BITS - count;
        int place = to + row * width + done;
        lines[place >>> 6] |= bits << place;
        if ((place & BITS - 1) + count > BITS) {
          lines[(place >>> 6) + 1] |= bits >>> -place;
        }
      }
    }
  }

  /** Tile {@code number} of all planes: this object's own array, overwritten next time. */
  long[] tile(int number) {
    int first = number * TILE;
    int count = Math.min(TILE, words - first);
    int rest = output.locations() % BITS;
    long past = first + count == words && rest > 0 ? -1L << rest : 0;
    int plane = 0;
    for (int map = 0; map < maps; map++) {
      for (int ky = 0; ky < window.height(); ky++) {
        for (int kx = 0; kx < window.width(); kx++) {
          int from =
              (map * window.width() + kx) * lineWords * BITS + ky * output.width() + first * BITS;
          for (int word = 0; word < count; word++) {
            tile[plane + word] = ~read(lines, from + word * BITS);
          }
          tile[plane + count - 1] |= past;
          for (int word = count; word < TILE; word++) {
            tile[plane + word] = -1;
          }
          plane += TILE;
        }
      }
    }
    return tile;
  }

  /** 64 bits from bit {@code from} on. */
  private static long read(long[] bits, int from) {
    int word = from >>> 6;
    return bits[word] >>> from | bits[word + 1] << 1 << ~from;
  }
}
