package io.firstspike.engine.compute;

import java.util.Arrays;

/** Kernels in plain Java, shaped so that the JIT compiler makes the best of them. */
final class PlainKernels implements Kernels {

  /** Digits that are counted in registers: those of a block. */
  private static final int LOW = 3;

  private final long[] high = new long[Integer.SIZE];
  private float[] buffer = new float[0];

  @Override
  public void atMost(int[] taps, long[] tile, int[] allowed, long[] fired, int at, int apart) {
    for (int word = 0; word < TILE; word++) {
      atMost(taps, tile, word, allowed, fired, at + word, apart);
    }
  }

  /**
   * Bit-sliced counters: a word holds one binary digit of the counts of 64 neurons. They begin so
   * that a carry out of the highest digit means: more than the first of {@code allowed}. Where all
   * have come so far, the rest need not be counted.
   */
  private void atMost(
      int[] taps, long[] tile, int word, int[] allowed, long[] fired, int at, int apart) {
    int digits = Math.max(LOW, Integer.SIZE - Integer.numberOfLeadingZeros(allowed[0]));
    int begin = (1 << digits) - 1 - allowed[0];
    long ones = -(begin & 1);
    long twos = -(begin >> 1 & 1);
    long fours = -(begin >> 2 & 1);
    for (int digit = LOW; digit < digits; digit++) {
      high[digit] = -(begin >> digit & 1);
    }
    long out = 0;
    for (int i = 0; i < taps.length && out != -1; i += BLOCK) {
      // Full adders: two words of a digit's value go in beside the digit, one of the next comes
      // out.
      long a = tile[taps[i] + word];
      long b = tile[taps[i + 1] + word];
      long c = tile[taps[i + 2] + word];
      long d = tile[taps[i + 3] + word];
      long ab = a ^ b;
      long twoA = a & b | ab & ones;
      ones ^= ab;
      long cd = c ^ d;
      long twoB = c & d | cd & ones;
      ones ^= cd;
      long twoAb = twoA ^ twoB;
      long fourA = twoA & twoB | twoAb & twos;
      twos ^= twoAb;
      a = tile[taps[i + 4] + word];
      b = tile[taps[i + 5] + word];
      c = tile[taps[i + 6] + word];
      d = tile[taps[i + 7] + word];
      ab = a ^ b;
      twoA = a & b | ab & ones;
      ones ^= ab;
      cd = c ^ d;
      twoB = c & d | cd & ones;
      ones ^= cd;
      twoAb = twoA ^ twoB;
      long fourB = twoA & twoB | twoAb & twos;
      twos ^= twoAb;
      long fourAb = fourA ^ fourB;
      long eight = fourA & fourB | fourAb & fours;
      fours ^= fourAb;
      out |= ripple(eight, digits);
    }
    fired[at] = ~out;
    for (int i = 1; i < allowed.length; i++) {
      fired[at + i * apart] =
          allowed[i] < 0 ? 0 : ~out & atMost(begin + allowed[i], ones, twos, fours, digits);
    }
  }

  /** Adds {@code carry} at the first high digit; returns what is carried out of the last one. */
  private long ripple(long carry, int digits) {
    long left = carry;
    for (int digit = LOW; digit < digits; digit++) {
      long before = high[digit];
      high[digit] = before ^ left;
      left &= before;
    }
    return left;
  }

  /** Which counters are at most {@code limit}: compared digit by digit, the lowest first. */
  private long atMost(int limit, long ones, long twos, long fours, int digits) {
    long atMost = -1;
    for (int digit = 0; digit < digits; digit++) {
      long counted =
          switch (digit) {
            case 0 -> ones;
            case 1 -> twos;
            case 2 -> fours;
            default -> high[digit];
          };
      atMost = (limit >> digit & 1) == 1 ? atMost | ~counted : atMost & ~counted;
    }
    return atMost;
  }

  @Override
  public void silent(long[] bits, int from, long[] others, int at, long[] silent, int to) {
    int first = from >>> 6;
    long word = bits[first];
    for (int i = 0; i < TILE; i++) {
      long next = bits[first + i + 1];
      silent[to + i] = ~(word >>> from | next << 1 << ~from) | others[at + i];
      word = next;
    }
  }

  @Override
  public void toLanes(long[] words, int at, int apart, long[] lanes, int to, int count) {
    for (int word = 0; word < count; word++) {
      for (int lane = 0; lane < TILE; lane++) {
        lanes[to + word * TILE + lane] = words[at + lane * apart + word];
      }
    }
  }

  @Override
  public void pool(
      long[] bits, int[] offsets, int width, long mask, int shift, long[] packed, int to) {
    for (int lane = 0; lane < TILE; lane++) {
      long laid = 0;
      for (int offset : offsets) {
        int at = (offset >>> 6) * TILE + lane;
        laid |= bits[at] >>> offset | bits[at + TILE] << 1 << ~offset;
      }
      for (int reached = 1; reached < width; ) {
        int step = Math.min(reached, width - reached);
        laid |= laid >>> step;
        reached += step;
      }
      packed[to + lane] |= (laid & mask) << shift;
    }
  }

  @Override
  public void correlate(
      float[] values,
      int from,
      int columns,
      int top,
      int bottom,
      int[] offsets,
      float[][] weights,
      float[][] sums,
      int rows,
      int width) {
    int cells = rows * width;
    float[] shifted = floats(cells);
    for (int filter = 0; filter < weights.length; filter++) {
      Arrays.fill(sums[filter], 0, cells, 0);
    }
    for (int i = 0; i < offsets.length; i++) {
      int seen = offsets[i] / columns;
      int first = Math.max(0, top - seen);
      int end = Math.min(rows, bottom - seen);
      for (int row = first; row < end; row++) {
        System.arraycopy(values, from + row * columns + offsets[i], shifted, row * width, width);
      }
      for (int filter = 0; filter < weights.length; filter++) {
        addScaled(weights[filter][i], shifted, sums[filter], first * width, end * width);
      }
    }
  }

  private static void addScaled(float weight, float[] values, float[] sums, int from, int to) {
    for (int i = from; i < to; i++) {
      sums[i] += weight * values[i];
    }
  }

  @Override
  public void keep(
      float[] answers, int from, Sign sign, float threshold, float[] kept, int at, int count) {
    for (int i = 0; i < count; i++) {
      float answer = answers[from + i];
      float value =
          switch (sign) {
            case AS_IS -> answer;
            case TURNED -> 0 - answer;
            case NONE -> Math.abs(answer);
          };
      // Chosen among integers, for which processors need no branch that they would mispredict.
      int bits = Float.floatToRawIntBits(value);
      kept[at + i] = Float.intBitsToFloat(value < threshold ? 0 : bits);
    }
  }

  /**
   * The compiler vectorises loops over two arrays of floats only if both are read at the same
   * place: so the summands are first copied to where the sums stand.
   */
  @Override
  public void add(float[] summands, int from, float[] sums, int at, int count) {
    float[] beside = floats(sums.length);
    System.arraycopy(summands, from, beside, at, count);
    addSame(beside, sums, at, at + count);
  }

  private static void addSame(float[] summands, float[] sums, int from, int to) {
    for (int i = from; i < to; i++) {
      sums[i] += summands[i];
    }
  }

  @Override
  public void addRows(float[] rows, int[] starts, int count, float[] sums) {
    for (int at = 0; at < sums.length; at += LANES) {
      for (int i = 0; i < count; i++) {
        int start = starts[i] + at;
        // Of a fixed length: the compiler unrolls it.
        for (int lane = 0; lane < LANES; lane++) {
          sums[at + lane] += rows[start + lane];
        }
      }
    }
  }

  @Override
  public void addToRows(float[] changes, float[] rows, int[] starts, int count) {
    for (int i = 0; i < count; i++) {
      int start = starts[i];
      for (int j = 0; j < changes.length; j++) {
        rows[start + j] += changes[j];
      }
    }
  }

  @Override
  public void adapt(
      float[] errors, float step, float[] rows, float[] squares, int[] starts, int count) {
    for (int i = 0; i < count; i++) {
      int start = starts[i];
      for (int j = 0; j < errors.length; j++) {
        float sum = squares[start + j] + errors[j] * errors[j];
        squares[start + j] = sum;
        rows[start + j] += step * errors[j] / (float) Math.sqrt(1 + sum);
      }
    }
  }

  @Override
  public int firstAbove(float[] values, int from, int to, float limit) {
    for (int i = from; i < to; i++) {
      if (values[i] > limit) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public float highest(float[] values, int from, int size) {
    float highest = 0;
    for (int i = from; i < from + size; i++) {
      highest = values[i] > highest ? values[i] : highest;
    }
    return highest;
  }

  /** A buffer of at least {@code count} floats. */
  private float[] floats(int count) {
    if (buffer.length < count) {
      buffer = new float[count];
    }
    return buffer;
  }
}
