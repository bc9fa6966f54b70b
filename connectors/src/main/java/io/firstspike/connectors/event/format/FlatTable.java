package io.firstspike.connectors.event.format;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The root table of a FlatBuffer with a size before it, as AEDAT 4 has them, read by the numbers of
 * its fields. Damaged bytes make the methods throw {@link IndexOutOfBoundsException} or {@link
 * IllegalArgumentException}.
 */
final class FlatTable extends Table {

  private static final int SIZE = Integer.BYTES;
  private static final int FIRST_FIELD = 4;

  private FlatTable(ByteBuffer bytes) {
    __reset(bytes.getInt(0), bytes);
  }

  /** Reads the table in {@code bytes}, behind the size. */
  static FlatTable of(byte[] bytes, int from, int length) {
    return new FlatTable(
        ByteBuffer.wrap(bytes, from + SIZE, length - SIZE).slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /** Whether the four characters that name the kind of table are these. */
  boolean isOf(String identifier) {
    return __has_identifier(bb, identifier);
  }

  private int place(int field) {
    int offset = __offset(FIRST_FIELD + 2 * field);
    return offset == 0 ? 0 : bb_pos + offset;
  }

  int number(int field, int missing) {
    int place = place(field);
    return place == 0 ? missing : bb.getInt(place);
  }

  long longNumber(int field, long missing) {
    int place = place(field);
    return place == 0 ? missing : bb.getLong(place);
  }

  Optional<String> text(int field) {
    int place = place(field);
    if (place == 0) {
      return Optional.empty();
    }
    int begin = place + bb.getInt(place);
    byte[] text = new byte[Math.min(bb.getInt(begin), bb.capacity())];
    bb.get(begin + SIZE, text);
    return Optional.of(new String(text, StandardCharsets.UTF_8));
  }

  /**
   * The place in the array of a vector's number of elements, with all elements behind it; -1 if
   * there is none.
   */
  int vector(int field, int elementBytes) {
    int place = place(field);
    if (place == 0) {
      return -1;
    }
    int begin = place + bb.getInt(place);
    long length = bb.getInt(begin);
    if (length < 0 || begin < 0 || begin + SIZE + length * elementBytes > bb.capacity()) {
      throw new IndexOutOfBoundsException("a vector of " + length + " elements");
    }
    return begin + SIZE;
  }
}
