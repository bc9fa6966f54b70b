package io.firstspike.engine.layer;

import io.firstspike.engine.spike.Shape;

/**
 * Pooling on spikes: a pooled neuron fires with the first spike of its square, so its latency is
 * the minimum. What does not fill a whole square at the right and bottom edge is left out.
 *
 * @param window side of the square
 * @param stride step from one square to the next
 */
public record Pooling(int window, int stride) {

  /** The pooled shape of {@code input}. */
  public Shape output(Shape input) {
    return new Shape(
        input.maps(),
        (input.height() - window) / stride + 1,
        (input.width() - window) / stride + 1);
  }

  /** Pools {@code latencies} of shape {@code input} into {@code pooled}, both map-major. */
  void pool(Shape input, byte[] latencies, byte[] pooled) {
    Shape output = output(input);
    int target = 0;
    for (int map = 0; map < output.maps(); map++) {
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          int corner = input.index(map, row * stride, column * stride);
          pooled[target++] = earliest(latencies, corner, input.width());
        }
      }
    }
  }

  private byte earliest(byte[] latencies, int corner, int width) {
    byte earliest = Byte.MAX_VALUE;
    for (int y = 0; y < window; y++) {
      for (int x = 0; x < window; x++) {
        earliest = (byte) Math.min(earliest, latencies[corner + y * width + x]);
      }
    }
    return earliest;
  }
}
