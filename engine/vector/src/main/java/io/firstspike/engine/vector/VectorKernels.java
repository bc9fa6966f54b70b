package io.firstspike.engine.vector;

import io.firstspike.engine.compute.Kernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the machine's vector registers, whatever their length. Products and sums are rounded
 * one by one, never fused, as plain Java does it. Needs {@code --add-modules jdk.incubator.vector}.
 *
 * <p>No vector lives longer than one round of a loop, or goes from method to method: of those that
 * do, the compiler of Java 17 may lose the type, and then puts each one on the heap. What a loop
 * adds up stays in an array, several steps being done at a time.
 */
public final class VectorKernels implements Kernels {

  /** Where {@link Kernels#fastest} finds these. */
  public static final class Source implements Provider {

    @Override
    public Kernels kernels() {
      return new VectorKernels();
    }
  }

  private static final VectorSpecies<Long> WORDS =
      LongVector.SPECIES_PREFERRED.length() <= TILE
          ? LongVector.SPECIES_PREFERRED
          : LongVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() <= LANES
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;

  /** Digits that are counted at a time. */
  private static final int LOW = 3;

  /** Planes that are counted at a time: those that three digits hold. */
  private static final int STEP = 1 << LOW;

  /** Places of a filter that are added at a time. */
  private static final int PLACES = 6;

  /** Rows that are added at a time. */
  private static final int ROWS = 8;

  private final Kernels plain = Kernels.plain();
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

  /** Where none of some planes has its bit set. */
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
    for (int filter = 0; filter < weights.length; filter++) {
      Arrays.fill(sums[filter], 0, rows * width, 0);
    }
    int whole = offsets.length / PLACES * PLACES;
    for (int i = 0; i < whole; i += PLACES) {
      int first = Math.max(0, top - offsets[i + PLACES - 1] / columns);
      int end = Math.min(rows, bottom - offsets[i] / columns);
      if (weights.length == 2) {
        addPlaces(
            values,
            from,
            columns,
            offsets,
            weights[0],
            weights[1],
            i,
            sums[0],
            sums[1],
            first,
            end,
            width);
      } else {
        addPlaces(values, from, columns, offsets, weights[0], i, sums[0], first, end, width);
      }
    }
    for (int i = whole; i < offsets.length; i++) {
      int first = Math.max(0, top - offsets[i] / columns);
      int end = Math.min(rows, bottom - offsets[i] / columns);
      for (int filter = 0; filter < weights.length; filter++) {
        addPlace(
            values,
            from + offsets[i],
            columns,
            weights[filter][i],
            sums[filter],
            first,
            end,
            width);
      }
    }
  }

  /** Adds what {@value #PLACES} places contribute, from place {@code i} on. */
  private static void addPlaces(
      float[] values,
      int from,
      int columns,
      int[] offsets,
      float[] weights,
      int i,
      float[] sums,
      int first,
      int end,
      int width) {
    int b = offsets[i + 1] - offsets[i];
    int c = offsets[i + 2] - offsets[i];
    int d = offsets[i + 3] - offsets[i];
    int e = offsets[i + 4] - offsets[i];
    int f = offsets[i + 5] - offsets[i];
    for (int row = first; row < end; row++) {
      int at = from + offsets[i] + row * columns;
      for (int to = row * width; to < (row + 1) * width; to += FLOATS.length()) {
        FloatVector.fromArray(FLOATS, sums, to)
            .add(FloatVector.fromArray(FLOATS, values, at).mul(weights[i]))
            .add(FloatVector.fromArray(FLOATS, values, at + b).mul(weights[i + 1]))
            .add(FloatVector.fromArray(FLOATS, values, at + c).mul(weights[i + 2]))
            .add(FloatVector.fromArray(FLOATS, values, at + d).mul(weights[i + 3]))
            .add(FloatVector.fromArray(FLOATS, values, at + e).mul(weights[i + 4]))
            .add(FloatVector.fromArray(FLOATS, values, at + f).mul(weights[i + 5]))
            .intoArray(sums, to);
        at += FLOATS.length();
      }
    }
  }

  /** The same of two filters that look at the same places: values are read once. */
  private static void addPlaces(
      float[] values,
      int from,
      int columns,
      int[] offsets,
      float[] ones,
      float[] others,
      int i,
      float[] sums,
      float[] otherSums,
      int first,
      int end,
      int width) {
    int b = offsets[i + 1] - offsets[i];
    int c = offsets[i + 2] - offsets[i];
    int d = offsets[i + 3] - offsets[i];
    int e = offsets[i + 4] - offsets[i];
    int f = offsets[i + 5] - offsets[i];
    for (int row = first; row < end; row++) {
      int at = from + offsets[i] + row * columns;
      for (int to = row * width; to < (row + 1) * width; to += FLOATS.length()) {
        FloatVector one = FloatVector.fromArray(FLOATS, values, at);
        FloatVector second = FloatVector.fromArray(FLOATS, values, at + b);
        FloatVector third = FloatVector.fromArray(FLOATS, values, at + c);
        FloatVector fourth = FloatVector.fromArray(FLOATS, values, at + d);
        FloatVector fifth = FloatVector.fromArray(FLOATS, values, at + e);
        FloatVector sixth = FloatVector.fromArray(FLOATS, values, at + f);
        FloatVector.fromArray(FLOATS, sums, to)
            .add(one.mul(ones[i]))
            .add(second.mul(ones[i + 1]))
            .add(third.mul(ones[i + 2]))
            .add(fourth.mul(ones[i + 3]))
            .add(fifth.mul(ones[i + 4]))
            .add(sixth.mul(ones[i + 5]))
            .intoArray(sums, to);
        FloatVector.fromArray(FLOATS, otherSums, to)
            .add(one.mul(others[i]))
            .add(second.mul(others[i + 1]))
            .add(third.mul(others[i + 2]))
            .add(fourth.mul(others[i + 3]))
            .add(fifth.mul(others[i + 4]))
            .add(sixth.mul(others[i + 5]))
            .intoArray(otherSums, to);
        at += FLOATS.length();
      }
    }
  }

  private static void addPlace(
      float[] values,
      int from,
      int columns,
      float weight,
      float[] sums,
      int first,
      int end,
      int width) {
    for (int row = first; row < end; row++) {
      int at = from + row * columns;
      for (int to = row * width; to < (row + 1) * width; to += FLOATS.length()) {
        FloatVector.fromArray(FLOATS, sums, to)
            .add(FloatVector.fromArray(FLOATS, values, at).mul(weight))
            .intoArray(sums, to);
        at += FLOATS.length();
      }
    }
  }

  @Override
  public void keep(
      float[] answers, int from, Sign sign, float threshold, float[] kept, int at, int count) {
    int lanes = FLOATS.length();
    if (count < lanes) {
      plain.keep(answers, from, sign, threshold, kept, at, count);
      return;
    }
    for (int done = 0; done < count; done += lanes) {
      // The last one overlaps the one before.
      int i = Math.min(done, count - lanes);
      // Three times the same, for a vector may not come out of a branch, either.
      if (sign == Sign.AS_IS) {
        FloatVector value = FloatVector.fromArray(FLOATS, answers, from + i);
        value.blend(0, value.lt(threshold)).intoArray(kept, at + i);
      } else if (sign == Sign.TURNED) {
        FloatVector answer = FloatVector.fromArray(FLOATS, answers, from + i);
        FloatVector value = FloatVector.zero(FLOATS).sub(answer);
        value.blend(0, value.lt(threshold)).intoArray(kept, at + i);
      } else {
        FloatVector value = FloatVector.fromArray(FLOATS, answers, from + i).abs();
        value.blend(0, value.lt(threshold)).intoArray(kept, at + i);
      }
    }
  }

  @Override
  public void add(float[] summands, int from, float[] sums, int at, int count) {
    for (int i = 0; i < count; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, sums, at + i)
          .add(FloatVector.fromArray(FLOATS, summands, from + i))
          .intoArray(sums, at + i);
    }
  }

  @Override
  public void addRows(float[] rows, int[] starts, int count, float[] sums) {
    int row = 0;
    for (; row + ROWS <= count; row += ROWS) {
      addSomeRows(rows, starts, row, sums);
    }
    for (; row < count; row++) {
      add(rows, starts[row], sums, 0, sums.length);
    }
  }

  /** Adds {@value #ROWS} rows. */
  private static void addSomeRows(float[] rows, int[] starts, int row, float[] sums) {
    int a = starts[row];
    int b = starts[row + 1];
    int c = starts[row + 2];
    int d = starts[row + 3];
    int e = starts[row + 4];
    int f = starts[row + 5];
    int g = starts[row + 6];
    int h = starts[row + 7];
    for (int i = 0; i < sums.length; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, sums, i)
          .add(FloatVector.fromArray(FLOATS, rows, a + i))
          .add(FloatVector.fromArray(FLOATS, rows, b + i))
          .add(FloatVector.fromArray(FLOATS, rows, c + i))
          .add(FloatVector.fromArray(FLOATS, rows, d + i))
          .add(FloatVector.fromArray(FLOATS, rows, e + i))
          .add(FloatVector.fromArray(FLOATS, rows, f + i))
          .add(FloatVector.fromArray(FLOATS, rows, g + i))
          .add(FloatVector.fromArray(FLOATS, rows, h + i))
          .intoArray(sums, i);
    }
  }

  @Override
  public void addToRows(float[] changes, float[] rows, int[] starts, int count) {
    for (int i = 0; i < changes.length; i += FLOATS.length()) {
      FloatVector change = FloatVector.fromArray(FLOATS, changes, i);
      for (int row = 0; row < count; row++) {
        int at = starts[row] + i;
        FloatVector.fromArray(FLOATS, rows, at).add(change).intoArray(rows, at);
      }
    }
  }

  @Override
  public void adapt(
      float[] errors, float step, float[] rows, float[] squares, int[] starts, int count) {
    for (int i = 0; i < errors.length; i += FLOATS.length()) {
      FloatVector error = FloatVector.fromArray(FLOATS, errors, i);
      FloatVector square = error.mul(error);
      FloatVector change = error.mul(step);
      for (int row = 0; row < count; row++) {
        int at = starts[row] + i;
        FloatVector sum = FloatVector.fromArray(FLOATS, squares, at).add(square);
        sum.intoArray(squares, at);
        FloatVector.fromArray(FLOATS, rows, at)
            .add(change.div(sum.add(1).lanewise(VectorOperators.SQRT)))
            .intoArray(rows, at);
      }
    }
  }

  @Override
  public int firstAbove(float[] values, int from, int to, float limit) {
    if (!(limit >= 0)) {
      return plain.firstAbove(values, from, to, limit);
    }
    // Floats that are not negative order as their bits do, and negative ones have negative bits.
    // Processors compare whole numbers faster, for none of them is none.
    int bits = Float.floatToRawIntBits(limit);
    int lanes = FLOATS.length();
    int i = from;
    for (; i + 4 * lanes <= to; i += 4 * lanes) {
      IntVector a = FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, values, i + lanes).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(FLOATS, values, i + 2 * lanes).reinterpretAsInts();
      IntVector d = FloatVector.fromArray(FLOATS, values, i + 3 * lanes).reinterpretAsInts();
      if (a.max(b).max(c.max(d)).compare(VectorOperators.GT, bits).anyTrue()) {
        break;
      }
    }
    for (; i + lanes <= to; i += lanes) {
      IntVector a = FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts();
      if (a.compare(VectorOperators.GT, bits).anyTrue()) {
        break;
      }
    }
    return plain.firstAbove(values, i, to, limit);
  }

  @Override
  public float highest(float[] values, int from, int size) {
    int highest = 0;
    int lanes = FLOATS.length();
    int i = from;
    for (; i + 4 * lanes <= from + size; i += 4 * lanes) {
      IntVector a = FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts();
      IntVector b = FloatVector.fromArray(FLOATS, values, i + lanes).reinterpretAsInts();
      IntVector c = FloatVector.fromArray(FLOATS, values, i + 2 * lanes).reinterpretAsInts();
      IntVector d = FloatVector.fromArray(FLOATS, values, i + 3 * lanes).reinterpretAsInts();
      highest = Math.max(highest, a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX));
    }
    for (; i < from + size; i += lanes) {
      IntVector a = FloatVector.fromArray(FLOATS, values, i).reinterpretAsInts();
      highest = Math.max(highest, a.reduceLanes(VectorOperators.MAX));
    }
    return Float.intBitsToFloat(highest);
  }
}
