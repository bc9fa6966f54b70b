package io.firstspike.engine.file;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Follows symbolic links to the files that they name. */
final class Links {

  /** As many as Linux follows. */
  private static final int MOST = 40;

  private Links() {}

  /**
   * The path without links of the file that {@code file} names, which need not exist. (That of
   * {@link Path#toRealPath} has to.)
   *
   * @throws IOException if its folder does not exist, or its links lead in a circle
   */
  static Path end(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int followed = 0; Files.isSymbolicLink(path); followed++) {
      if (followed == MOST) {
        throw new FileSystemLoopException(file.toString());
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    return path.getParent().toRealPath().resolve(path.getFileName());
  }
}
