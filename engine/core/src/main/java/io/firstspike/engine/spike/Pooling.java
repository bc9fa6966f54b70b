package io.firstspike.engine.spike;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Pooling: each map is reduced to one neuron for each place of a window. Spikes are pooled by their
 * minimum latency, so that the first one counts; potentials and intensities by their maximum.
 * Padding never counts.
 *
 * @param window the cells that a pooled neuron is connected to
 */
@API(status = Status.MAINTAINED)
public record Pooling(Window window) {

  /** The shape of {@code input} after pooling. */
  public Shape output(Shape input) {
    return window.slide(input, input.maps());
  }

  /**
   * The shape of the pooled spikes of a layer that fires at several thresholds: all its maps once
   * for each threshold.
   *
   * @param neurons shape of the layer's neurons
   * @param thresholds number of thresholds
   */
  public Shape output(Shape neurons, int thresholds) {
    Shape once = output(neurons);
    return new Shape(Math.multiplyExact(once.maps(), thresholds), once.height(), once.width());
  }

  /**
   * Pools latencies.
   *
   * @param latencies latencies of shape {@code input}, map-major
   * @param pooled latencies of shape {@code output(input)}, map-major; overwritten
   */
  public void latencies(Shape input, byte[] latencies, byte[] pooled) {
    latencies(input, latencies, pooled, 0);
  }

  /**
   * Pools latencies into a part of an array.
   *
   * @param latencies latencies of shape {@code input}, map-major
   * @param pooled array for latencies of shape {@code output(input)}, map-major
   * @param first index in {@code pooled} at which they begin
   */
  public void latencies(Shape input, byte[] latencies, byte[] pooled, int first) {
    int rows = window.rows(input);
    int columns = window.columns(input);
    int target = first;
    for (int map = 0; map < input.maps(); map++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          byte earliest = Byte.MAX_VALUE;
          for (int y = top(row); y < bottom(row, input); y++) {
            for (int x = left(column); x < right(column, input); x++) {
              earliest = (byte) Math.min(earliest, latencies[input.index(map, y, x)]);
            }
          }
          pooled[target++] = earliest;
        }
      }
    }
  }

  /**
   * Pools potentials or intensities.
   *
   * @param potentials values of shape {@code input}, map-major
   * @param pooled values of shape {@code output(input)}, map-major; overwritten
   */
  public void potentials(Shape input, float[] potentials, float[] pooled) {
    int rows = window.rows(input);
    int columns = window.columns(input);
    int target = 0;
    for (int map = 0; map < input.maps(); map++) {
      for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
          float highest = Float.NEGATIVE_INFINITY;
          for (int y = top(row); y < bottom(row, input); y++) {
            for (int x = left(column); x < right(column, input); x++) {
              highest = Math.max(highest, potentials[input.index(map, y, x)]);
            }
          }
          pooled[target++] = highest;
        }
      }
    }
  }

  private int top(int row) {
    return Math.max(0, row * window.rowStride() - window.rowPadding());
  }

  private int bottom(int row, Shape input) {
    return Math.min(
        input.height(), row * window.rowStride() - window.rowPadding() + window.height());
  }

  private int left(int column) {
    return Math.max(0, column * window.columnStride() - window.columnPadding());
  }

  private int right(int column, Shape input) {
    return Math.min(
        input.width(), column * window.columnStride() - window.columnPadding() + window.width());
  }
}
