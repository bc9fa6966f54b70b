package io.firstspike.engine.view;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.Image;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Draws pictures of features as grey images. The value 0 becomes middle grey; each map is scaled on
 * its own, so that its largest magnitude becomes white or black. Each cell becomes a square of
 * pixels, so that small pictures can be recognised.
 */
@API(status = Status.MAINTAINED)
public final class ContactSheet {

  private static final int PICTURE_SIDE = 256;
  private static final int MIDDLE = 128;
  private static final int SWING = 127;

  private ContactSheet() {}

  /**
   * Draws all maps on one sheet, in rows from the upper left, with about as many rows as columns.
   */
  public static Image of(DeepFeature pictures) {
    Shape shape = pictures.shape();
    Panels panels = Panels.of(shape.maps(), shape.height(), shape.width());
    int height = panels.sheetHeight();
    int width = panels.sheetWidth();
    byte[] samples = new byte[Math.multiplyExact(height, width)];
    for (int map = 0; map < shape.maps(); map++) {
      int corner = panels.top(map) * width + panels.left(map);
      draw(pictures, map, panels.scale(), samples, corner, width);
    }
    return Image.grey(height, width, samples);
  }

  /** Draws a single map. */
  public static Image of(DeepFeature pictures, int map) {
    Shape shape = pictures.shape();
    int scale = Panels.scale(PICTURE_SIDE, Math.max(shape.width(), shape.height()));
    int height = shape.height() * scale;
    int width = shape.width() * scale;
    byte[] samples = new byte[height * width];
    draw(pictures, map, scale, samples, 0, width);
    return Image.grey(height, width, samples);
  }

  private static void draw(
      DeepFeature pictures, int map, int scale, byte[] samples, int corner, int width) {
    Shape shape = pictures.shape();
    float largest = largest(pictures, map);
    for (int row = 0; row < shape.height(); row++) {
      int line = corner + row * scale * width;
      for (int column = 0; column < shape.width(); column++) {
        float value = pictures.values()[shape.index(map, row, column)];
        byte grey = (byte) (MIDDLE + Math.round(largest == 0 ? 0 : value / largest * SWING));
        int first = line + column * scale;
        Arrays.fill(samples, first, first + scale, grey);
      }
      for (int copy = 1; copy < scale; copy++) {
        System.arraycopy(samples, line, samples, line + copy * width, shape.width() * scale);
      }
    }
  }

  private static float largest(DeepFeature pictures, int map) {
    int first = pictures.shape().index(map, 0, 0);
    float largest = 0;
    for (int i = first; i < first + pictures.shape().locations(); i++) {
      largest = Math.max(largest, Math.abs(pictures.values()[i]));
    }
    return largest;
  }
}
