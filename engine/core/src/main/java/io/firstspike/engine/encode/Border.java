package io.firstspike.engine.encode;

import io.firstspike.engine.spike.Shape;

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
    Shape output = output(input);
    float[] bordered = new float[output.size()];
    int target = 0;
    for (int map = 0; map < output.maps(); map++) {
      for (int y = -top; y < input.height() + bottom; y++) {
        for (int x = -left; x < input.width() + right; x++) {
          boolean inside = y >= 0 && y < input.height() && x >= 0 && x < input.width();
          bordered[target++] = inside ? cells[input.index(map, y, x)] : value;
        }
      }
    }
    return bordered;
  }
}
