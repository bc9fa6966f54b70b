package io.firstspike.connectors.dataset;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;

/**
 * A folder that holds a data set, or a zip file that does.
 *
 * @param place the folder or the zip file, for messages
 * @param root the folder, or the one at the top of the zip file
 * @param zip what is in the zip file; null if it is a folder
 */
record RecordingPlace(Path place, Path root, FileSystem zip) implements Closeable {

  static RecordingPlace open(Path place) {
    if (Files.isDirectory(place)) {
      return new RecordingPlace(place, place, null);
    }
    if (!Files.isRegularFile(place)) {
      throw new DatasetException(
          place.toAbsolutePath() + " is neither a folder nor a zip file: check the path");
    }
    try {
      FileSystem zip = FileSystems.newFileSystem(place);
      return new RecordingPlace(place, zip.getPath("/"), zip);
    } catch (IOException | ProviderNotFoundException | IllegalArgumentException e) {
      throw new DatasetException(
          place.toAbsolutePath()
              + " is no zip file that can be read ("
              + e.getMessage()
              + "): replace it, or give a folder",
          e);
    }
  }

  /** The name of a file within it, for messages. */
  String name(Path file) {
    return zip == null ? file.toString() : place + "!" + file;
  }

  @Override
  public void close() throws IOException {
    if (zip != null) {
      zip.close();
    }
  }
}
