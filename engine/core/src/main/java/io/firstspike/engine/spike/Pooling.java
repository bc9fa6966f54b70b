package io.firstspike.engine.spike;

/**
 * Pooling: each map shrinks to one neuron a window. On spikes the first one counts (the minimum of
 * latencies), on potentials and intensities the highest one. Padding never wins.
 *
 * @param window what a pooled neuron sees
 */
public record Pooling(Window window) {

  /** The pooled shape of {@code input}. */
  public Shape output(Shape input) {
    return window.slide(input, input.maps());
  }

  /** The shape of the pooled spikes of {@code neurons} that are read at so many thresholds. */
  public Shape output(Shape neurons, int thresholds) {
    Shape once = output(neurons);
    return new Shape(Math.multiplyExact(once.maps(), thresholds), once.height(), once.width());
  }

  /** Pools {@code latencies} of shape {@code input} into {@code pooled}, both map-major. */
  public void latencies(Shape input, byte[] latencies, byte[] pooled) {
    latencies(input, latencies, pooled, 0);
  }

  /**
   * The same.
   *
   * @param first where in {@code pooled} the first map begins
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
   * Pools {@code potentials}, or intensities, of shape {@code input} into {@code pooled}, both
   * map-major.
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
