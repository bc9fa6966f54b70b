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
    boolean grey = image.channels() == 1;
    int type = grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage picture = new BufferedImage(image.width(), image.height(), type);
    // Bands are red, green and blue, whatever their order in memory.
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.samples());
    return picture;
  }
}
