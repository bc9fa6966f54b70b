package io.firstspike.engine.compute;

import java.util.Arrays;

/** Loops over pixels in plain Java, shaped so that the JIT compiler makes the best of them. */
final class PlainPixelLoops implements PixelLoops {

  private float[] buffer = new float[0];

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

  @Override
  public int listNonZero(float[] values, int from, int count, int[] found) {
    int length = 0;
    for (int i = 0; i < count; i++) {
      // Every place is written, but kept only if its value is not 0: without a branch, none can be
      // mispredicted.
      found[length] = i;
      length += values[from + i] != 0 ? 1 : 0;
    }
    return length;
  }

  /** A buffer of at least {@code count} floats. */
  private float[] floats(int count) {
    if (buffer.length < count) {
      buffer = new float[count];
    }
    return buffer;
  }
}
