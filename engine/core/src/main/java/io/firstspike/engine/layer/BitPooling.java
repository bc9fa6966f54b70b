package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * Pooling of neurons that fire or do not, on the bits of a whole map. They are first spread, so
 * that the bit at the first place of each window says whether anything in the window fires; in the
 * order of locations, the places of the windows are then the pooled neurons in their order. Not
 * thread-safe: it keeps its words.
 */
final class BitPooling {

  private static final int BITS = Long.SIZE;

  private final Window window;
  private final Shape neurons;
  private final Shape pooled;
  private final int columns;
  private final int words;
  private final long[] spread;
  private final long[] places;
  private final int[] neuronAt;

  BitPooling(Pooling pooling, Shape neurons) {
    this.window = pooling.window();
    this.neurons = neurons;
    this.pooled = pooling.output(neurons);
    this.columns = neurons.width() + 2 * window.columnPadding();
    this.words = (neurons.locations() + BITS - 1) / BITS;
    int bits = (neurons.height() + 2 * window.rowPadding()) * columns;
    this.spread = new long[(bits + BITS - 1) / BITS];
    this.places = new long[spread.length];
    this.neuronAt = new int[bits];
    int neuron = 0;
    for (int row = 0; row < pooled.height(); row++) {
      for (int column = 0; column < pooled.width(); column++) {
        int place = row * window.rowStride() * columns + column * window.columnStride();
        places[place / BITS] |= 1L << place;
        neuronAt[place] = neuron++;
      }
    }
  }

  /** The most spikes one map can have. */
  int most() {
    return pooled.locations();
  }

  /**
   * Appends the pooled spikes of one map.
   *
   * @param fired one bit a location from word {@code first} on; those past the last are 0
   * @param base the flat index of the map's first pooled neuron
   * @param spikes flat indices, ascending
   * @param count how many there are already
   * @return how many there are then
   */
  int append(long[] fired, int first, int base, int[] spikes, int count) {
    if (isZero(fired, first)) {
      return count;
    }
    pad(fired, first);
    spread(window.width(), 1);
    spread(window.height(), columns);
    int next = count;
    for (int word = 0; word < spread.length; word++) {
      long bits = spread[word] & places[word];
      while (bits != 0) {
        int place = word * BITS + Long.numberOfTrailingZeros(bits);
        spikes[next++] = base + neuronAt[place];
        bits &= bits - 1;
      }
    }
    return next;
  }

  private boolean isZero(long[] fired, int first) {
    long any = 0;
    for (int word = 0; word < words; word++) {
      any |= fired[first + word];
    }
    return any == 0;
  }

  private void pad(long[] fired, int first) {
    if (window.rowPadding() == 0 && window.columnPadding() == 0) {
      System.arraycopy(fired, first, spread, 0, words);
      return;
    }
    Arrays.fill(spread, 0);
    for (int word = 0; word < words; word++) {
      for (long bits = fired[first + word]; bits != 0; bits &= bits - 1) {
        int location = word * BITS + Long.numberOfTrailingZeros(bits);
        int row = location / neurons.width() + window.rowPadding();
        int place = row * columns + location % neurons.width() + window.columnPadding();
        spread[place / BITS] |= 1L << place;
      }
    }
  }

  /**
   * Sets every bit that has one among itself and the {@code length - 1} after it, {@code stride}
   * apart. What spills from one row into the end of the row before is at no window's place.
   */
  private void spread(int length, int stride) {
    for (int reached = 1; reached < length; ) {
      int step = Math.min(reached, length - reached);
      orWithLater(step * stride);
      reached += step;
    }
  }

  /** {@code spread |= spread >>> distance}, as one long row of bits. */
  private void orWithLater(int distance) {
    int words = distance / BITS;
    for (int word = 0; word + words < spread.length; word++) {
      int later = word + words;
      long next = later + 1 < spread.length ? spread[later + 1] : 0;
      spread[word] |= spread[later] >>> distance | next << 1 << ~distance;
    }
  }
}
