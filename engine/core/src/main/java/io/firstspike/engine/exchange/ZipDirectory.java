package io.firstspike.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Looks at the end of a ZIP file for how many entries it lists: opening it reads the whole list.
 */
final class ZipDirectory {

  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int MOST_COMMENT = 0xffff;
  private static final int ENTRIES_AT = 10;
  private static final int LIST_BYTES_AT = 12;

  /** Of an entry with a long name; so many entries take no more than the list may have. */
  private static final int ENTRY_BYTES = 1 << 10;

  private ZipDirectory() {}

  /**
   * Refuses a file of more than {@code entries} entries. What is no ZIP file passes: who opens it
   * will say so.
   *
   * @throws FormatException if there are more, or their list is longer than they need
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
        // Until all is read.
      }
      return end.flip();
    }
  }
}
