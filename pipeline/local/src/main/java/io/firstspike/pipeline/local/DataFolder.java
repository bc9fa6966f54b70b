package io.firstspike.pipeline.local;

import io.firstspike.engine.file.PathLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.server.util.FileLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locks the folder of a broker's records for one broker. Kafka locks it as well, but only after it
 * has opened and truncated the metadata log, which kills a broker that already runs there.
 */
final class DataFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  private final Path path;
  private final boolean temporary;
  private final PathLock lock;

  private DataFolder(Path path, boolean temporary, PathLock lock) {
    this.path = path;
    this.temporary = temporary;
    this.lock = lock;
  }

  /**
   * Opens and locks the folder {@code wanted}, or a temporary one that is deleted on close.
   *
   * @throws IOException if another broker uses it, or it cannot be made
   */
  static DataFolder open(Optional<Path> wanted) throws IOException {
    Path path =
        wanted.isEmpty()
            ? Files.createTempDirectory("firstspike-broker")
            : Files.createDirectories(wanted.get());
    PathLock lock = PathLock.ofFolder(path).orElseThrow(() -> inUse(path));
    DataFolder folder = new DataFolder(path, wanted.isEmpty(), lock);
    if (usedByKafka(path)) {
      folder.close();
      throw inUse(path);
    }
    return folder;
  }

  /**
   * Whether a broker uses the folder that does not know this lock, such as one of other software.
   */
  private static boolean usedByKafka(Path path) throws IOException {
    FileLock probe = new FileLock(path.resolve(".lock").toFile());
    boolean free = probe.tryLock();
    probe.destroy();
    return !free;
  }

  private static IOException inUse(Path path) {
    return new IOException(
        path + " is in use by another broker: stop that one, or choose another folder");
  }

  Path path() {
    return path;
  }

  /** Releases the folder, and deletes it if it is temporary. */
  @Override
  public void close() {
    try {
      lock.close();
      if (temporary) {
        delete();
      }
    } catch (IOException e) {
      LOG.warn("could not tidy up {}", path, e);
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path file : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
