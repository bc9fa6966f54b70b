package io.firstspike.pipeline.app.console;

import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG; equal pictures give equal bytes. */
public final class Png {

  private Png() {}

  /** Writes {@code image} into a file; makes the folder if necessary. */
  public static void write(Path file, Image image) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      WholeFile.write(file, bytes(image));
    } catch (IOException e) {
      throw new InputException(
          "picture "
              + file
              + " cannot be written: "
              + e
              + "; check the folder's permissions and space",
          e);
    }
  }

  /** The bytes of a PNG file of {@code image}. */
  public static byte[] bytes(Image image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture(image), "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes every picture", e);
    }
    return bytes.toByteArray();
  }

  private static BufferedImage picture(Image image) {
    boolean colour = image.channels() == 3;
    BufferedImage picture =
        new BufferedImage(
            image.width(),
            image.height(),
            colour ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_BYTE_GRAY);
    picture
        .getRaster()
        .setDataElements(
            0, 0, image.width(), image.height(), colour ? packed(image) : image.samples());
    return picture;
  }

  /** The pixels of a colour image, one int each: red, green and blue from the highest byte down. */
  private static int[] packed(Image image) {
    byte[] samples = image.samples();
    int[] pixels = new int[image.height() * image.width()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] =
          (samples[3 * i] & 0xff) << 16
              | (samples[3 * i + 1] & 0xff) << 8
              | samples[3 * i + 2] & 0xff;
    }
    return pixels;
  }
}
