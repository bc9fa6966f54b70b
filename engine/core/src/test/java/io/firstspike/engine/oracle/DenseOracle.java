package io.firstspike.engine.oracle;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The network's arithmetic as the papers write it: dense tensors over all time steps, every loop
 * spelled out, nothing shared with the engine. Slow and plain on purpose.
 *
 * <p>Latencies and weights are map-major; potentials are {@code [step][neuron]}.
 */
public final class DenseOracle {

  private DenseOracle() {}

  /** Potentials after each time step of a convolution with stride 1. */
  public static float[][] potentials(
      byte[] latencies, Shape input, int steps, float[][] rows, int kernel, int padding) {
    Shape output = convolved(input, rows.length, kernel, padding);
    float[][] potentials = new float[steps][output.size()];
    for (int t = 0; t < steps; t++) {
      for (int map = 0; map < output.maps(); map++) {
        for (int row = 0; row < output.height(); row++) {
          for (int column = 0; column < output.width(); column++) {
            float sum = 0;
            int tap = 0;
            for (int channel = 0; channel < input.maps(); channel++) {
              for (int y = row - padding; y < row - padding + kernel; y++) {
                for (int x = column - padding; x < column - padding + kernel; x++) {
                  boolean inside = y >= 0 && y < input.height() && x >= 0 && x < input.width();
                  if (inside && latencies[input.index(channel, y, x)] <= t) {
                    sum += rows[map][tap];
                  }
                  tap++;
                }
              }
            }
            potentials[t][output.index(map, row, column)] = sum;
          }
        }
      }
    }
    return potentials;
  }

  public static Shape convolved(Shape input, int maps, int kernel, int padding) {
    return new Shape(
        maps, input.height() + 2 * padding - kernel + 1, input.width() + 2 * padding - kernel + 1);
  }

  /** The first step in which each potential exceeds the threshold; the number of steps if none. */
  public static byte[] fire(float[][] potentials, float threshold) {
    byte[] latencies = new byte[potentials[0].length];
    for (int i = 0; i < latencies.length; i++) {
      int t = 0;
      while (t < potentials.length && !(potentials[t][i] > threshold)) {
        t++;
      }
      latencies[i] = (byte) t;
    }
    return latencies;
  }

  /** The minimum of each square. */
  public static byte[] pool(byte[] latencies, Shape shape, int window, int stride) {
    int height = (shape.height() - window) / stride + 1;
    int width = (shape.width() - window) / stride + 1;
    byte[] pooled = new byte[shape.maps() * height * width];
    Arrays.fill(pooled, Byte.MAX_VALUE);
    for (int map = 0; map < shape.maps(); map++) {
      for (int row = 0; row < height * stride; row++) {
        for (int column = 0; column < width * stride; column++) {
          for (int y = 0; y < window; y++) {
            for (int x = 0; x < window; x++) {
              if (row % stride == 0 && column % stride == 0) {
                int target = (map * height + row / stride) * width + column / stride;
                byte latency = latencies[shape.index(map, row + y, column + x)];
                pooled[target] = (byte) Math.min(pooled[target], latency);
              }
            }
          }
        }
      }
    }
    return pooled;
  }

  /** Point-wise inhibition, then k winners with an inhibition radius, by sorting everybody. */
  public static List<Winner> winners(
      float[][] potentials, Shape shape, float threshold, int winners, int radius) {
    byte[] latencies = fire(potentials, threshold);
    List<Winner> candidates = new ArrayList<>();
    for (int location = 0; location < shape.locations(); location++) {
      Winner best = null;
      for (int map = 0; map < shape.maps(); map++) {
        int neuron = map * shape.locations() + location;
        int step = latencies[neuron];
        if (step < potentials.length) {
          Winner one =
              new Winner(
                  map,
                  location / shape.width(),
                  location % shape.width(),
                  step,
                  potentials[step][neuron]);
          if (best == null || compare(shape, one, best) < 0) {
            best = one;
          }
        }
      }
      if (best != null) {
        candidates.add(best);
      }
    }
    List<Winner> taken = new ArrayList<>();
    while (taken.size() < winners && !candidates.isEmpty()) {
      candidates.sort((a, b) -> compare(shape, a, b));
      Winner winner = candidates.get(0);
      taken.add(winner);
      candidates.removeIf(
          c ->
              c.map() == winner.map()
                  || Math.abs(c.row() - winner.row()) <= radius
                      && Math.abs(c.column() - winner.column()) <= radius);
    }
    return taken;
  }

  private static int compare(Shape shape, Winner a, Winner b) {
    if (a.step() != b.step()) {
      return Integer.compare(a.step(), b.step());
    }
    if (a.potential() != b.potential()) {
      return Float.compare(b.potential(), a.potential());
    }
    return Integer.compare(
        shape.index(a.map(), a.row(), a.column()), shape.index(b.map(), b.row(), b.column()));
  }
}
