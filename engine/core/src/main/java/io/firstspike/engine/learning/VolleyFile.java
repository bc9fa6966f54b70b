package io.firstspike.engine.learning;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyCodec;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Volleys of a data set in a file, read by index. All numbers are big-endian:
 *
 * <pre>
 * 8 bytes   "FSPKVOLL"
 * int       format version, 1
 * 32 bytes  fingerprint of what the volleys were made from
 * int       images in the data set, n
 * bytes     volleys, in any order, as VolleyCodec writes them
 * n times   long place and int length of a volley, from the beginning; 0 and 0 = not kept
 * 32 bytes  SHA-256 of everything before
 * </pre>
 *
 * The file itself never changes: new volleys go into a copy beside it, which takes its place when
 * the store is closed. Of two runs that add to one file the later one's stays. A run that is killed
 * leaves its copy ({@code .partial}) behind, which no program reads; one that is interrupted takes
 * it away.
 */
final class VolleyFile implements VolleyStore {

  private static final byte[] MAGIC = "FSPKVOLL".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int CHECKSUM_BYTES = 32;
  private static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES + CHECKSUM_BYTES;
  private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;
  private static final int BUFFER_BYTES = 1 << 20;
  private static final long PROCESS = ProcessHandle.current().pid();

  /** Keeps the table below 800 MB. */
  private static final int MAX_IMAGES = 1 << 26;

  private final Path file;
  private final Shape shape;
  private final byte[] header;
  private final long[] places;
  private final int[] lengths;
  private final MessageDigest digest = Model.sha256();
  private FileChannel kept;
  private long end = HEADER_BYTES;
  private Path partial;
  private FileChannel adding;
  private boolean failed;

  private VolleyFile(Path file, byte[] fingerprint, int size, Shape shape) {
    this.file = file;
    this.shape = shape;
    this.header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(MAGIC)
            .putInt(VERSION)
            .put(fingerprint)
            .putInt(size)
            .array();
    this.places = new long[size];
    this.lengths = new int[size];
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
    if (size > MAX_IMAGES) {
      throw new VolleyCacheException(
          "a cache file takes at most "
              + MAX_IMAGES
              + " images, not "
              + size
              + "; cache them in parts, or not at all");
    }
    VolleyFile store = new VolleyFile(file, fingerprint, size, shape);
    if (Files.exists(file)) {
      try {
        store.kept = FileChannel.open(file, StandardOpenOption.READ);
        store.readTable(store.kept);
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
      if (places[index] == 0) {
        return null;
      }
      channel = adding == null ? kept : adding;
      place = places[index];
      bytes = ByteBuffer.allocate(lengths[index]);
    }
    try {
      readFully(channel, bytes, place);
    } catch (IOException e) {
      throw new VolleyCacheException("cache file " + file + " cannot be read: " + e, e);
    }
    return volley(bytes.array());
  }

  /** A file whose checksum is right may still have been made by someone who means harm. */
  private Volley volley(byte[] bytes) {
    try {
      Volley volley = VolleyStore.fromBytes(bytes);
      if (!volley.shape().equals(shape)) {
        throw new IOException("of shape " + volley.shape() + ", not " + shape);
      }
      return volley;
    } catch (IOException e) {
      throw new VolleyCacheException(
          "cache file " + file + " holds what is no volley of this network; delete it", e);
    }
  }

  @Override
  public void keep(int index, Volley volley) {
    byte[] bytes = VolleyStore.toBytes(volley);
    synchronized (this) {
      if (places[index] != 0) {
        return;
      }
      try {
        if (adding == null) {
          begin();
        }
        append(bytes);
        places[index] = end - bytes.length;
        lengths[index] = bytes.length;
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
    ByteBuffer table = ByteBuffer.allocate(places.length * ENTRY_BYTES);
    for (int i = 0; i < places.length; i++) {
      table.putLong(places[i]).putInt(lengths[i]);
    }
    append(table.array());
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

  private void readTable(FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
    long size = channel.size();
    long tableAt = size - CHECKSUM_BYTES - (long) places.length * ENTRY_BYTES;
    readFully(channel, found, 0);
    requireHeader(found.array());
    if (tableAt < HEADER_BYTES || !intact(channel, size - CHECKSUM_BYTES)) {
      throw damaged();
    }
    ByteBuffer table = ByteBuffer.allocate(places.length * ENTRY_BYTES);
    readFully(channel, table, tableAt);
    table.flip();
    for (int i = 0; i < places.length; i++) {
      places[i] = table.getLong();
      lengths[i] = table.getInt();
      boolean absent = places[i] == 0 && lengths[i] == 0;
      boolean inside =
          places[i] >= HEADER_BYTES
              && lengths[i] > 0
              && lengths[i] <= VolleyCodec.mostBytes(shape)
              && places[i] <= tableAt - lengths[i];
      if (!absent && !inside) {
        throw damaged();
      }
    }
    end = tableAt;
  }

  private void requireHeader(byte[] found) {
    if (!Arrays.equals(found, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new VolleyCacheException(
          "cache file " + file + " is none (it does not begin with FSPKVOLL); move it away");
    }
    int version = ByteBuffer.wrap(found).getInt(MAGIC.length);
    if (version != VERSION) {
      throw new VolleyCacheException(
          "cache file "
              + file
              + " has format version "
              + version
              + "; this program reads "
              + VERSION
              + ": delete it");
    }
    if (!Arrays.equals(found, header)) {
      throw new VolleyCacheException(
          "cache file "
              + file
              + " was made from other images, by another network or another version of FirstSpike"
              + " (fingerprint "
              + fingerprint(found)
              + ", not "
              + fingerprint(header)
              + "); delete it, or name another place");
    }
  }

  private static String fingerprint(byte[] header) {
    int at = MAGIC.length + Integer.BYTES;
    return HexFormat.of().formatHex(header, at, at + 8);
  }

  private VolleyCacheException damaged() {
    return new VolleyCacheException("cache file " + file + " is damaged or cut short; delete it");
  }

  private static boolean intact(FileChannel channel, long length) throws IOException {
    MessageDigest digest = Model.sha256();
    copy(channel, length, digest, null);
    ByteBuffer checksum = ByteBuffer.allocate(CHECKSUM_BYTES);
    readFully(channel, checksum, length);
    return Arrays.equals(checksum.array(), digest.digest());
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
      append(header);
    } else {
      copy(kept, end, digest, adding);
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

  private static void copy(FileChannel from, long length, MessageDigest digest, FileChannel to)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    for (long at = 0; at < length; at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, length - at));
      readFully(from, buffer, at);
      digest.update(buffer.array(), 0, buffer.limit());
      if (to != null) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer, at + buffer.position());
        }
      }
    }
  }

  private static void readFully(FileChannel channel, ByteBuffer into, long from)
      throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new EOFException("the file ends at " + channel.size());
      }
    }
  }
}
