package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.stimulus.Image;

/**
 * Decodes one portable grey map, plain (P2) or binary (P5). Bytes after the last sample are
 * ignored.
 */
final class Pgm {

  private static final int MAX_VALUE = 65_535;

  private final byte[] bytes;
  private final ImageLimits limits;
  private int at = 2;

  Pgm(byte[] bytes, ImageLimits limits) {
    this.bytes = bytes;
    this.limits = limits;
  }

  Image decode() throws MalformedException {
    int width = number("width");
    int height = number("height");
    int largest = number("largest value");
    ImageDecoder.requireWithin(limits, height, width);
    if (largest < 1 || largest > MAX_VALUE) {
      throw malformed("its largest value is " + largest + ", not 1 to " + MAX_VALUE);
    }
    int count = height * width;
    boolean plain = bytes[1] == '2';
    if (!plain) {
      requireOneSpace();
    }
    int sampleBytes = !plain && largest > 255 ? 2 : 1;
    // A plain sample takes at least one byte, too: no more samples are allocated than the file can
    // hold.
    if ((long) count * sampleBytes > bytes.length - at) {
      throw malformed("it ends before its " + count + " samples do");
    }
    byte[] samples = new byte[count];
    for (int i = 0; i < count; i++) {
      int value = plain ? number("sample") : binary(sampleBytes);
      if (value > largest) {
        throw malformed("a sample of " + value + " exceeds its largest value " + largest);
      }
      samples[i] = (byte) Samples.scale(value, largest);
    }
    return Image.grey(height, width, samples);
  }

  private int binary(int sampleBytes) {
    int high = bytes[at++] & 0xff;
    return sampleBytes == 1 ? high : high << 8 | bytes[at++] & 0xff;
  }

  /** The next decimal number, after at least one space or comment. */
  private int number(String what) throws MalformedException {
    skipSpaceAndComments();
    int start = at;
    int value = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + bytes[at++] - '0';
      if (at - start > 9) {
        throw malformed("its " + what + " has more than 9 digits");
      }
    }
    if (at == start) {
      throw malformed(
          at == bytes.length
              ? "it ends where its " + what + " should be"
              : "its " + what + " is no decimal number");
    }
    return value;
  }

  /**
   * Skips the single space before binary samples; no comment may follow, since the next byte is
   * data.
   */
  private void requireOneSpace() throws MalformedException {
    if (at == bytes.length || !isSpace(bytes[at])) {
      throw malformed("a single space or line end must follow its largest value");
    }
    at++;
  }

  private void skipSpaceAndComments() throws MalformedException {
    if (at < bytes.length && bytes[at] != '#' && !isSpace(bytes[at])) {
      throw malformed("there is no space between two numbers");
    }
    while (at < bytes.length && (bytes[at] == '#' || isSpace(bytes[at]))) {
      if (bytes[at] == '#') {
        while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
          at++;
        }
      } else {
        at++;
      }
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  private static MalformedException malformed(String reason) {
    return new MalformedException(ImageDecoder.WHERE, "the PGM image is damaged: " + reason);
  }
}
