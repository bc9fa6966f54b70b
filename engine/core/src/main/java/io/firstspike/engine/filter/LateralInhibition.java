package io.firstspike.engine.filter;

import io.firstspike.engine.spike.Shape;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Lateral inhibition among intensities, before they become latencies. For every neighbour in its
 * own map that is weaker, a cell gains a share of its own intensity; near neighbours count more
 * than distant ones, and cells beyond the edge count as 0. This is SpykeTorch's {@code
 * LateralIntencityInhibition}. It strengthens the stronger cell where the publication weakens the
 * weaker one; only the order of latencies matters, and both methods spread it in the same way.
 */
@API(status = Status.INTERNAL)
public final class LateralInhibition {

  private final Shape shape;
  private final float[] weights;
  private final int radius;

  /**
   * Creates an inhibition for maps of shape {@code shape}.
   *
   * @param shares shares for neighbours at distance 1, 2, ...; the distance is the larger of the
   *     differences in rows and columns
   */
  public LateralInhibition(Shape shape, float... shares) {
    this.shape = shape;
    this.radius = shares.length;
    this.weights = weights(shares);
  }

  /** The shares as a square of side {@code 2 * shares.length + 1}, row-major; the centre is 0. */
  public static float[] weights(float... shares) {
    int radius = shares.length;
    int side = 2 * radius + 1;
    float[] weights = new float[side * side];
    for (int i = 0; i < weights.length; i++) {
      int distance = Math.max(Math.abs(i / side - radius), Math.abs(i % side - radius));
      weights[i] = distance == 0 ? 0 : shares[distance - 1];
    }
    return weights;
  }

  /** Writes {@code intensities} after inhibition into {@code inhibited}, both map-major. */
  public void apply(float[] intensities, float[] inhibited) {
    for (int map = 0; map < shape.maps(); map++) {
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          int cell = shape.index(map, row, column);
          float gain = gain(intensities, map, row, column, intensities[cell]);
          inhibited[cell] = intensities[cell] * (1 + gain);
        }
      }
    }
  }

  private float gain(float[] intensities, int map, int row, int column, float intensity) {
    float gain = 0;
    int place = 0;
    for (int y = row - radius; y <= row + radius; y++) {
      for (int x = column - radius; x <= column + radius; x++) {
        boolean inside = y >= 0 && y < shape.height() && x >= 0 && x < shape.width();
        float neighbour = inside ? intensities[shape.index(map, y, x)] : 0;
        if (intensity > neighbour) {
          gain += weights[place];
        }
        place++;
      }
    }
    return gain;
  }
}
