package io.firstspike.engine.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Exclusive lock on a file or a folder: one holder at a time, within this JVM and among the
 * processes of this machine. The lock is the operating system's lock on a small lock file beside
 * the file, or inside the folder; the system releases it when its process ends, however that
 * happens. The lock file itself is never deleted, because a lock file that is deleted and made
 * again could be locked twice.
 */
@API(status = Status.MAINTAINED)
public final class PathLock implements AutoCloseable {

  /**
   * Lock files that this JVM holds. The operating system's locks belong to the process: without
   * this set it would grant this JVM the same lock again, and release both when either channel is
   * closed.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private PathLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Tries to lock an existing folder.
   *
   * @return the lock, or empty if another process or another part of this JVM holds it
   * @throws IOException if the folder does not exist or the lock file cannot be made
   */
  public static Optional<PathLock> ofFolder(Path folder) throws IOException {
    return take(folder.toRealPath().resolve(".firstspike.lock"));
  }

  /**
   * Tries to lock a file, which need not exist yet; its folder must exist. A symbolic link stands
   * for the file it points to.
   *
   * @return the lock, or empty if another process or another part of this JVM holds it
   * @throws IOException if the folder does not exist or the lock file cannot be made
   */
  public static Optional<PathLock> ofFile(Path file) throws IOException {
    Path end = Links.end(file);
    return take(end.resolveSibling("." + end.getFileName() + ".lock"));
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

  /**
   * Writes this process's number into the lock file, for people who look into it. Failures, such as
   * a full disk, are ignored: the lock is held by the operating system, whatever the file says.
   */
  private static void sayWhose(FileChannel channel) {
    byte[] text =
        ("process " + ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text), 0);
    } catch (IOException e) {
      // The number is only information; the lock is held without it.
    }
  }

  /** Releases the lock. */
  @Override
  public void close() throws IOException {
    channel.close();
    HELD.remove(file);
  }
}
