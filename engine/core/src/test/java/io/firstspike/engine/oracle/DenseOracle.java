package io.firstspike.engine.oracle;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Plain implementation of the network's arithmetic as in the papers: dense tensors over all time
 * steps, all loops written out, nothing shared with the engine. It is slow on purpose.
 *
 * <p>Latencies and weights are map-major; potentials are {@code [step][neuron]}.
 */
public final class DenseOracle {

  private DenseOracle() {}

  /** The potentials of a convolution after each time step. */
  public static float[][] potentials(
      byte[] latencies, Shape input, int steps, float[][] rows, Window window) {
    Shape output = slid(input, rows.length, window);
    float[][] potentials = new float[steps][output.size()];
    for (int t = 0; t < steps; t++) {
      for (int map = 0; map < output.maps(); map++) {
        for (int row = 0; row < output.height(); row++) {
          for (int column = 0; column < output.width(); column++) {
            float sum = 0;
            int tap = 0;
            for (int channel = 0; channel < input.maps(); channel++) {
              for (int ky = 0; ky < window.height(); ky++) {
                for (int kx = 0; kx < window.width(); kx++) {
                  int y = row * window.rowStride() + ky - window.rowPadding();
                  int x = column * window.columnStride() + kx - window.columnPadding();
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

  /**
   * The shape of {@code maps} maps with one neuron for each place of the window on {@code input}.
   */
  public static Shape slid(Shape input, int maps, Window window) {
    int height = 0;
    while (height * window.rowStride() + window.height()
        <= input.height() + 2 * window.rowPadding()) {
      height++;
    }
    int width = 0;
    while (width * window.columnStride() + window.width()
        <= input.width() + 2 * window.columnPadding()) {
      width++;
    }
    return new Shape(maps, height, width);
  }

  /**
   * The first time step in which each potential exceeds the threshold; the number of steps if there
   * is none.
   */
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

  /** The minimum in each place of the window. */
  public static byte[] pool(byte[] latencies, Shape shape, Window window) {
    Shape output = slid(shape, shape.maps(), window);
    byte[] pooled = new byte[output.size()];
    Arrays.fill(pooled, Byte.MAX_VALUE);
    for (int map = 0; map < output.maps(); map++) {
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          for (int ky = 0; ky < window.height(); ky++) {
            for (int kx = 0; kx < window.width(); kx++) {
              int y = row * window.rowStride() + ky - window.rowPadding();
              int x = column * window.columnStride() + kx - window.columnPadding();
              if (y >= 0 && y < shape.height() && x >= 0 && x < shape.width()) {
                int target = output.index(map, row, column);
                byte latency = latencies[shape.index(map, y, x)];
                pooled[target] = (byte) Math.min(pooled[target], latency);
              }
            }
          }
        }
      }
    }
    return pooled;
  }

  /**
   * The winners after point-wise inhibition: k winners with an inhibition radius, found by sorting
   * all neurons.
   */
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
