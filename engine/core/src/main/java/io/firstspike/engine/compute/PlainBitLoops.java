package io.firstspike.engine.compute;

/** Loops over bits in plain Java, shaped so that the JIT compiler makes the best of them. */
final class PlainBitLoops implements BitLoops {

  /** Digits that are counted in registers: those of a block. */
  private static final int LOW = 3;

  private final long[] high = new long[Integer.SIZE];

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
}
