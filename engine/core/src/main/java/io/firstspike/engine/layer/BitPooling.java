package io.firstspike.engine.layer;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * Pooling of neurons that either fire or not, on bits, for {@link BitLoops#TILE} maps at a time
 * with one lane for each. Word {@code w} of the map in lane {@code l} is at {@code (1 + w) * TILE +
 * l}; the first {@code TILE} words belong to no neuron.
 *
 * <p>Neighbouring windows whose columns fit into one word form a <em>chunk</em>. Its rows are
 * combined by OR, and bits are spread within the word, until the bit at the first place of each
 * window says whether any neuron in the window fires. As many chunks as fit are packed into one
 * word, in their order, so that its bits are in the order of the pooled neurons. Not thread-safe,
 * as it reuses its buffers.
 */
final class BitPooling {

  private static final int TILE = BitLoops.TILE;
  private static final int BITS = Long.SIZE;

  private final Shape pooled;
  private final BitLoops loops;
  private final int spread;
  private final Chunk[] chunks;
  private final int words;
  private final long[] lanes;
  private final long[] packed;
  private final int[] neuronAt;

  /**
   * Some neighbouring windows.
   *
   * @param offsets positions of the bits that are combined by OR; a word is read from each position
   *     on
   * @param windows mask of the first place of each window
   * @param word index of the word that the result is packed into
   * @param shift number of bits that the result is shifted by
   */
  private record Chunk(int[] offsets, long windows, int word, int shift) {}

  /**
   * Prepares the pooling of maps of shape {@code neurons}.
   *
   * @param columns bits from one row of neurons to the next, at least {@link #columns}
   * @param words number of words of bits of each map
   */
  BitPooling(Pooling pooling, Shape neurons, int columns, int words, BitLoops loops) {
    Window window = pooling.window();
    this.pooled = pooling.output(neurons);
    this.loops = loops;
    this.words = words;
    // The last row is read past its end.
    this.lanes = new long[(words + 3) * TILE];
    this.spread = Math.min(BITS, window.width());
    int most = Math.min(pooled.width(), (BITS - spread) / window.columnStride() + 1);
    int rowChunks = (pooled.width() + most - 1) / most;
    int span = (most - 1) * window.columnStride() + 1;
    int perWord = rowChunks > 1 ? 1 : BITS / span;
    this.chunks = new Chunk[pooled.height() * rowChunks];
    this.packed = new long[(chunks.length + perWord - 1) / perWord * TILE];
    // One entry more: if no bit is set, the entry after the last bit is read.
    this.neuronAt = new int[packed.length / TILE * BITS + 1];
    for (int i = 0; i < chunks.length; i++) {
      int row = i / rowChunks;
      int first = i % rowChunks * most;
      int count = Math.min(most, pooled.width() - first);
      int shift = i % perWord * span;
      long places = 0;
      for (int j = 0; j < count; j++) {
        int place = j * window.columnStride();
        places |= 1L << place;
        neuronAt[i / perWord * BITS + shift + place] = row * pooled.width() + first + j;
      }
      chunks[i] =
          new Chunk(offsets(window, neurons, columns, row, first), places, i / perWord, shift);
    }
  }

  /**
   * The number of bits for one row of neurons. Between two rows lie as many unused bits as a window
   * may extend over the edge.
   */
  static int columns(Pooling pooling, Shape neurons) {
    return neurons.width() + pooling.window().columnPadding();
  }

  /**
   * The positions from which the windows from {@code first} on are read; windows wider than a word
   * are read word by word.
   */
  private static int[] offsets(Window window, Shape neurons, int columns, int row, int first) {
    int top = Math.max(0, row * window.rowStride() - window.rowPadding());
    int bottom =
        Math.min(
            neurons.height(), row * window.rowStride() - window.rowPadding() + window.height());
    int left = first * window.columnStride() - window.columnPadding();
    int pieces = Math.max(1, (window.width() + BITS - 1) / BITS);
    int[] offsets = new int[(bottom - top) * pieces];
    for (int i = 0; i < offsets.length; i++) {
      int piece = i % pieces * BITS;
      int inside = window.width() <= BITS ? 0 : Math.min(piece, window.width() - BITS);
      // One unused word precedes the first row.
      offsets[i] = BITS + (top + i / pieces) * columns + left + inside;
    }
    return offsets;
  }

  /** The most spikes of one map, plus four that {@link #append} may write in excess. */
  int room() {
    return pooled.locations() + 4;
  }

  /**
   * Pools the maps of a group.
   *
   * @param fired one bit for each place, from word {@code first} on; bits of no neuron are 0
   * @param apart words from one map to the next
   */
  void pool(long[] fired, int first, int apart) {
    loops.toLanes(fired, first, apart, lanes, TILE, words);
    Arrays.fill(packed, 0);
    for (Chunk chunk : chunks) {
      loops.pool(
          lanes, chunk.offsets, spread, chunk.windows, chunk.shift, packed, chunk.word * TILE);
    }
  }

  /**
   * Appends the pooled spikes of the map in lane {@code lane} to {@code spikes}.
   *
   * @param base flat index of the map's first pooled neuron
   * @param spikes flat indices, ascending, with {@link #room} for more
   * @param count number of spikes before
   * @return number of spikes after
   */
  int append(int lane, int base, int[] spikes, int count) {
    int next = count;
    for (int word = 0; word * TILE < packed.length; word++) {
      long bits = packed[word * TILE + lane];
      int end = next + Long.bitCount(bits);
      // Four at a time, even where fewer remain, so that few branches are mispredicted.
      do {
        for (int i = 0; i < 4; i++) {
          spikes[next + i] = base + neuronAt[word * BITS + Long.numberOfTrailingZeros(bits)];
          bits &= bits - 1;
        }
        next += 4;
      } while (next < end);
      next = end;
    }
    return next;
  }
}
