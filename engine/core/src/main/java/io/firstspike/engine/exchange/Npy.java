package io.firstspike.engine.exchange;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * NumPy's {@code .npy} format, versions 1 to 3. Reads little-endian {@code f4}, {@code f8} (rounded
 * to float), {@code i4}, {@code i8} and {@code u1}, in C and in Fortran order; writes {@code <f4}
 * and {@code <i8}, version 1, C order.
 */
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

  /** Header and magic together are padded to a multiple of this. */
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /**
   * Reads an array.
   *
   * @param origin what to call it in messages
   * @throws FormatException if {@code content} is no such file, or of a type not listed above
   */
  public static NumericArray read(String origin, byte[] content) {
    if (content.length < 10 || !Arrays.equals(content, 0, 6, MAGIC, 0, 6)) {
      throw new FormatException(origin + " is no NumPy array (it does not begin with \\x93NUMPY)");
    }
    ByteBuffer bytes = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).position(8);
    try {
      byte[] header = new byte[headerLength(origin, bytes, content)];
      bytes.get(header);
      String text = new String(header, StandardCharsets.UTF_8);
      int[] shape = shape(find(origin, SHAPE, text));
      boolean fortran = find(origin, FORTRAN, text).equals("True");
      return values(origin, find(origin, TYPE, text), shape, fortran, bytes);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new FormatException(origin + " is damaged or cut short; copy it again", e);
    }
  }

  private static int headerLength(String origin, ByteBuffer bytes, byte[] content) {
    int length = content[6] == 1 ? bytes.getShort() & 0xffff : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new FormatException(origin + " is damaged or cut short; copy it again");
    }
    return length;
  }

  private static String find(String origin, Pattern field, String header) {
    Matcher matcher = field.matcher(header);
    if (!matcher.find()) {
      throw new FormatException(
          origin + " has a header that is no NumPy header: " + header.strip());
    }
    return matcher.group(1);
  }

  private static int[] shape(String text) {
    return Arrays.stream(text.split(","))
        .map(String::strip)
        .filter(number -> !number.isEmpty())
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static NumericArray values(
      String origin, String type, int[] shape, boolean fortran, ByteBuffer bytes) {
    int size = NumericArray.size(shape);
    int width = width(origin, type);
    if ((long) size * width != bytes.remaining()) {
      throw new FormatException(
          origin
              + " should hold "
              + (long) size * width
              + " bytes of numbers, but holds "
              + bytes.remaining());
    }
    IntUnaryOperator place = fortran ? i -> placeInC(i, shape, size) : i -> i;
    if (type.charAt(1) == 'f') {
      float[] floats = new float[size];
      for (int i = 0; i < size; i++) {
        floats[place.applyAsInt(i)] = width == 4 ? bytes.getFloat() : (float) bytes.getDouble();
      }
      return NumericArray.of(floats, shape);
    }
    long[] integers = new long[size];
    for (int i = 0; i < size; i++) {
      integers[place.applyAsInt(i)] =
          switch (width) {
            case 8 -> bytes.getLong();
            case 4 -> bytes.getInt();
            default -> bytes.get() & 0xff;
          };
    }
    return NumericArray.of(integers, shape);
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
                  + type
                  + "; what can be read is <f4, <f8, <i4, <i8, |u1 and |b1: convert it with"
                  + " astype");
    };
  }

  /** Where the number at {@code index} of a file in Fortran order lies in C order. */
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

  /** The file's content for {@code array}. */
  public static byte[] write(NumericArray array) {
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
