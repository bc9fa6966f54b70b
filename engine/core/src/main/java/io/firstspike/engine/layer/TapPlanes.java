package io.firstspike.engine.layer;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * A volley in bits, from the point of view of a convolutional layer. There is one plane for each
 * synapse of a window (tap), with one bit for each place of the window; the bit is 1 if that
 * synapse's input stays silent at that place. One more plane, {@link #never()}, has no bits set.
 *
 * <p><em>Places.</em> The neuron at (row, column) has the bit {@code row * columns + column}. Rows
 * are at least as wide as the padded input, so each plane is the input's bits, shifted. Bits that
 * belong to no neuron are 1.
 *
 * <p>Planes are computed in tiles of {@link BitLoops#TILE} words, so that the words that all maps
 * read for the same places are close together: word {@code w} of plane {@code p} is at {@code p *
 * TILE + w}. Not thread-safe, as it reuses its buffers.
 */
final class TapPlanes {

  private static final int TILE = BitLoops.TILE;
  private static final int BITS = Long.SIZE;

  private final Window window;
  private final BitLoops loops;
  private final int maps;
  private final int columns;
  private final int words;
  private final int mapWords;
  private final int[] places;
  private final long[] padded;
  private final long[] anywhere;
  private final long[] nobody;
  private final long[] tile;

  /**
   * Prepares the planes of a layer.
   *
   * @param window window that a neuron is connected to; its strides are 1
   * @param columns bits from one row to the next, at least {@link #columns}
   */
  TapPlanes(Shape input, Window window, int columns, BitLoops loops) {
    Shape output = window.slide(input, 1);
    int rows = input.height() + 2 * window.rowPadding();
    this.window = window;
    this.maps = input.maps();
    this.columns = columns;
    this.loops = loops;
    this.words = words((output.height() - 1) * columns + output.width());
    // More words than needed for the bits, since whole tiles are read, two words at a time.
    this.mapWords = words(rows * columns) + TILE + 1;
    this.padded = new long[Math.multiplyExact(maps, mapWords)];
    this.anywhere = new long[mapWords];
    this.places = places(input);
    this.nobody = new long[tiles() * TILE];
    Arrays.fill(nobody, -1);
    for (int row = 0; row < output.height(); row++) {
      for (int column = 0; column < output.width(); column++) {
        int place = row * columns + column;
        nobody[place >>> 6] &= ~(1L << place);
      }
    }
    this.tile = new long[(maps * window.area() + 1) * TILE];
  }

  /** The number of bits of a padded row of the input. */
  static int columns(Shape input, Window window) {
    return input.width() + 2 * window.columnPadding();
  }

  private static int words(int bits) {
    return (bits + BITS - 1) / BITS;
  }

  /** For each neuron of the input, its bit in the padded input. */
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

  /** The number of words for the bits of all places. */
  int words() {
    return words;
  }

  /** The number of tiles of a plane. */
  int tiles() {
    return (words + TILE - 1) / TILE;
  }

  /** The index of the plane that has no bits set. */
  int never() {
    return maps * window.area();
  }

  /** Sets the input; {@link #tile} then returns its planes. */
  void show(Spikes volley) {
    Arrays.fill(padded, 0);
    for (int i = 0; i < volley.count(); i++) {
      int place = places[volley.spike(i)];
      padded[place >>> 6] |= 1L << place;
    }
    Arrays.fill(anywhere, 0);
    for (int map = 0; map < maps; map++) {
      for (int word = 0; word < mapWords; word++) {
        anywhere[word] |= padded[map * mapWords + word];
      }
    }
  }

  /** Whether any neuron of tile {@code number} receives a spike. */
  boolean sees(int number) {
    int reach = (window.height() - 1) * columns + window.width() - 1;
    int last = Math.min(mapWords - 1, (number + 1) * TILE + reach / BITS);
    long any = 0;
    for (int word = number * TILE; word <= last; word++) {
      any |= anywhere[word];
    }
    return any != 0;
  }

  /**
   * Tile {@code number} of all planes, in an array of this object that is overwritten by the next
   * call.
   */
  long[] tile(int number) {
    int first = number * TILE;
    int plane = 0;
    for (int map = 0; map < maps; map++) {
      for (int ky = 0; ky < window.height(); ky++) {
        for (int kx = 0; kx < window.width(); kx++) {
          int bit = (map * mapWords + first) * BITS + ky * columns + kx;
          loops.silent(padded, bit, nobody, first, tile, plane);
          plane += TILE;
        }
      }
    }
    return tile;
  }
}
