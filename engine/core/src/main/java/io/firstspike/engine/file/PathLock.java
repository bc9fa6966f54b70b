package io.firstspike.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a file or a folder for one user at a time, within this JVM and among the processes of this
 * machine, by a lock on a small file. The system takes the lock away from a process that ends,
 * however it ends; the file stays, as one that is deleted could be locked twice.
 */
public final class PathLock implements AutoCloseable {

  /**
   * The lock files that this JVM holds. The system's locks belong to the process: it would grant
   * this JVM the same lock again, and drop both when either file is closed.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private PathLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * The lock of a folder that exists.
   *
   * @return empty if another has it
   * @throws IOException if the lock file cannot be made
   */
  public static Optional<PathLock> ofFolder(Path folder) throws IOException {
    return take(folder.toRealPath().resolve(".firstspike.lock"));
  }

  /** The lock of a file, which need not exist yet, in a folder that does; as {@link #ofFolder}. */
  public static Optional<PathLock> ofFile(Path file) throws IOException {
    Path absolute = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = absolute.getParent().toRealPath();
    return take(folder.resolve("." + absolute.getFileName() + ".lock"));
  }

  private static Optional<PathLock> take(Path file) throws IOException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    boolean taken = false;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      taken = lock != null;
      if (taken) {
        sayWhose(channel);
      }
      return taken ? Optional.of(new PathLock(file, channel)) : Optional.empty();
    } finally {
      if (!taken) {
        HELD.remove(file);
        if (channel != null) {
          channel.close();
        }
      }
    }
  }

  /** For people who wonder: the lock is the system's. On a full disk nothing is said. */
  private static void sayWhose(FileChannel channel) {
    byte[] text =
        ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text), 0);
    } catch (IOException e) {
      // As said.
    }
  }

  /** Lets others have it. */
  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
