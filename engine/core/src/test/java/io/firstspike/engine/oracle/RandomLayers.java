package io.firstspike.engine.oracle;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Random;

/** Random volleys and weights whose sums are exact in float32, so that order does not matter. */
public final class RandomLayers {

  private RandomLayers() {}

  /** A volley in which about {@code firing} of the neurons fire. */
  public static Volley volley(Shape shape, int steps, double firing, Random random) {
    byte[] latencies = new byte[shape.size()];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = (byte) (random.nextDouble() < firing ? random.nextInt(steps) : steps);
    }
    return Volley.ofLatencies(shape, steps, latencies);
  }

  /** Rows of multiples of 1/64 from -0.25 to 1. */
  public static float[][] rows(int maps, int fan, Random random) {
    float[][] rows = new float[maps][fan];
    for (float[] row : rows) {
      for (int i = 0; i < fan; i++) {
        row[i] = (random.nextInt(81) - 16) / 64f;
      }
    }
    return rows;
  }

  /** A layer with these rows of weights. */
  public static LayerWeights layer(Shape input, float[][] rows, Window window) {
    LayerWeights synapses = new LayerWeights(new Convolution(input, rows.length, window));
    for (int map = 0; map < rows.length; map++) {
      synapses.setRow(map, rows[map]);
    }
    return synapses;
  }
}
