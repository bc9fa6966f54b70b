package io.firstspike.engine.exchange;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Array of numbers with any number of dimensions, in C order (the last index varies fastest), as in
 * NumPy files and SpykeTorch's text files. It holds either floats or integers. The Java arrays are
 * not copied.
 */
@API(status = Status.MAINTAINED)
public final class NumericArray {

  /** The most numbers in an array, 2^28. */
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

  /**
   * Creates an array of floats.
   *
   * @param dimensions numbers of at least 0 whose product is the number of {@code values}
   * @throws IllegalArgumentException if it is not
   */
  static NumericArray of(float[] values, int... dimensions) {
    return new NumericArray(dimensions, values, null);
  }

  /**
   * Creates an array of integers.
   *
   * @param dimensions numbers of at least 0 whose product is the number of {@code values}
   * @throws IllegalArgumentException if it is not
   */
  static NumericArray of(long[] values, int... dimensions) {
    return new NumericArray(dimensions, null, values);
  }

  /**
   * The product of {@code dimensions}.
   *
   * @throws IllegalArgumentException if one is negative, or the product is above {@link #MAX_SIZE}
   */
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

  /** The dimensions, in a new array. */
  public int[] dimensions() {
    return dimensions.clone();
  }

  /** Whether the array holds floats; otherwise it holds integers. */
  public boolean isFloat() {
    return floats != null;
  }

  /** The floats themselves, or the integers converted to floats in a new array. */
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
   * The integers themselves.
   *
   * @throws IllegalStateException if the array holds floats
   */
  public long[] integers() {
    if (integers == null) {
      throw new IllegalStateException("this array holds floats");
    }
    return integers;
  }
}
