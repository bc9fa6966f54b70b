package io.firstspike.engine.vector;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops over weights on vector registers, several maps at a time ({@link VectorInnerLoops}). */
final class VectorWeightLoops implements WeightLoops {

  private static final int LANES = InnerLoops.LANES;

  private static final VectorSpecies<Float> FLOATS =
      FloatVector.SPECIES_PREFERRED.length() <= LANES
          ? FloatVector.SPECIES_PREFERRED
          : FloatVector.SPECIES_512;

  private final WeightLoops plain;

  /**
   * @param plain for what is left of an array beside whole registers
   */
  VectorWeightLoops(WeightLoops plain) {
    this.plain = plain;
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
  public void addRows(float[] rows, int[] starts, int count, float[] sums, int at, int size) {
    int row = 0;
    for (; row + 8 <= count; row += 8) {
      addEight(rows, starts, row, sums, at, size);
    }
    if (row + 4 <= count) {
      addFour(rows, starts, row, sums, at, size);
      row += 4;
    }
    for (; row < count; row++) {
      add(rows, starts[row], sums, at, size);
    }
  }

  private static void addEight(
      float[] rows, int[] starts, int row, float[] sums, int at, int size) {
    int a = starts[row];
    int b = starts[row + 1];
    int c = starts[row + 2];
    int d = starts[row + 3];
    int e = starts[row + 4];
    int f = starts[row + 5];
    int g = starts[row + 6];
    int h = starts[row + 7];
    for (int i = 0; i < size; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, sums, at + i)
          .add(FloatVector.fromArray(FLOATS, rows, a + i))
          .add(FloatVector.fromArray(FLOATS, rows, b + i))
          .add(FloatVector.fromArray(FLOATS, rows, c + i))
          .add(FloatVector.fromArray(FLOATS, rows, d + i))
          .add(FloatVector.fromArray(FLOATS, rows, e + i))
          .add(FloatVector.fromArray(FLOATS, rows, f + i))
          .add(FloatVector.fromArray(FLOATS, rows, g + i))
          .add(FloatVector.fromArray(FLOATS, rows, h + i))
          .intoArray(sums, at + i);
    }
  }

  private static void addFour(float[] rows, int[] starts, int row, float[] sums, int at, int size) {
    int a = starts[row];
    int b = starts[row + 1];
    int c = starts[row + 2];
    int d = starts[row + 3];
    for (int i = 0; i < size; i += FLOATS.length()) {
      FloatVector.fromArray(FLOATS, sums, at + i)
          .add(FloatVector.fromArray(FLOATS, rows, a + i))
          .add(FloatVector.fromArray(FLOATS, rows, b + i))
          .add(FloatVector.fromArray(FLOATS, rows, c + i))
          .add(FloatVector.fromArray(FLOATS, rows, d + i))
          .intoArray(sums, at + i);
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
