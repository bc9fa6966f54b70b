package io.firstspike.engine.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files as a whole or not at all: first beside the file, then in its place, so that a reader
 * never sees half a file and what fails leaves the old one as it was. A process that is killed in
 * between leaves a file that ends in {@code .partial} behind, which no program reads.
 */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {

    /** Writes all of it; the stream is closed by its owner. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes {@code content} to {@code file}. */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /**
   * Writes {@code content} to {@code file}. A link is followed; what is no regular file, such as
   * {@code /dev/null}, is written to and never replaced.
   */
  public static void write(Path file, Content content) throws IOException {
    if (!Files.exists(file)) {
      replace(file.toAbsolutePath(), content);
    } else if (Files.isRegularFile(file)) {
      replace(file.toRealPath(), content);
    } else {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        content.writeTo(out);
      }
    }
  }

  private static void replace(Path file, Content content) throws IOException {
    Path partial = createBeside(file);
    boolean moved = false;
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial))) {
        content.writeTo(out);
      }
      Files.move(
          partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      moved = true;
    } finally {
      if (!moved) {
        Files.deleteIfExists(partial);
      }
    }
  }

  /** Not a temporary file as Java makes them: that would be readable by its owner alone. */
  private static Path createBeside(Path file) throws IOException {
    for (int i = 0; ; i++) {
      Path partial = file.resolveSibling(file.getFileName() + "." + i + ".partial");
      try {
        Files.newByteChannel(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
            .close();
        return partial;
      } catch (FileAlreadyExistsException e) {
        // That of another writer.
      }
    }
  }
}
