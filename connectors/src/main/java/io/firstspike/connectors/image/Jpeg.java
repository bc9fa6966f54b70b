package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import java.io.ByteArrayOutputStream;
import java.util.Set;

/**
 * Checks one JPEG before it is decoded: its size, its kind and its number of scans. Only the
 * segments that make the picture are handed on, without profiles, thumbnails and texts; colours
 * ({@link JpegColours}) and orientation are read from these first.
 */
final class Jpeg {

  /**
   * The largest number of scans. Encoders write about ten; each costs a pass over all pixels,
   * however few its bytes, so a small file with many scans would keep a decoder busy for hours.
   */
  static final int MAX_SCANS = 64;

  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int BASELINE = 0xc0;
  private static final int PROGRESSIVE = 0xc2;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int QUANTISATION_TABLES = 0xdb;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP15 = 0xef;

  /**
   * The number of bytes of a segment's length field and the name of Exif data: "Exif" and two
   * zeros.
   */
  private static final int EXIF_NAMED = 8;

  private static final int JPEG_LS_FRAME = 0xf7;

  private static final Set<Integer> LOSSLESS = Set.of(0xc3, 0xc7, 0xcb, 0xcf, JPEG_LS_FRAME);
  private static final Set<Integer> HIERARCHICAL = Set.of(0xc5, 0xc6, 0xcd, 0xce);

  private final byte[] encoded;
  private final ImageLimits limits;
  private final JpegColours colours = new JpegColours();
  private final ByteArrayOutputStream picture;
  private Orientation orientation;
  private int at = 2;
  private boolean sized;
  private int scans;

  Jpeg(byte[] encoded, ImageLimits limits) {
    this.encoded = encoded;
    this.limits = limits;
    this.picture = new ByteArrayOutputStream(encoded.length);
  }

  /**
   * A copy of the picture with only the segments that its pixels need, and without any bytes after
   * its end.
   */
  BarePicture bare() throws MalformedException {
    write(START);
    int marker = marker();
    while (marker != END) {
      segment(marker);
      marker = marker();
    }
    if (scans == 0) {
      throw damaged("it has no scan");
    }
    write(END);
    return new BarePicture(
        picture.toByteArray(), orientation == null ? Orientation.UPRIGHT : orientation);
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
      frame(marker, length);
    } else if (marker >= APP0 && marker <= APP15) {
      application(marker, length);
    }
    if (marker == SCAN) {
      scan(length);
    } else {
      if (makesThePicture(marker)) {
        copy(marker, length);
      }
      at += length;
    }
  }

  private void frame(int marker, int length) throws MalformedException {
    if (length < 8 || sized) {
      throw damaged(sized ? "it has two frames" : "its frame header is too short");
    }
    sized = true;
    int bits = unsigned(at + 2);
    int height = unsigned(at + 3) << 8 | unsigned(at + 4);
    int width = unsigned(at + 5) << 8 | unsigned(at + 6);
    int components = unsigned(at + 7);
    requireKind(marker, bits, components);
    if (length != 8 + 3 * components) {
      throw damaged("its frame header has the length " + length);
    }
    ImageDecoder.requireWithin(limits, height, width);
    if (components == 3) {
      colours.names(unsigned(at + 8), unsigned(at + 11), unsigned(at + 14));
    }
  }

  private static void requireKind(int marker, int bits, int components) throws MalformedException {
    if (LOSSLESS.contains(marker)) {
      throw unsupported("lossless JPEG", "save it as PNG");
    }
    if (HIERARCHICAL.contains(marker)) {
      throw unsupported("hierarchical JPEG", "save it as a plain JPEG, or as PNG");
    }
    if (marker > PROGRESSIVE) {
      throw unsupported("JPEG with arithmetic coding", "save it as a plain JPEG, or as PNG");
    }
    if (bits == 12) {
      throw unsupported("12-bit JPEG", "save it with 8 bits a sample, or as PNG");
    }
    if (components == 4) {
      throw unsupported("CMYK JPEG", "convert it to RGB or grey");
    }
    if (components == 2 || components > 4) {
      throw unsupported("JPEG of " + components + " components", "convert it to RGB or grey");
    }
    if (bits != 8 || components == 0) {
      throw damaged("it has " + components + " components of " + bits + " bits");
    }
  }

  /**
   * Reads an application segment; after the first scan it no longer says anything about colours.
   */
  private void application(int marker, int length) {
    if (scans == 0) {
      colours.segment(marker, encoded, at, length);
    }
    boolean exif =
        marker == APP1
            && length >= EXIF_NAMED
            && JpegColours.begins(encoded, at + 2, 'E', 'x', 'i', 'f', 0);
    if (exif && orientation == null) {
      orientation = Orientation.ofExif(encoded, at + EXIF_NAMED, at + length);
    }
  }

  /**
   * Copies a scan's header and its coded pixels, which end at the next marker that is neither data
   * nor restart.
   */
  private void scan(int length) throws MalformedException {
    if (!sized) {
      throw damaged("a scan comes before the frame header");
    }
    if (++scans > MAX_SCANS) {
      throw damaged("it has more than " + MAX_SCANS + " scans");
    }
    if (scans == 1) {
      colours.write(picture);
    }
    copy(SCAN, length);
    int start = at + length;
    at = start;
    while (unsigned(at) != 0xff || isData(unsigned(at + 1))) {
      at++;
    }
    picture.write(encoded, start, at - start);
  }

  private static boolean isData(int afterFf) {
    return afterFf == 0 || afterFf >= 0xd0 && afterFf <= 0xd7;
  }

  private static boolean standsAlone(int marker) {
    return marker <= 1 || marker >= 0xd0 && marker <= START;
  }

  private static boolean startsFrame(int marker) {
    return marker == JPEG_LS_FRAME
        || marker >= BASELINE
            && marker <= 0xcf
            && marker != HUFFMAN_TABLES
            && marker != 0xc8
            && marker != 0xcc;
  }

  private static boolean makesThePicture(int marker) {
    return marker >= BASELINE && marker <= PROGRESSIVE
        || marker == HUFFMAN_TABLES
        || marker == QUANTISATION_TABLES
        || marker == RESTART_INTERVAL;
  }

  private void copy(int marker, int length) {
    write(marker);
    picture.write(encoded, at, length);
  }

  private void write(int marker) {
    picture.write(0xff);
    picture.write(marker);
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

  private static MalformedException unsupported(String kind, String remedy) {
    return ImageDecoder.unsupported(kind, remedy);
  }
}
