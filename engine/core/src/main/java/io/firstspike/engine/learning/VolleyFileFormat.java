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
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The format of a file of volleys, as those of one data set and network have it. All numbers are
 * big-endian:
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
 */
final class VolleyFileFormat {

  private static final byte[] MAGIC = "FSPKVOLL".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int CHECKSUM_BYTES = 32;
  private static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES + CHECKSUM_BYTES;
  private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;
  private static final int BUFFER_BYTES = 1 << 20;

  /** Keeps the table below 800 MB. */
  private static final int MAX_IMAGES = 1 << 26;

  private final Path file;
  private final int size;
  private final Shape shape;
  private final byte[] header;

  /**
   * Positions of volleys in a file, by index.
   *
   * @param places of their first bytes; 0 = not kept
   * @param lengths in bytes; 0 = not kept
   * @param end where the last of them ends
   */
  record Table(long[] places, int[] lengths, long end) {}

  /**
   * @param file named where something is wrong
   * @param fingerprint of what the volleys are made from, 32 bytes
   * @param size images in the data set
   * @param shape of the volleys
   * @throws VolleyCacheException if there are more images than a file takes
   */
  VolleyFileFormat(Path file, byte[] fingerprint, int size, Shape shape) {
    if (size > MAX_IMAGES) {
      throw new VolleyCacheException(
          "a cache file takes at most "
              + MAX_IMAGES
              + " images, not "
              + size
              + "; cache them in parts, or not at all");
    }
    this.file = file;
    this.size = size;
    this.shape = shape;
    this.header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(MAGIC)
            .putInt(VERSION)
            .put(fingerprint)
            .putInt(size)
            .array();
  }

  /** The header, before the volleys. */
  byte[] header() {
    return header.clone();
  }

  /** The table after the volleys, without the checksum. */
  byte[] bytes(Table table) {
    ByteBuffer bytes = ByteBuffer.allocate(size * ENTRY_BYTES);
    for (int i = 0; i < size; i++) {
      bytes.putLong(table.places[i]).putInt(table.lengths[i]);
    }
    return bytes.array();
  }

  /** The table of a file without volleys. */
  Table emptyTable() {
    return new Table(new long[size], new int[size], HEADER_BYTES);
  }

  /**
   * The table of a file, all of which is looked through.
   *
   * @throws IOException if the file cannot be read, or ends within its header
   * @throws VolleyCacheException if it is of something else, or damaged
   */
  Table readTable(FileChannel channel) throws IOException {
    ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
    long length = channel.size();
    long tableAt = length - CHECKSUM_BYTES - (long) size * ENTRY_BYTES;
    readFully(channel, found, 0);
    requireHeader(found.array());
    if (tableAt < HEADER_BYTES || !intact(channel, length - CHECKSUM_BYTES)) {
      throw damaged();
    }
    ByteBuffer bytes = ByteBuffer.allocate(size * ENTRY_BYTES);
    readFully(channel, bytes, tableAt);
    bytes.flip();
    Table table = new Table(new long[size], new int[size], tableAt);
    for (int i = 0; i < size; i++) {
      table.places[i] = bytes.getLong();
      table.lengths[i] = bytes.getInt();
      if (!possible(table.places[i], table.lengths[i], tableAt)) {
        throw damaged();
      }
    }
    return table;
  }

  /** Whether an entry is that of no volley, or of one that ends before the table. */
  private boolean possible(long place, int length, long tableAt) {
    boolean absent = place == 0 && length == 0;
    boolean inside =
        place >= HEADER_BYTES
            && length > 0
            && length <= VolleyCodec.mostBytes(shape)
            && place <= tableAt - length;
    return absent || inside;
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

  /**
   * One volley of the file. A file whose checksum is right may still have been made by someone who
   * means harm.
   *
   * @throws VolleyCacheException if {@code bytes} are no volley, or one of another shape
   */
  Volley volley(byte[] bytes) {
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

  /**
   * Adds the first {@code length} bytes of a file to a digest, and copies them.
   *
   * @param to where they are copied to, at the same places; null = nowhere
   */
  static void copy(FileChannel from, long length, MessageDigest digest, FileChannel to)
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

  /**
   * Fills {@code into} from place {@code from} on.
   *
   * @throws EOFException if the file ends before
   */
  static void readFully(FileChannel channel, ByteBuffer into, long from) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into, from + into.position()) < 0) {
        throw new EOFException("the file ends at " + channel.size());
      }
    }
  }
}
