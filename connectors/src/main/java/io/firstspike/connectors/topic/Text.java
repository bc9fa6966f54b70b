package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.text.LabelSpelling;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads and writes strict UTF-8 of the length that names and labels may have. */
public final class Text {

  /** The most characters (UTF-16 units) of a model key, frame id or label. */
  static final int MAX_NAME = LabelSpelling.MAX_LENGTH;

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}");

  private Text() {}

  /** Decodes UTF-8; {@code what} names the thing in the message of a failure. */
  static String decode(byte[] bytes, String where, String what) throws MalformedException {
    return decode(bytes, StandardCharsets.UTF_8, where, what);
  }

  private static String decode(byte[] bytes, Charset charset, String where, String what)
      throws MalformedException {
    try {
      // A fresh decoder reports damage; new String(bytes, charset) would put U+FFFD in its place.
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(where, "the " + what + " is not valid " + charset, e);
    }
  }

  /** Decodes a name of 1 to {@link #MAX_NAME} characters. */
  static String decodeName(byte[] bytes, String where, String what) throws MalformedException {
    // Up to three bytes encode one UTF-16 unit: refuse a longer array before decoding it.
    if (bytes.length > 3 * MAX_NAME) {
      throw new MalformedException(where, lengthReason(what, bytes.length + " bytes"));
    }
    return checkedName(decode(bytes, where, what), where, what);
  }

  /**
   * Decodes a label of 1 to {@link #MAX_NAME} characters: UTF-8; UTF-16 with byte order mark, which
   * is no valid UTF-8; or a whole number up to 65,535 as Kafka's serialisers of Integer and Long
   * write it, whose first bytes no text has.
   */
  static String decodeLabel(byte[] bytes, String where, String what) throws MalformedException {
    OptionalInt number = number(bytes);
    if (number.isPresent()) {
      return Integer.toString(number.getAsInt());
    }
    String label =
        hasUtf16Mark(bytes) && bytes.length <= 2 + 2 * MAX_NAME
            ? decode(bytes, StandardCharsets.UTF_16, where, what)
            : decodeName(bytes, where, what);
    return checkedLabel(label, where, what);
  }

  private static OptionalInt number(byte[] bytes) {
    if (bytes.length != Integer.BYTES && bytes.length != Long.BYTES) {
      return OptionalInt.empty();
    }
    int low = bytes.length - Short.BYTES;
    for (int i = 0; i < low; i++) {
      if (bytes[i] != 0) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of((bytes[low] & 0xff) << 8 | bytes[low + 1] & 0xff);
  }

  private static boolean hasUtf16Mark(byte[] bytes) {
    return bytes.length >= 2
        && (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff
            || bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe);
  }

  /** Checks a text that is to be a label, and returns it unchanged. */
  static String checkedLabel(String label, String where, String what) throws MalformedException {
    Optional<String> problem = LabelSpelling.problem(label);
    if (problem.isPresent()) {
      throw new MalformedException(where, "the " + what + " " + problem.get());
    }
    return label;
  }

  /**
   * The name in a header of a record; empty if there is no such header.
   *
   * @throws MalformedException if it is none
   */
  public static Optional<String> nameHeader(Received received, String header, String where)
      throws MalformedException {
    if (!received.hasHeader(header)) {
      return Optional.empty();
    }
    byte[] bytes = received.header(header).orElse(new byte[0]);
    return Optional.of(decodeName(bytes, where, "header " + header));
  }

  /**
   * The number in a header of a record, which it has.
   *
   * @throws MalformedException if it is none
   */
  public static int numberHeader(Received received, String header, String where)
      throws MalformedException {
    byte[] bytes = received.header(header).orElse(new byte[0]);
    String text = decodeName(bytes, where, "header " + header);
    if (!DECIMAL.matcher(text).matches()) {
      throw new MalformedException(
          where, "the header " + header + " must be a decimal number below 10^9");
    }
    return Integer.parseInt(text);
  }

  static String checkedName(String name, String where, String what) throws MalformedException {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new MalformedException(where, lengthReason(what, name.length() + " characters"));
    }
    // JSON can contain half a surrogate pair, which UTF-8 cannot: such a text could not be written
    // again.
    if (name.codePoints().anyMatch(Text::isHalf)) {
      throw new MalformedException(where, "the " + what + " has half a surrogate pair");
    }
    return name;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /**
   * Checks a name that is given in code.
   *
   * @throws IllegalArgumentException if it is not of 1 to {@link #MAX_NAME} characters
   */
  public static void requireName(String name, String what) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(lengthReason(what, name.length() + " characters"));
    }
  }

  /**
   * The UTF-8 bytes of a text; refuses half a surrogate pair, which {@code getBytes} would turn
   * into '?'.
   */
  public static byte[] encode(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("not encodable as UTF-8: half a surrogate pair", e);
    }
  }

  private static String lengthReason(String what, String length) {
    return "the " + what + " must have 1 to " + MAX_NAME + " characters, not " + length;
  }
}
