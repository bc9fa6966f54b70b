package io.firstspike.engine.compute;

/** Loops over weights in plain Java, shaped so that the JIT compiler makes the best of them. */
final class PlainWeightLoops implements WeightLoops {

  private static final int LANES = InnerLoops.LANES;

  private float[] buffer = new float[0];

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
  public void addRows(float[] rows, int[] starts, int count, float[] sums, int at, int size) {
    for (int done = 0; done < size; done += LANES) {
      for (int i = 0; i < count; i++) {
        int start = starts[i] + done;
        // Of a fixed length: the compiler unrolls it.
        for (int lane = 0; lane < LANES; lane++) {
          sums[at + done + lane] += rows[start + lane];
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
