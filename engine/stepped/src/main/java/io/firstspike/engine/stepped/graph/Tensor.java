package io.firstspike.engine.stepped.graph;

import java.util.Arrays;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Array of numbers with dimensions, the last of which varies fastest. Immutable; the array of
 * values is not copied and must not be changed.
 *
 * @param dimensions each at least 1; an empty list for a single number
 * @param values as many as the product of the dimensions
 */
@API(status = Status.MAINTAINED)
public record Tensor(List<Integer> dimensions, float[] values) {

  public Tensor {
    dimensions = List.copyOf(dimensions);
    if (size(dimensions) != values.length) {
      throw new IllegalArgumentException(
          "an array of " + dimensions + " does not have " + values.length + " numbers");
    }
  }

  /** An array of these dimensions in which all numbers are {@code value}. */
  public static Tensor filled(List<Integer> dimensions, float value) {
    float[] values = new float[Math.toIntExact(size(dimensions))];
    Arrays.fill(values, value);
    return new Tensor(dimensions, values);
  }

  /** An array with one dimension. */
  public static Tensor of(float... values) {
    return new Tensor(List.of(values.length), values);
  }

  /**
   * The product of dimensions; 1 for none.
   *
   * @throws ArithmeticException if it exceeds a long
   */
  public static long size(List<Integer> dimensions) {
    long size = 1;
    for (int dimension : dimensions) {
      size = Math.multiplyExact(size, (long) dimension);
    }
    return size;
  }

  public int size() {
    return values.length;
  }

  /** The number of dimensions. */
  public int rank() {
    return dimensions.size();
  }

  /** Whether all numbers are 0. */
  public boolean zero() {
    for (float value : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && dimensions.equals(that.dimensions)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * dimensions.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "Tensor" + dimensions;
  }
}
