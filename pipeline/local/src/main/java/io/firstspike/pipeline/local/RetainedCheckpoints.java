package io.firstspike.pipeline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds checkpoints that have outlived their jobs. */
public final class RetainedCheckpoints {

  /** The depth of metadata files: folder of the job, folder of the checkpoint, file. */
  private static final int DEPTH = 3;

  private RetainedCheckpoints() {}

  /**
   * The last completed checkpoint or savepoint below {@code folder}; only complete ones have
   * metadata.
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
