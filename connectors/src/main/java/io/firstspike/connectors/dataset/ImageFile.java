package io.firstspike.connectors.dataset;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageDecoder;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** Reading of image files, with messages that name the file. */
final class ImageFile {

  private static final Set<String> ENDINGS = Set.of("png", "jpg", "jpeg", "bmp", "pgm");

  private ImageFile() {}

  /** Whether a file name has the ending of an image that can be read. */
  static boolean hasEnding(String fileName) {
    String ending = fileName.substring(fileName.lastIndexOf('.') + 1);
    return ENDINGS.contains(ending.toLowerCase(Locale.ROOT));
  }

  /**
   * Reads and decodes an image.
   *
   * @throws DatasetException if it is missing, damaged, or exceeds the limits
   */
  static Image read(Path file, ImageLimits limits) {
    try {
      // Checked before reading, so that a huge file is refused, not loaded.
      if (Files.size(file) > limits.maxBytes()) {
        throw new DatasetException(
            file + " exceeds the limit of " + limits.maxBytes() + " bytes an image: shrink it");
      }
      return ImageDecoder.decode(Files.readAllBytes(file), limits);
    } catch (MalformedException e) {
      throw new DatasetException(
          file + " is no image that can be read: " + e.getMessage() + "; remove or replace it", e);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  static DatasetException unreadable(Path path, IOException cause) {
    return new DatasetException(
        "cannot read " + path.toAbsolutePath() + " (" + cause + "): check path and permissions",
        cause);
  }
}
