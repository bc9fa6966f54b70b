package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;

/**
 * One JPEG before it is decoded: its size and the number of its scans are checked, and only the
 * segments that make the picture are handed on, without profiles, thumbnails and texts.
 */
final class Jpeg {

  /**
   * Encoders write some ten scans. Each costs a pass over all pixels however few bytes it has, so
   * that a small file of many scans would keep a decoder busy for hours.
   */
  static final int MAX_SCANS = 64;

  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int COMMENT = 0xfe;

  private final byte[] encoded;
  private final ImageLimits limits;
  private final ByteArrayOutputStream bare;
  private int at = 2;
  private boolean sized;
  private int scans;

  Jpeg(byte[] encoded, ImageLimits limits) {
    this.encoded = encoded;
    this.limits = limits;
    this.bare = new ByteArrayOutputStream(encoded.length);
  }

  /** The same picture without what it does not need; without what follows it, too. */
  byte[] bare() throws MalformedException {
    bare.write(encoded, 0, 2);
    int marker = marker();
    while (marker != END) {
      segment(marker);
      marker = marker();
    }
    if (scans == 0) {
      throw damaged("it has no scan");
    }
    write(END);
    return bare.toByteArray();
  }

  /** The next marker, after any fill bytes. */
  private int marker() throws MalformedException {
    if (unsigned(at) != 0xff) {
      throw damaged("a marker is missing at byte " + at);
    }
    while (unsigned(at) == 0xff) {
      at++;
    }
    return unsigned(at++);
  }

  private void segment(int marker) throws MalformedException {
    if (standsAlone(marker)) {
      throw damaged("a marker " + Integer.toHexString(marker) + " is out of place");
    }
    int length = unsigned(at) << 8 | unsigned(at + 1);
    if (length < 2) {
      throw damaged("a segment has the length " + length);
    }
    unsigned(at + length - 1);
    if (startsFrame(marker)) {
      frame(length);
    }
    if (needed(marker)) {
      write(marker);
      bare.write(encoded, at, length);
    }
    at += length;
    if (marker == SCAN) {
      scan();
    }
  }

  private void frame(int length) throws MalformedException {
    if (length < 8 || sized) {
      throw damaged(sized ? "it has two frames" : "its frame header is too short");
    }
    sized = true;
    int height = unsigned(at + 3) << 8 | unsigned(at + 4);
    int width = unsigned(at + 5) << 8 | unsigned(at + 6);
    ImageDecoder.requireWithin(limits, height, width);
  }

  /** The coded pixels of a scan, which end at the next marker that is neither data nor restart. */
  private void scan() throws MalformedException {
    if (!sized) {
      throw damaged("a scan comes before the frame header");
    }
    if (++scans > MAX_SCANS) {
      throw damaged("it has more than " + MAX_SCANS + " scans");
    }
    int start = at;
    while (unsigned(at) != 0xff || isData(unsigned(at + 1))) {
      at++;
    }
    bare.write(encoded, start, at - start);
  }

  private static boolean isData(int afterFf) {
    return afterFf == 0 || afterFf >= 0xd0 && afterFf <= 0xd7;
  }

  private static boolean standsAlone(int marker) {
    return marker <= 1 || marker >= 0xd0 && marker <= START;
  }

  private static boolean startsFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  /** JFIF and Adobe segments say what the components are; all others say things about the image. */
  private boolean needed(int marker) throws MalformedException {
    if (marker == APP0) {
      return begins('J', 'F', 'I', 'F', 0);
    }
    if (marker == APP14) {
      return begins('A', 'd', 'o', 'b', 'e');
    }
    return marker != COMMENT && (marker < APP0 || marker > 0xef);
  }

  private boolean begins(int... name) throws MalformedException {
    for (int i = 0; i < name.length; i++) {
      if (unsigned(at + 2 + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  private void write(int marker) {
    bare.write(0xff);
    bare.write(marker);
  }

  private int unsigned(int index) throws MalformedException {
    if (index >= encoded.length) {
      throw damaged("it ends too early");
    }
    return encoded[index] & 0xff;
  }

  private static MalformedException damaged(String reason) {
    return new MalformedException(ImageDecoder.WHERE, "the JPEG image is damaged: " + reason);
  }
}
