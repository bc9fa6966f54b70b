package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Border of cells that is added to the edges of maps, or cut off where its numbers are negative.
 *
 * @param left columns at the left
 * @param right columns at the right
 * @param top rows at the top
 * @param bottom rows at the bottom
 * @param value value of the cells that are added
 */
@API(status = Status.INTERNAL)
public record Border(int left, int right, int top, int bottom, float value) {

  /** The shape of maps of shape {@code input} with this border. */
  public Shape output(Shape input) {
    return new Shape(input.maps(), input.height() + top + bottom, input.width() + left + right);
  }

  /**
   * Adds this border to maps.
   *
   * @param cells values of shape {@code input}, map-major
   * @return values of shape {@code output(input)}, map-major, in a new array
   */
  public float[] apply(Shape input, float[] cells) {
    float[] bordered = new float[output(input).size()];
    Arrays.fill(bordered, value);
    copy(input, cells, bordered);
    return bordered;
  }

  /**
   * Adds this border to maps of latencies.
   *
   * @param latencies latencies of shape {@code input}, map-major
   * @param bordered latencies of shape {@code output(input)}, map-major; overwritten
   */
  void apply(Shape input, byte[] latencies, byte[] bordered) {
    Arrays.fill(bordered, (byte) value);
    copy(input, latencies, bordered);
  }

  /** Copies the cells that remain, row by row, from one array to another of the same type. */
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
