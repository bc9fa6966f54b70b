package io.firstspike.pipeline.app.console;

import io.firstspike.engine.file.WholeFile;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG files; equal pictures give equal files. */
public final class Png {

  private Png() {}

  /** Writes {@code image}, which is grey; makes the folder if necessary. */
  public static void write(Path file, Image image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.samples());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      WholeFile.write(file, encoded(picture));
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

  private static byte[] encoded(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", stream);
    }
    return bytes.toByteArray();
  }
}
