package io.firstspike.engine.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Writes files as a whole or not at all. The content goes into a temporary file in the same folder,
 * which then replaces the target in one step, so a reader never sees half a file, and a failed
 * write leaves the old file as it was. A process that is killed meanwhile leaves behind a file
 * whose name ends in {@code .partial}; no program reads it.
 */
@API(status = Status.MAINTAINED)
public final class WholeFile {

  private WholeFile() {}

  /** Source of a file's content. */
  @FunctionalInterface
  public interface Content {

    /** Writes the whole content to {@code out}, without closing it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes {@code content} to {@code file}, replacing what was there.
   *
   * @throws IOException if the file cannot be written; the old one is then unchanged
   */
  public static void write(Path file, byte[] content) throws IOException {
    write(file, out -> out.write(content));
  }

  /**
   * Writes {@code content} to {@code file}, replacing what was there. If {@code file} is a symbolic
   * link, the file it points to is written or replaced. A target that is not a regular file, such
   * as {@code /dev/null}, is written to directly and never replaced.
   *
   * @throws IOException if the file cannot be written; an old regular file is then unchanged
   */
  public static void write(Path file, Content content) throws IOException {
    if (!Files.exists(file) || Files.isRegularFile(file)) {
      replace(Links.end(file), content);
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

  /**
   * Creates an empty temporary file in the folder of {@code file}. {@link Files#createTempFile} is
   * not used, as its files can be read by their owner alone.
   */
  private static Path createBeside(Path file) throws IOException {
    for (int i = 0; ; i++) {
      Path partial = file.resolveSibling(file.getFileName() + "." + i + ".partial");
      try {
        Files.newByteChannel(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
            .close();
        return partial;
      } catch (FileAlreadyExistsException e) {
        // Another writer has a file of this name: try the next number.
      }
    }
  }
}
