package io.firstspike.engine.spike;

/**
 * The extent of one layer's neurons: {@code maps} feature maps of {@code height} x {@code width}.
 *
 * <p>Everywhere in the engine a neuron's flat index is map-major: {@code (map * height + row) *
 * width + column}.
 *
 * @param maps feature maps (or input channels), at least 1
 * @param height rows, at least 1
 * @param width columns, at least 1
 */
public record Shape(int maps, int height, int width) {

  /** The most neurons a layer may have: 2^26, which keeps a layer's potentials below 256 MiB. */
  public static final int MAX_NEURONS = 1 << 26;

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

  /** Positions in one map: height x width. */
  public int locations() {
    return height * width;
  }

  /** The flat, map-major index of a neuron. */
  public int index(int map, int row, int column) {
    return (map * height + row) * width + column;
  }

  @Override
  public String toString() {
    return maps + "x" + height + "x" + width;
  }
}
