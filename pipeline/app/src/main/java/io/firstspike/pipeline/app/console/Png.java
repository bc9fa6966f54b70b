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

  /** Writes {@code image}; makes the folder if necessary. */
  public static void write(Path file, Image image) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      WholeFile.write(file, encoded(picture(image)));
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

  private static BufferedImage picture(Image image) {
    boolean grey = image.channels() == 1;
    int type = grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage picture = new BufferedImage(image.width(), image.height(), type);
    // Bands are red, green and blue, whatever their order in memory.
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.samples());
    return picture;
  }

  private static byte[] encoded(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", stream);
    }
    return bytes.toByteArray();
  }
}
