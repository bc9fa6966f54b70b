package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import java.util.Arrays;

/**
 * What is added to, or with negative numbers cut from, the edges of maps.
 *
 * @param left columns at the left
 * @param right columns at the right
 * @param top rows at the top
 * @param bottom rows at the bottom
 * @param value of the cells that are added
 */
public record Border(int left, int right, int top, int bottom, float value) {

  /** The shape of {@code input} with this border. */
  public Shape output(Shape input) {
    return new Shape(input.maps(), input.height() + top + bottom, input.width() + left + right);
  }

  /** {@code cells} of shape {@code input}, map-major, with this border: a new array. */
  public float[] apply(Shape input, float[] cells) {
    float[] bordered = new float[output(input).size()];
    Arrays.fill(bordered, value);
    copy(input, cells, bordered);
    return bordered;
  }

  /** Writes {@code latencies} of shape {@code input} with this border into {@code bordered}. */
  void apply(Shape input, byte[] latencies, byte[] bordered) {
    Arrays.fill(bordered, (byte) value);
    copy(input, latencies, bordered);
  }

  /** Copies the cells that stay, row by row, between arrays of the same type. */
  private void copy(Shape input, Object cells, Object bordered) {
    Shape output = output(input);
    int fromRow = Math.max(0, -top);
    int toRow = input.height() + Math.min(0, bottom);
    int fromColumn = Math.max(0, -left);
    int columns = input.width() + Math.min(0, right) - fromColumn;
    for (int map = 0; map < input.maps(); map++) {
      for (int row = fromRow; row < toRow; row++) {
        System.arraycopy(
            cells,
            input.index(map, row, fromColumn),
            bordered,
            output.index(map, row + top, fromColumn + left),
            columns);
      }
    }
  }
}
