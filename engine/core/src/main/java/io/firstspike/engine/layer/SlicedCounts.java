package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which neurons of a layer of ones and zeros fire at all, counted bit by bit: a word holds one bit
 * for each of up to 64 neurons, several words hold the binary digits of their potentials, and
 * adding one synapse to all of them takes a few word operations. Exact: sums of ones are whole
 * numbers, and a neuron fires if it counts more than {@code floor(threshold)} of them.
 *
 * <p><em>Lanes.</em> A row of the padded input takes {@code lane} bits, so that a word holds {@code
 * 64 / lane} rows, {@code packs} rows apart: word {@code y} of a map holds rows {@code y}, {@code y
 * + packs}, and so on. A neuron's bit stands where its window begins. The bits of a lane beyond the
 * output's width are rubbish and never read. Not thread-safe: it keeps its words.
 */
final class SlicedCounts {

  private static final int BITS = Long.SIZE;

  private final Shape input;
  private final Shape output;
  private final Window window;
  private final int lane;
  private final int packs;
  private final int words;
  private final int needed;
  private final int[][] offsets;
  private final byte[][] shifts;
  private final long[] high = new long[BITS];
  private final long[] volley;
  private final long[] fired;

  private SlicedCounts(Convolution convolution, int needed) {
    this.input = convolution.input();
    this.output = convolution.output();
    this.window = convolution.window();
    this.needed = needed;
    this.lane = output.width() + window.width() - 1;
    int lanes = BITS / lane;
    this.packs = (output.height() + lanes - 1) / lanes;
    this.words = packs + window.height() - 1;
    this.volley = new long[input.maps() * words];
    this.fired = new long[packs];
    this.offsets = new int[output.maps()][];
    this.shifts = new byte[output.maps()][];
    for (int map = 0; map < offsets.length; map++) {
      slice(map, convolution.row(map));
    }
  }

  /**
   * A counter for the layer as it is now; empty if its weights are not all 0 or 1, or if it does
   * not fit: neurons apart by more than one cell, or rows wider than a word.
   */
  static Optional<SlicedCounts> of(Convolution convolution, float threshold) {
    Window window = convolution.window();
    boolean fits =
        window.rowStride() == 1
            && window.columnStride() == 1
            && convolution.output().width() + window.width() - 1 <= BITS
            && threshold >= 0
            && threshold < convolution.fan();
    return fits && convolution.binary()
        ? Optional.of(new SlicedCounts(convolution, (int) Math.floor(threshold) + 1))
        : Optional.empty();
  }

  /** Notes where the ones of a row are: which word to read, and how far to shift it. */
  private void slice(int map, float[] row) {
    int[] offset = new int[row.length];
    byte[] shift = new byte[row.length];
    int ones = 0;
    for (int tap = 0; tap < row.length; tap++) {
      if (row[tap] == 1) {
        int channel = tap / window.area();
        int y = tap % window.area() / window.width();
        offset[ones] = channel * words + y;
        shift[ones++] = (byte) (tap % window.width());
      }
    }
    offsets[map] = Arrays.copyOf(offset, ones);
    shifts[map] = Arrays.copyOf(shift, ones);
  }

  /**
   * Writes {@code step} into {@code latencies}, map-major, for every neuron that fires in the
   * course of {@code volley}, and leaves the others alone.
   */
  void fire(Volley spikes, byte step, byte[] latencies) {
    pack(spikes);
    for (int map = 0; map < offsets.length; map++) {
      if (offsets[map].length >= needed) {
        count(offsets[map], shifts[map]);
        unpack(map, step, latencies);
      }
    }
  }

  private void pack(Volley spikes) {
    Arrays.fill(volley, 0);
    int lanes = BITS / lane;
    for (int i = 0; i < spikes.count(); i++) {
      int spike = spikes.spike(i);
      int channel = spike / input.locations();
      int row = spike % input.locations() / input.width() + window.rowPadding();
      long bit = 1L << spike % input.width() + window.columnPadding();
      // The same row is a window's first row in one lane and may be a later one in the lane before.
      for (int l = 0; l < lanes; l++) {
        int word = row - l * packs;
        if (word >= 0 && word < words) {
          volley[channel * words + word] |= bit << l * lane;
        }
      }
    }
  }

  /**
   * Adds the synapses of one map up in {@code fired}. Counters begin at 2^n - needed, so that a
   * carry out of digit n means: fires. Carries are saved: four synapses at a time are added into
   * digits 0 and 1, and what they carry moves on into the higher digits.
   */
  private void count(int[] offset, byte[] shift) {
    int digits = Math.max(2, Integer.SIZE - Integer.numberOfLeadingZeros(offset.length));
    int begin = (1 << digits) - needed;
    for (int pack = 0; pack < packs; pack++) {
      long ones = -(begin & 1);
      long twos = -(begin >> 1 & 1);
      for (int digit = 2; digit < digits; digit++) {
        high[digit] = -(begin >> digit & 1);
      }
      long overflow = 0;
      int i = 0;
      for (; i + 3 < offset.length; i += 4) {
        long a = volley[offset[i] + pack] >>> shift[i];
        long b = volley[offset[i + 1] + pack] >>> shift[i + 1];
        long c = volley[offset[i + 2] + pack] >>> shift[i + 2];
        long d = volley[offset[i + 3] + pack] >>> shift[i + 3];
        long ab = a ^ b;
        long carryAb = a & b | ab & ones;
        ones ^= ab;
        long cd = c ^ d;
        long carryCd = c & d | cd & ones;
        ones ^= cd;
        long carries = carryAb ^ carryCd;
        long four = carryAb & carryCd | carries & twos;
        twos ^= carries;
        overflow |= ripple(four, 2, digits);
      }
      for (; i < offset.length; i++) {
        long a = volley[offset[i] + pack] >>> shift[i];
        long carry = ones & a;
        ones ^= a;
        long four = twos & carry;
        twos ^= carry;
        overflow |= ripple(four, 2, digits);
      }
      fired[pack] = overflow;
    }
  }

  /** Adds {@code carry} at {@code digit}; returns what is carried out of the last one. */
  private long ripple(long carry, int digit, int digits) {
    long left = carry;
    for (int i = digit; i < digits; i++) {
      long before = high[i];
      high[i] = before ^ left;
      left &= before;
    }
    return left;
  }

  private void unpack(int map, byte step, byte[] latencies) {
    long valid = output.width() == BITS ? -1 : (1L << output.width()) - 1;
    for (int pack = 0; pack < packs; pack++) {
      if (fired[pack] == 0) {
        continue;
      }
      for (int row = pack, l = 0; row < output.height(); row += packs, l++) {
        long bits = fired[pack] >>> l * lane & valid;
        int line = output.index(map, row, 0);
        while (bits != 0) {
          latencies[line + Long.numberOfTrailingZeros(bits)] = step;
          bits &= bits - 1;
        }
      }
    }
  }
}
