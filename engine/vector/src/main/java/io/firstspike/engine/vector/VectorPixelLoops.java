package io.firstspike.engine.vector;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops over pixels on vector registers, several cells at a time ({@link VectorInnerLoops}). */
final class VectorPixelLoops implements PixelLoops {

  private static final int LANES = InnerLoops.LANES;

  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() <= LANES
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;

  /** Places of a filter that are added at a time. */
  private static final int PLACES = 6;

  private static final VectorSpecies<Integer> EIGHT = IntVector.SPECIES_256;
  private static final int[] BITS = {1, 2, 4, 8, 16, 32, 64, 128};

  /** For each set of eight places, those in it, ascending, and then whatever. */
  private static final int[] PLACES_OF = placesOf();

  private final PixelLoops plain;

  /**
   * @param plain for rows that are shorter than a register
   */
  VectorPixelLoops(PixelLoops plain) {
    this.plain = plain;
  }

  private static int[] placesOf() {
    int[] places = new int[256 * BITS.length];
    for (int set = 0; set < 256; set++) {
      int at = set * BITS.length;
      for (int place = 0; place < BITS.length; place++) {
        if ((set & BITS[place]) != 0) {
          places[at++] = place;
        }
      }
    }
    return places;
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

  /**
   * Adds what {@value #PLACES} places contribute to two filters that look at the same places:
   * values are read once.
   */
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
  public int listNonZero(float[] values, int from, int count, int[] found) {
    if (FloatVector.SPECIES_PREFERRED.length() < EIGHT.length()) {
      return plain.listNonZero(values, from, count, found);
    }
    IntVector bits = IntVector.fromArray(EIGHT, BITS, 0);
    int length = 0;
    int whole = EIGHT.loopBound(count);
    for (int i = 0; i < whole; i += EIGHT.length()) {
      // Shifted, a zero with a minus sign is 0, too. Of any other number, it or
      // its negative has the sign bit.
      IntVector value =
          FloatVector.fromArray(FloatVector.SPECIES_256, values, from + i)
              .reinterpretAsInts()
              .lanewise(VectorOperators.LSHL, 1);
      IntVector any = value.or(value.neg()).lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
      int set = any.and(bits).reduceLanes(VectorOperators.OR);
      IntVector.fromArray(EIGHT, PLACES_OF, set * EIGHT.length()).add(i).intoArray(found, length);
      length += Integer.bitCount(set);
    }
    for (int i = whole; i < count; i++) {
      found[length] = i;
      length += values[from + i] != 0 ? 1 : 0;
    }
    return length;
  }
}
