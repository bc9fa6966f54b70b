package io.firstspike.connectors.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Small pictures in each format. */
final class Pictures {

  private Pictures() {}

  /** A grey picture of 8x8. */
  static byte[] encoded(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY), format, out);
    return out.toByteArray();
  }
}
