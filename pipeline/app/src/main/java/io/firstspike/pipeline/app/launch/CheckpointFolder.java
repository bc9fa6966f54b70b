package io.firstspike.pipeline.app.launch;

import io.firstspike.engine.file.PathLock;
import io.firstspike.pipeline.local.RetainedCheckpoints;
import io.firstspike.pipeline.stream.options.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.util.FileUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in which an embedded job keeps its checkpoints: a permanent or a temporary one. The
 * job manager's memory would not do, since it takes at most 5 MB.
 */
public final class CheckpointFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

  private final Path folder;
  private final boolean temporary;
  private final PathLock lock;

  private CheckpointFolder(Path folder, boolean temporary, PathLock lock) {
    this.folder = folder;
    this.temporary = temporary;
    this.lock = lock;
  }

  public static CheckpointFolder temporary() {
    try {
      return locked(Files.createTempDirectory("firstspike-checkpoints"), true);
    } catch (IOException e) {
      throw new InputException("no temporary folder for checkpoints: " + e, e);
    }
  }

  static CheckpointFolder kept(Path folder) {
    try {
      return locked(Files.createDirectories(folder).toRealPath(), false);
    } catch (IOException e) {
      throw new InputException(
          "--checkpoint-dir "
              + folder
              + " cannot be written into: "
              + e
              + "; check its permissions and space",
          e);
    }
  }

  /** Locks a folder: two jobs would go on from each other's checkpoints. */
  private static CheckpointFolder locked(Path folder, boolean temporary) throws IOException {
    PathLock lock =
        PathLock.ofFolder(folder)
            .orElseThrow(
                () ->
                    new InputException(
                        "--checkpoint-dir "
                            + folder
                            + " is in use by another job: stop that one, or name another folder"));
    return new CheckpointFolder(folder, temporary, lock);
  }

  /** Whether checkpoints outlive the command. */
  boolean stays() {
    return !temporary;
  }

  Path path() {
    return folder;
  }

  String uri() {
    return folder.toUri().toString();
  }

  /** Flink's settings for this folder. */
  public Configuration configuration() {
    Configuration configuration = new Configuration();
    configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, uri());
    if (!temporary) {
      configuration.set(
          CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
          ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
      latest().ifPresent(p -> configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, p.toString()));
    }
    return configuration;
  }

  /** The checkpoint or savepoint that was completed last: only complete ones have metadata. */
  Optional<Path> latest() {
    try {
      return RetainedCheckpoints.latest(folder);
    } catch (UncheckedIOException e) {
      throw new InputException("--checkpoint-dir " + folder + " cannot be read: " + e, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the lock of {} is not closed", folder, e);
    }
    if (temporary) {
      FileUtils.deleteDirectoryQuietly(folder.toFile());
    }
  }
}
