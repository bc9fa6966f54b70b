package io.firstspike.pipeline.app.console;

import io.firstspike.engine.stimulus.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures as PNG; equal pictures give equal bytes. */
public final class Png {

  private Png() {}

  /** The bytes of a PNG file of {@code image}. */
  public static byte[] bytes(Image image) {
    return bytes(picture(image));
  }

  /** The bytes of a PNG file of {@code picture}. */
  public static byte[] bytes(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every picture", e);
    }
    return bytes.toByteArray();
  }

  /** A picture of the same pixels. */
  public static BufferedImage picture(Image image) {
    boolean grey = image.channels() == 1;
    int type = grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage picture = new BufferedImage(image.width(), image.height(), type);
    // Bands are red, green and blue, whatever their order in memory.
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.samples());
    return picture;
  }
}
