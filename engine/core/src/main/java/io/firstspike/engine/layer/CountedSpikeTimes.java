package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * Spike times of neurons that are known to fire, by count ({@link FiringCounts}): each fires in the
 * time step in which enough of its strong synapses have received a spike. Spikes are pooled at the
 * same time. Not thread-safe, as it reuses its buffers.
 */
final class CountedSpikeTimes {

  private final Shape input;
  private final Window window;
  private final Shape pooled;
  private final Window pool;
  private final int rows;
  private final int columns;
  private final byte[] seen;
  private final int[] inTime = new int[Volley.MAX_STEPS + 1];

  /**
   * Prepares the spike times of one layer.
   *
   * @param columns cells from one padded row to the next, at least as many as a padded row has
   */
  CountedSpikeTimes(Convolution convolution, Pooling pooling, int columns) {
    this.input = convolution.input();
    this.window = convolution.window();
    this.pooled = pooling.output(convolution.output());
    this.pool = pooling.window();
    this.rows = input.height() + 2 * window.rowPadding();
    this.columns = columns;
    this.seen = new byte[Math.multiplyExact(input.maps() * rows, columns)];
  }

  /**
   * The distance in the padded input from the first cell of a neuron's window to the input of
   * synapse {@code tap}.
   */
  int offset(int tap) {
    int ky = tap % window.area() / window.width();
    return (tap / window.area() * rows + ky) * columns + tap % window.width();
  }

  /** Sets the input: the latencies of {@code volley}, with silent cells around each map. */
  void show(Spikes volley) {
    Arrays.fill(seen, (byte) volley.steps());
    for (int t = 0; t < volley.steps(); t++) {
      for (int i = volley.start(t); i < volley.end(t); i++) {
        int spike = volley.spike(i);
        int map = spike / input.locations();
        int row = spike % input.locations() / input.width() + window.rowPadding();
        int column = spike % input.width() + window.columnPadding();
        seen[(map * rows + row) * columns + column] = (byte) t;
      }
    }
  }

  /**
   * Records the spikes of some neurons of one map.
   *
   * @param fired the neurons that fire, one bit for each place ({@link TapPlanes})
   * @param word index of the word {@code fired} among those of the map
   * @param strong {@link #offset} of each strong synapse
   * @param needed number of spikes that a neuron needs to fire, at least 1
   * @param latencies latencies of the pooled neurons; reduced where a neuron fires earlier
   * @param base flat index of the map's first pooled neuron
   */
  void note(long fired, int word, int[] strong, int needed, byte[] latencies, int base) {
    for (long bits = fired; bits != 0; bits &= bits - 1) {
      int place = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
      byte time = time(place, strong, needed);
      lower(latencies, base, place / columns, place % columns, time);
    }
  }

  private byte time(int first, int[] strong, int needed) {
    Arrays.fill(inTime, 0);
    for (int offset : strong) {
      inTime[seen[first + offset]]++;
    }
    int time = 0;
    int come = inTime[0];
    while (come < needed) {
      come += inTime[++time];
    }
    return (byte) time;
  }

  /**
   * Reduces the latencies of all pooled neurons whose window contains the neuron at ({@code row},
   * {@code column}).
   */
  void lower(byte[] latencies, int base, int row, int column, byte time) {
    int y = row + pool.rowPadding();
    int x = column + pool.columnPadding();
    int lastRow = Math.min(pooled.height() - 1, y / pool.rowStride());
    int lastColumn = Math.min(pooled.width() - 1, x / pool.columnStride());
    for (int r = lastRow; r >= 0 && r * pool.rowStride() + pool.height() > y; r--) {
      for (int c = lastColumn; c >= 0 && c * pool.columnStride() + pool.width() > x; c--) {
        int neuron = base + r * pooled.width() + c;
        latencies[neuron] = (byte) Math.min(latencies[neuron], time);
      }
    }
  }
}
