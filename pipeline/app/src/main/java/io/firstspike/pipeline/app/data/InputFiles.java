package io.firstspike.pipeline.app.data;

import io.firstspike.connectors.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that the command line names, of which one may be the standard input. */
public final class InputFiles {

  private static final String STANDARD_INPUT = "-";

  private InputFiles() {}

  /** Reads a stream of bytes, which is closed afterwards. */
  public interface Reading<T> {
    T read(InputStream in) throws IOException, MalformedException;
  }

  /**
   * Opens a file, or the standard input if it is called "-", and reads it.
   *
   * @param kind of what is in it, for messages
   * @throws MalformedException if the file cannot be read, or {@code reading} throws it
   */
  public static <T> T read(String file, String kind, Reading<T> reading) throws MalformedException {
    try {
      if (!file.equals(STANDARD_INPUT) && Files.isDirectory(Path.of(file))) {
        throw new MalformedException(kind, "it is a folder; name the " + kind + "s in it");
      }
      try (InputStream in =
          file.equals(STANDARD_INPUT) ? System.in : Files.newInputStream(Path.of(file))) {
        return reading.read(in);
      }
    } catch (NoSuchFileException e) {
      throw new MalformedException(kind, "there is no such file");
    } catch (AccessDeniedException e) {
      throw new MalformedException(kind, "it may not be read; check its permissions");
    } catch (IOException | InvalidPathException e) {
      throw new MalformedException(kind, "it cannot be read: " + e.getMessage());
    }
  }
}
