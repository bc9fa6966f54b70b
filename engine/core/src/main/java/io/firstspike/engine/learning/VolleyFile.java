package io.firstspike.engine.learning;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/**
 * Volleys of a data set in a file ({@link VolleyFileFormat}), read by index.
 *
 * <p>The file itself never changes: new volleys go into a copy beside it, which takes its place
 * when the store is closed. Of two runs that add to one file the later one's stays. A run that is
 * killed leaves its copy ({@code .partial}) behind, which no program reads; one that is interrupted
 * takes it away.
 */
final class VolleyFile implements VolleyStore {

  private static final long PROCESS = ProcessHandle.current().pid();

  private final Path file;
  private final VolleyFileFormat format;
  private final MessageDigest digest = Model.sha256();
  private VolleyFileFormat.Table table;
  private FileChannel kept;
  private long end;
  private Path partial;
  private FileChannel adding;
  private boolean failed;

  private VolleyFile(Path file, VolleyFileFormat format) {
    this.file = file;
    this.format = format;
  }

  /**
   * The store in {@code file}, an empty one if there is no such file.
   *
   * @param fingerprint of what the volleys are made from, 32 bytes
   * @param size images in the data set
   * @param shape of the volleys
   * @throws VolleyCacheException if the file is of something else, damaged or unreadable
   */
  static VolleyFile open(Path file, byte[] fingerprint, int size, Shape shape) {
    VolleyFile store = new VolleyFile(file, new VolleyFileFormat(file, fingerprint, size, shape));
    if (!Files.exists(file)) {
      store.table = store.format.emptyTable();
    } else {
      try {
        store.kept = FileChannel.open(file, StandardOpenOption.READ);
        store.table = store.format.readTable(store.kept);
        store.end = store.table.end();
      } catch (IOException e) {
        store.release();
        throw new VolleyCacheException(
            "cache file " + file + " cannot be read: " + e + "; check its permissions", e);
      } catch (VolleyCacheException e) {
        store.release();
        throw e;
      }
    }
    return store;
  }

  @Override
  public Volley read(int index) {
    FileChannel channel;
    ByteBuffer bytes;
    long place;
    synchronized (this) {
      if (table.places()[index] == 0) {
        return null;
      }
      channel = adding == null ? kept : adding;
      place = table.places()[index];
      bytes = ByteBuffer.allocate(table.lengths()[index]);
    }
    try {
      VolleyFileFormat.readFully(channel, bytes, place);
    } catch (IOException e) {
      throw new VolleyCacheException("cache file " + file + " cannot be read: " + e, e);
    }
    return format.volley(bytes.array());
  }

  @Override
  public void keep(int index, Volley volley) {
    byte[] bytes = VolleyStore.toBytes(volley);
    synchronized (this) {
      if (table.places()[index] != 0) {
        return;
      }
      try {
        if (adding == null) {
          begin();
        }
        append(bytes);
        table.places()[index] = end - bytes.length;
        table.lengths()[index] = bytes.length;
      } catch (IOException e) {
        failed = true;
        throw unwritable(e);
      }
    }
  }

  /** Puts the copy in the file's place, if anything was added. */
  @Override
  public synchronized void close() {
    try {
      if (adding != null && !failed) {
        finish();
      }
    } catch (IOException e) {
      throw unwritable(e);
    } finally {
      release();
    }
  }

  private void finish() throws IOException {
    append(format.bytes(table));
    append(digest.digest());
    adding.close();
    if (kept != null) {
      kept.close();
    }
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Closes what is open, and takes away a copy that did not make it. */
  private void release() {
    try {
      if (kept != null) {
        kept.close();
        kept = null;
      }
      if (adding != null) {
        adding.close();
        adding = null;
        Files.deleteIfExists(partial);
      }
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private VolleyCacheException unwritable(IOException e) {
    return new VolleyCacheException(
        "cache file "
            + file
            + " cannot be written: "
            + e
            + "; check its folder's permissions and space, or do without a cache",
        e);
  }

  /** Begins the copy with what is kept already, at the same places. */
  private void begin() throws IOException {
    for (int i = 0; adding == null; i++) {
      // Not a temporary file as Java makes them: that would be readable by its owner alone.
      // The process's number: its copies are deleted by name when it ends.
      partial = file.resolveSibling(file.getFileName() + "." + PROCESS + "-" + i + ".partial");
      try {
        adding =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        partial.toFile().deleteOnExit();
      } catch (FileAlreadyExistsException e) {
        // That of another run.
      }
    }
    if (kept == null) {
      end = 0;
      append(format.header());
    } else {
      VolleyFileFormat.copy(kept, end, digest, adding);
    }
  }

  private void append(byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      adding.write(left, end + left.position());
    }
    digest.update(bytes);
    end += bytes.length;
  }
}
