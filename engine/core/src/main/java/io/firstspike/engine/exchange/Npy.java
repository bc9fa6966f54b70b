package io.firstspike.engine.exchange;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * NumPy's {@code .npy} format, versions 1 to 3. Reads little-endian {@code f4}, {@code f8} (rounded
 * to float), {@code i4} and {@code i8}, and {@code u1}, in C and in Fortran order. Writes {@code
 * <f4} and {@code <i8} in version 1 and C order.
 */
@API(status = Status.MAINTAINED)
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

  /** The magic bytes and the header together are padded to a multiple of this. */
  private static final int ALIGNMENT = 64;

  /** The most bytes of a header; no array that can be read here has a longer one. */
  private static final int MAX_HEADER = 1 << 16;

  private static final int MAX_DIMENSIONS = 32;
  private static final int CHUNK = 1 << 16;

  private Npy() {}

  /** The content of a header: type, order and shape of the numbers that follow. */
  private record Layout(String type, int width, boolean fortran, int[] shape, int size) {

    boolean floats() {
      return type.charAt(1) == 'f';
    }
  }

  /**
   * Reads an array from the content of a file.
   *
   * @param origin name of the file in error messages
   * @throws FormatException if {@code content} is not a file of this format, or has a type that is
   *     not listed above
   */
  public static NumericArray read(String origin, byte[] content) {
    try {
      return read(
          origin, new ByteArrayInputStream(content), content.length, NumberBudget.oneArray());
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  /**
   * Reads an array from a stream. Memory is allocated only after the header has been compared with
   * the length and with the budget.
   *
   * @param origin name of the file in error messages
   * @param length number of bytes in the stream
   * @param budget the limit that the numbers are counted against
   * @throws FormatException if the stream is not in this format, has a type that is not listed
   *     above, or exceeds the budget
   */
  static NumericArray read(String origin, InputStream in, long length, NumberBudget budget)
      throws IOException {
    byte[] start = in.readNBytes(8);
    if (start.length < 8 || !Arrays.equals(start, 0, 6, MAGIC, 0, 6)) {
      throw new FormatException(origin + " is no NumPy array (it does not begin with \\x93NUMPY)");
    }
    int digits = start[6] == 1 ? Short.BYTES : Integer.BYTES;
    long header = number(origin, in, digits);
    if (header > MAX_HEADER) {
      throw new FormatException(
          origin + " has a header of " + header + " bytes, more than the limit of " + MAX_HEADER);
    }
    byte[] text = in.readNBytes((int) header);
    if (text.length < header) {
      throw cutShort(origin);
    }
    Layout layout = layout(origin, new String(text, StandardCharsets.ISO_8859_1));
    budget.take(origin, layout.size());
    long expected = (long) layout.size() * layout.width();
    long held = length - start.length - digits - header;
    if (expected != held) {
      throw new FormatException(
          origin + " should hold " + expected + " bytes of numbers, but holds " + held);
    }
    return values(origin, layout, in);
  }

  private static FormatException cutShort(String origin) {
    return new FormatException(origin + " is damaged or cut short; copy it again");
  }

  /** Reads an unsigned little-endian number of {@code digits} bytes. */
  private static long number(String origin, InputStream in, int digits) throws IOException {
    byte[] bytes = in.readNBytes(digits);
    if (bytes.length < digits) {
      throw cutShort(origin);
    }
    long number = 0;
    for (int i = digits - 1; i >= 0; i--) {
      number = number << 8 | bytes[i] & 0xff;
    }
    return number;
  }

  private static Layout layout(String origin, String header) {
    int[] shape = shape(origin, find(origin, SHAPE, header));
    boolean fortran = find(origin, FORTRAN, header).equals("True");
    String type = find(origin, TYPE, header);
    try {
      return new Layout(type, width(origin, type), fortran, shape, NumericArray.size(shape));
    } catch (IllegalArgumentException e) {
      throw new FormatException(origin + " is refused: " + e.getMessage(), e);
    }
  }

  private static String find(String origin, Pattern field, String header) {
    Matcher matcher = field.matcher(header);
    if (!matcher.find()) {
      throw new FormatException(
          origin + " has a header that is no NumPy header: " + Excerpt.of(header.strip()));
    }
    return matcher.group(1);
  }

  private static int[] shape(String origin, String text) {
    int[] shape;
    try {
      shape =
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(number -> !number.isEmpty())
              .limit(MAX_DIMENSIONS + 1)
              .mapToInt(Integer::parseInt)
              .toArray();
    } catch (NumberFormatException e) {
      throw new FormatException(
          origin
              + " has the shape ("
              + Excerpt.of(text)
              + "), of which no dimension can be read: an array holds at most "
              + NumericArray.MAX_SIZE
              + " numbers",
          e);
    }
    if (shape.length > MAX_DIMENSIONS) {
      throw new FormatException(
          origin + " has more than " + MAX_DIMENSIONS + " dimensions; reshape it");
    }
    return shape;
  }

  private static NumericArray values(String origin, Layout layout, InputStream in)
      throws IOException {
    int size = layout.size();
    int[] shape = layout.shape();
    IntUnaryOperator place = layout.fortran() ? i -> placeInC(i, shape, size) : i -> i;
    float[] floats = layout.floats() ? new float[size] : null;
    long[] integers = layout.floats() ? null : new long[size];
    int perChunk = CHUNK / layout.width();
    for (int at = 0; at < size; at += perChunk) {
      int count = Math.min(perChunk, size - at);
      byte[] bytes = in.readNBytes(count * layout.width());
      if (bytes.length < count * layout.width()) {
        throw cutShort(origin);
      }
      ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = at; i < at + count; i++) {
        if (floats != null) {
          floats[place.applyAsInt(i)] =
              layout.width() == 4 ? chunk.getFloat() : (float) chunk.getDouble();
        } else {
          integers[place.applyAsInt(i)] = integer(layout.width(), chunk);
        }
      }
    }
    return floats != null ? NumericArray.of(floats, shape) : NumericArray.of(integers, shape);
  }

  private static long integer(int width, ByteBuffer bytes) {
    return switch (width) {
      case 8 -> bytes.getLong();
      case 4 -> bytes.getInt();
      default -> bytes.get() & 0xff;
    };
  }

  private static int width(String origin, String type) {
    return switch (type) {
      case "<f4", "<i4" -> 4;
      case "<f8", "<i8" -> 8;
      case "|u1", "|b1" -> 1;
      default ->
          throw new FormatException(
              origin
                  + " holds "
                  + Excerpt.of(type)
                  + "; what can be read is <f4, <f8, <i4, <i8, |u1 and |b1: convert it with"
                  + " astype");
    };
  }

  /** The index in C order of the number that has the index {@code index} in Fortran order. */
  private static int placeInC(int index, int[] shape, int size) {
    int place = 0;
    int rest = index;
    int step = size;
    for (int dimension : shape) {
      step /= dimension;
      place += rest % dimension * step;
      rest /= dimension;
    }
    return place;
  }

  /** The content of a file with {@code array}. */
  static byte[] write(NumericArray array) {
    int[] shape = array.dimensions();
    StringBuilder tuple = new StringBuilder("(");
    for (int dimension : shape) {
      tuple.append(dimension).append(shape.length == 1 ? "," : ", ");
    }
    if (shape.length > 1) {
      tuple.setLength(tuple.length() - 2);
    }
    String header =
        "{'descr': '"
            + (array.isFloat() ? "<f4" : "<i8")
            + "', 'fortran_order': False, 'shape': "
            + tuple
            + "), }";
    int unpadded = MAGIC.length + 4 + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    int size = NumericArray.size(shape);
    ByteBuffer bytes =
        ByteBuffer.allocate(MAGIC.length + 4 + text.length + size * (array.isFloat() ? 4 : 8))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
    if (array.isFloat()) {
      bytes.asFloatBuffer().put(array.floats());
    } else {
      bytes.asLongBuffer().put(array.integers());
    }
    return bytes.array();
  }
}
