package io.firstspike.engine.exchange;

import java.util.Arrays;

/**
 * Numbers in a box of any dimensions, in C order (the last index runs fastest): what NumPy files
 * and SpykeTorch's text files hold. Either floats or integers, never both. The arrays are not
 * copied.
 */
public final class NumericArray {

  /** The most numbers an array may hold: 2^28. */
  public static final int MAX_SIZE = 1 << 28;

  private final int[] dimensions;
  private final float[] floats;
  private final long[] integers;

  private NumericArray(int[] dimensions, float[] floats, long[] integers) {
    this.dimensions = dimensions.clone();
    this.floats = floats;
    this.integers = integers;
    int length = floats != null ? floats.length : integers.length;
    if (size(dimensions) != length) {
      throw new IllegalArgumentException(
          length + " numbers do not fill an array of " + Arrays.toString(dimensions));
    }
  }

  /** An array of floats; the product of {@code dimensions} is the number of {@code values}. */
  static NumericArray of(float[] values, int... dimensions) {
    return new NumericArray(dimensions, values, null);
  }

  /** An array of integers; the product of {@code dimensions} is the number of {@code values}. */
  static NumericArray of(long[] values, int... dimensions) {
    return new NumericArray(dimensions, null, values);
  }

  /** The product of {@code dimensions}, refusing what is negative or above {@link #MAX_SIZE}. */
  static int size(int[] dimensions) {
    long size = 1;
    for (int dimension : dimensions) {
      if (dimension < 0 || (size *= dimension) > MAX_SIZE) {
        throw new IllegalArgumentException(
            "an array of "
                + Arrays.toString(dimensions)
                + " is not possible: dimensions are 0 or more, their product at most "
                + MAX_SIZE);
      }
    }
    return (int) size;
  }

  /** The dimensions: a new array. */
  public int[] dimensions() {
    return dimensions.clone();
  }

  /** Whether it holds floats; otherwise it holds integers. */
  public boolean isFloat() {
    return floats != null;
  }

  /** The floats, or the integers as floats (in a new array). */
  public float[] floats() {
    if (floats != null) {
      return floats;
    }
    float[] converted = new float[integers.length];
    for (int i = 0; i < converted.length; i++) {
      converted[i] = integers[i];
    }
    return converted;
  }

  /**
   * The integers.
   *
   * @throws IllegalStateException if it holds floats
   */
  public long[] integers() {
    if (integers == null) {
      throw new IllegalStateException("this array holds floats");
    }
    return integers;
  }
}
