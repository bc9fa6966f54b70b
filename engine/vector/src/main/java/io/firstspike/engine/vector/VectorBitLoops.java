package io.firstspike.engine.vector;

import io.firstspike.engine.compute.BitLoops;
import java.util.Arrays;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops over bits on vector registers, several words at a time ({@link VectorInnerLoops}). */
final class VectorBitLoops implements BitLoops {

  private static final VectorSpecies<Long> WORDS =
      LongVector.SPECIES_PREFERRED.length() <= TILE
          ? LongVector.SPECIES_PREFERRED
          : LongVector.SPECIES_512;

  /** Digits that are counted at a time. */
  private static final int LOW = 3;

  /** Planes that are counted at a time: those that three digits hold. */
  private static final int STEP = 1 << LOW;

  private final long[] laid = new long[TILE];

  private long[][] carries = {};

  private long[] counted = {};

  private long[] fours = {};

  private int[] inOrder = {};

  private final int[] rows = new int[TILE];

  /**
   * Counts three digits at a time: what the third carries out, eight planes after eight, are planes
   * again, which the next three digits count.
   */
  @Override
  public void atMost(int[] taps, long[] tile, int[] allowed, long[] fired, int at, int apart) {
    int digits = LOW;
    while (allowed[0] >>> digits != 0) {
      digits += LOW;
    }
    int begin = (1 << digits) - 1 - allowed[0];
    reserve(digits, taps.length / STEP);
    int planes = taps.length;
    begin(begin, digits, counted);
    count(taps, planes, tile, fours, counted, 0);
    addPairs(fours, planes / STEP, carries[0], counted, 2 * TILE);
    for (int level = 1; level * LOW < digits; level++) {
      long[] carried = carries[level - 1];
      planes = fillUp(carried, planes / STEP);
      count(inOrder, planes, carried, fours, counted, level * LOW * TILE);
      addPairs(fours, planes / STEP, carries[level], counted, (level * LOW + 2) * TILE);
    }
    noneOf(carries[digits / LOW - 1], planes / STEP, fired, at);
    for (int i = 1; i < allowed.length; i++) {
      int to = at + i * apart;
      if (allowed[i] < 0) {
        Arrays.fill(fired, to, to + TILE, 0);
      } else {
        atMost(digits, allowed[0] - allowed[i], fired, at, to);
      }
    }
  }

  /**
   * Where {@code fewer} are allowed than at {@code at}, they are added: a count that then goes over
   * its last digit is too high.
   */
  private void atMost(int digits, int fewer, long[] fired, int at, int to) {
    Arrays.fill(laid, 0);
    for (int digit = 0; digit < digits; digit++) {
      // With one digit of a number that is the same everywhere, a carry is "both" or "either".
      boolean both = (fewer >> digit & 1) == 0;
      for (int word = 0; word < TILE; word += WORDS.length()) {
        LongVector carry = LongVector.fromArray(WORDS, laid, word);
        LongVector count = LongVector.fromArray(WORDS, counted, digit * TILE + word);
        if (both) {
          carry.and(count).intoArray(laid, word);
        } else {
          carry.or(count).intoArray(laid, word);
        }
      }
    }
    for (int word = 0; word < TILE; word += WORDS.length()) {
      LongVector.fromArray(WORDS, fired, at + word)
          .and(LongVector.fromArray(WORDS, laid, word).not())
          .intoArray(fired, to + word);
    }
  }

  /**
   * Room for so many digits and carries.
   *
   * @param carried of the first level
   */
  private void reserve(int digits, int carried) {
    if (counted.length < digits * TILE) {
      counted = new long[digits * TILE];
    }
    int levels = Math.max(digits / LOW, carries.length);
    int planes = Math.max(carried + STEP, inOrder.length);
    if (levels > carries.length || planes > inOrder.length) {
      carries = new long[levels][planes * TILE];
      fours = new long[2 * planes * TILE];
      inOrder = new int[planes];
      Arrays.setAll(inOrder, i -> i * TILE);
    }
  }

  /** Fills planes up by some without a bit; returns how many there are then. */
  private static int fillUp(long[] planes, int count) {
    int full = (count + STEP - 1) / STEP * STEP;
    Arrays.fill(planes, count * TILE, full * TILE, 0);
    return full;
  }

  /** Sets every counter to a number. */
  private static void begin(int number, int digits, long[] counted) {
    for (int digit = 0; digit < digits; digit++) {
      for (int word = 0; word < TILE; word += WORDS.length()) {
        LongVector.broadcast(WORDS, -(number >> digit & 1L))
            .intoArray(counted, digit * TILE + word);
      }
    }
  }

  /**
   * Adds planes up by full adders: of three words, one is left in place and one is carried.
   *
   * @param fours what the second digit carries out, two planes for {@value #STEP}
   * @param counted two digits, each {@value #TILE} words from {@code to} on
   */
  private static void count(
      int[] taps, int planes, long[] tile, long[] fours, long[] counted, int to) {
    for (int word = 0; word < TILE; word += WORDS.length()) {
      for (int i = 0; i < planes; i += STEP) {
        LongVector ones = LongVector.fromArray(WORDS, counted, to + word);
        LongVector a = LongVector.fromArray(WORDS, tile, taps[i] + word);
        LongVector b = LongVector.fromArray(WORDS, tile, taps[i + 1] + word);
        LongVector ab = a.lanewise(VectorOperators.XOR, b);
        LongVector twoA = a.and(b).or(ab.and(ones));
        ones = ones.lanewise(VectorOperators.XOR, ab);
        a = LongVector.fromArray(WORDS, tile, taps[i + 2] + word);
        b = LongVector.fromArray(WORDS, tile, taps[i + 3] + word);
        ab = a.lanewise(VectorOperators.XOR, b);
        LongVector twoB = a.and(b).or(ab.and(ones));
        ones = ones.lanewise(VectorOperators.XOR, ab);
        LongVector twos = LongVector.fromArray(WORDS, counted, to + TILE + word);
        LongVector twoAb = twoA.lanewise(VectorOperators.XOR, twoB);
        LongVector fourA = twoA.and(twoB).or(twoAb.and(twos));
        twos = twos.lanewise(VectorOperators.XOR, twoAb);
        a = LongVector.fromArray(WORDS, tile, taps[i + 4] + word);
        b = LongVector.fromArray(WORDS, tile, taps[i + 5] + word);
        ab = a.lanewise(VectorOperators.XOR, b);
        twoA = a.and(b).or(ab.and(ones));
        ones = ones.lanewise(VectorOperators.XOR, ab);
        a = LongVector.fromArray(WORDS, tile, taps[i + 6] + word);
        b = LongVector.fromArray(WORDS, tile, taps[i + 7] + word);
        ab = a.lanewise(VectorOperators.XOR, b);
        twoB = a.and(b).or(ab.and(ones));
        ones.lanewise(VectorOperators.XOR, ab).intoArray(counted, to + word);
        twoAb = twoA.lanewise(VectorOperators.XOR, twoB);
        LongVector fourB = twoA.and(twoB).or(twoAb.and(twos));
        twos.lanewise(VectorOperators.XOR, twoAb).intoArray(counted, to + TILE + word);
        int at = i / STEP * 2 * TILE + word;
        fourA.intoArray(fours, at);
        fourB.intoArray(fours, at + TILE);
      }
    }
  }

  /**
   * Adds planes up two by two.
   *
   * @param pairs how many pairs of planes there are
   * @param carries what is carried out of each pair
   * @param counted the digit they are added to, {@value #TILE} words from {@code to} on
   */
  private static void addPairs(long[] planes, int pairs, long[] carries, long[] counted, int to) {
    for (int word = 0; word < TILE; word += WORDS.length()) {
      for (int pair = 0; pair < pairs; pair++) {
        LongVector a = LongVector.fromArray(WORDS, planes, 2 * pair * TILE + word);
        LongVector b = LongVector.fromArray(WORDS, planes, (2 * pair + 1) * TILE + word);
        LongVector sum = LongVector.fromArray(WORDS, counted, to + word);
        LongVector ab = a.lanewise(VectorOperators.XOR, b);
        a.and(b).or(ab.and(sum)).intoArray(carries, pair * TILE + word);
        sum.lanewise(VectorOperators.XOR, ab).intoArray(counted, to + word);
      }
    }
  }

  /** The bits that are set in none of some planes. */
  private static void noneOf(long[] planes, int count, long[] none, int at) {
    for (int word = 0; word < TILE; word += WORDS.length()) {
      LongVector.broadcast(WORDS, -1).intoArray(none, at + word);
      for (int i = 0; i < count; i++) {
        LongVector any = LongVector.fromArray(WORDS, planes, i * TILE + word);
        LongVector.fromArray(WORDS, none, at + word).and(any.not()).intoArray(none, at + word);
      }
    }
  }

  @Override
  public void silent(long[] bits, int from, long[] others, int at, long[] silent, int to) {
    int first = from >>> 6;
    int shift = from & Long.SIZE - 1;
    for (int i = 0; i < TILE; i += WORDS.length()) {
      LongVector word =
          LongVector.fromArray(WORDS, bits, first + i).lanewise(VectorOperators.LSHR, shift);
      LongVector next =
          LongVector.fromArray(WORDS, bits, first + i + 1)
              .lanewise(VectorOperators.LSHL, 1)
              .lanewise(VectorOperators.LSHL, Long.SIZE - 1 - shift);
      word.or(next).not().or(LongVector.fromArray(WORDS, others, at + i)).intoArray(silent, to + i);
    }
  }

  @Override
  public void toLanes(long[] words, int at, int apart, long[] lanes, int to, int count) {
    if (rows[1] != apart) {
      for (int lane = 0; lane < TILE; lane++) {
        rows[lane] = lane * apart;
      }
    }
    for (int lane = 0; lane < TILE; lane += WORDS.length()) {
      for (int word = 0; word < count; word++) {
        LongVector.fromArray(WORDS, words, at + word, rows, lane)
            .intoArray(lanes, to + word * TILE + lane);
      }
    }
  }

  @Override
  public void pool(
      long[] bits, int[] offsets, int width, long mask, int shift, long[] packed, int to) {
    for (int lane = 0; lane < TILE; lane += WORDS.length()) {
      LongVector.zero(WORDS).intoArray(laid, lane);
      for (int i = 0; i < offsets.length; i++) {
        int at = (offsets[i] >>> 6) * TILE + lane;
        int skipped = offsets[i] & Long.SIZE - 1;
        LongVector first =
            LongVector.fromArray(WORDS, bits, at).lanewise(VectorOperators.LSHR, skipped);
        LongVector next =
            LongVector.fromArray(WORDS, bits, at + TILE)
                .lanewise(VectorOperators.LSHL, 1)
                .lanewise(VectorOperators.LSHL, Long.SIZE - 1 - skipped);
        LongVector.fromArray(WORDS, laid, lane).or(first.or(next)).intoArray(laid, lane);
      }
      for (int reached = 1; reached < width; ) {
        int step = Math.min(reached, width - reached);
        LongVector before = LongVector.fromArray(WORDS, laid, lane);
        before.or(before.lanewise(VectorOperators.LSHR, step)).intoArray(laid, lane);
        reached += step;
      }
      LongVector.fromArray(WORDS, packed, to + lane)
          .or(
              LongVector.fromArray(WORDS, laid, lane)
                  .and(mask)
                  .lanewise(VectorOperators.LSHL, shift))
          .intoArray(packed, to + lane);
    }
  }
}
