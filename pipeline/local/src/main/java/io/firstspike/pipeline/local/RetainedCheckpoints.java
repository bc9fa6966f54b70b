package io.firstspike.pipeline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Checkpoints that outlived their jobs. */
public final class RetainedCheckpoints {

  /** Folder of the job, folder of the checkpoint, file. */
  private static final int DEPTH = 3;

  private RetainedCheckpoints() {}

  /**
   * The checkpoint or savepoint below {@code folder} that was completed last: only complete ones
   * have metadata.
   *
   * @throws UncheckedIOException if the folder cannot be read
   */
  public static Optional<Path> latest(Path folder) {
    try (Stream<Path> paths = Files.walk(folder, DEPTH)) {
      return paths
          .filter(path -> path.getFileName().toString().equals("_metadata"))
          .max(Comparator.comparing(path -> path.toFile().lastModified()))
          .map(Path::getParent);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
