package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8, both ways, and the length that names and labels may have. */
final class Text {

  /** The most characters (UTF-16 units) of a model key, frame id or label. */
  static final int MAX_NAME = 256;

  private Text() {}

  /** Decodes UTF-8; {@code what} names the thing in the message of a failure. */
  static String decode(byte[] bytes, String where, String what) throws MalformedException {
    try {
      // A fresh decoder reports damage; new String(bytes, UTF_8) would put U+FFFD in its place.
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException(where, "the " + what + " is not valid UTF-8", e);
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

  static String checkedName(String name, String where, String what) throws MalformedException {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new MalformedException(where, lengthReason(what, name.length() + " characters"));
    }
    // JSON can spell what UTF-8 cannot: it could be read, and never be written again.
    if (name.codePoints().anyMatch(Text::isHalf)) {
      throw new MalformedException(where, "the " + what + " has half a surrogate pair");
    }
    return name;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** For values built in code, where a bad name is the caller's mistake. */
  static void requireName(String name, String what) {
    if (name.isEmpty() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException(lengthReason(what, name.length() + " characters"));
    }
  }

  /** UTF-8 bytes; refuses half a surrogate pair, which {@code getBytes} would turn into '?'. */
  static byte[] encode(String text) {
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
