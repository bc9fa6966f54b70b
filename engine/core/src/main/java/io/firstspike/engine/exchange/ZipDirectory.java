package io.firstspike.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Checks the number of entries that a ZIP file lists. The check reads only the end of the file,
 * while opening it would read the whole list.
 */
final class ZipDirectory {

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MOST_COMMENT = 0xffff;
  private static final int ENTRIES_AT = 10;
  private static final int LIST_BYTES_AT = 12;

  /** The most bytes in the list for each entry, enough for a long name. */
  private static final int ENTRY_BYTES = 1 << 10;

  private ZipDirectory() {}

  /**
   * Refuses a ZIP file of more than {@code entries} entries. A file that is not a ZIP file passes;
   * opening it will fail.
   *
   * @throws FormatException if there are more entries, or the list is longer than so many can need
   * @throws IOException if the file cannot be read
   */
  static void requireSmall(Path file, int entries) throws IOException {
    ByteBuffer end = end(file);
    for (int at = end.limit() - END_BYTES; at >= 0; at--) {
      if (end.getInt(at) == END_SIGNATURE) {
        int listed = end.getShort(at + ENTRIES_AT) & 0xffff;
        long bytes = end.getInt(at + LIST_BYTES_AT) & 0xffff_ffffL;
        if (listed > entries || bytes > (long) entries * ENTRY_BYTES) {
          throw new FormatException(
              file + " lists more than " + entries + " files; an array a layer is needed");
        }
        return;
      }
    }
  }

  private static ByteBuffer end(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      int length = (int) Math.min(channel.size(), END_BYTES + MOST_COMMENT);
      ByteBuffer end = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
      long from = channel.size() - length;
      while (end.hasRemaining() && channel.read(end, from + end.position()) > 0) {
        // The condition reads until the buffer is full or the file ends.
      }
      return end.flip();
    }
  }
}
