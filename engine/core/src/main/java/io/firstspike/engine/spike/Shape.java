package io.firstspike.engine.spike;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Shape of a layer's neurons: {@code maps} feature maps of {@code height} rows and {@code width}
 * columns.
 *
 * <p>Throughout the engine arrays of neurons are map-major: the flat index of a neuron is {@code
 * (map * height + row) * width + column}.
 *
 * @param maps number of feature maps, or of channels of an input; at least 1
 * @param height number of rows, at least 1
 * @param width number of columns, at least 1
 */
@API(status = Status.MAINTAINED)
public record Shape(int maps, int height, int width) {

  /** The most neurons of a layer, 2^26: its potentials then take at most 256 MiB. */
  public static final int MAX_NEURONS = 1 << 26;

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a number is below 1, or there are more than {@link
   *     #MAX_NEURONS} neurons
   */
  public Shape {
    if (maps < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a shape needs at least one map, row and column, not "
              + maps
              + "x"
              + height
              + "x"
              + width);
    }
    if ((long) maps * height * width > MAX_NEURONS) {
      throw new IllegalArgumentException(
          "a shape of "
              + maps
              + "x"
              + height
              + "x"
              + width
              + " exceeds the limit of "
              + MAX_NEURONS
              + " neurons");
    }
  }

  /** The number of neurons. */
  public int size() {
    return maps * height * width;
  }

  /** The number of locations in one map, {@code height * width}. */
  public int locations() {
    return height * width;
  }

  /** The flat, map-major index of the neuron at ({@code row}, {@code column}) of {@code map}. */
  public int index(int map, int row, int column) {
    return (map * height + row) * width + column;
  }

  @Override
  public String toString() {
    return maps + "x" + height + "x" + width;
  }
}
