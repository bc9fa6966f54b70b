package io.firstspike.connectors.image;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.stimulus.Image;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images to samples: PNG, JPEG, BMP and PGM (P2 and P5), told apart by their first bytes.
 *
 * <p>Grey images, and palettes of greys, give one channel; all others three. Samples are scaled to
 * 0 to 255 and otherwise taken as stored: colour profiles and gamma are not applied, so that the
 * same bytes give the same spikes everywhere. Transparent pixels are laid over black. The picture
 * is turned upright by the orientation in its Exif data (JPEG's APP1 segment, PNG's eXIf chunk).
 *
 * <p>Messages call an image "damaged" if its bytes are wrong, and "not supported" if it is sound
 * but cannot be read. Both name the remedy.
 *
 * <p>Images may come from an attacker: before ImageIO sees one, its declared size and its structure
 * are checked, and all parts that its pixels do not need are left out. Decoding takes memory in
 * proportion to bytes and pixels, both bounded by {@link ImageLimits}, whatever else the image
 * declares.
 */
public final class ImageDecoder {

  static final String WHERE = "image";

  /** The names of the readable formats, for messages. */
  static final String KNOWN = "PNG, JPEG, BMP or PGM (P2, P5)";

  private ImageDecoder() {}

  /**
   * Decodes one image.
   *
   * @throws MalformedException when the bytes are damaged, of no known format, or over the limits
   */
  public static Image decode(byte[] encoded, ImageLimits limits) throws MalformedException {
    if (encoded.length > limits.maxBytes()) {
      throw new MalformedException(
          WHERE,
          encoded.length + " bytes exceed the limit of " + limits.maxBytes() + " bytes an image");
    }
    if (startsWith(encoded, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return read(new Png(encoded, limits).bare(), "PNG", limits);
    }
    if (startsWith(encoded, 0xff, 0xd8, 0xff)) {
      return read(new Jpeg(encoded, limits).bare(), "JPEG", limits);
    }
    if (startsWith(encoded, 'B', 'M')) {
      return read(new Bmp(encoded, limits).bare(), "BMP", limits);
    }
    if (startsWith(encoded, 'P', '2') || startsWith(encoded, 'P', '5')) {
      return new Pgm(encoded, limits).decode();
    }
    throw new MalformedException(
        WHERE,
        "the image is of no known format"
            + ForeignBytes.hint(encoded)
                .map(hint -> "; " + hint)
                .orElse(": send " + KNOWN + ", or raw samples with the headers height and width"));
  }

  /** Makes the exception for a sound image of a kind that this program does not read. */
  static MalformedException unsupported(String kind, String remedy) {
    return new MalformedException(WHERE, kind + " is not supported: " + remedy);
  }

  static void requireWithin(ImageLimits limits, int height, int width) throws MalformedException {
    if (height < 1 || width < 1) {
      throw new MalformedException(WHERE, "the image measures " + height + "x" + width);
    }
    if ((long) height * width > limits.maxPixels()) {
      throw new MalformedException(
          WHERE,
          height
              + "x"
              + width
              + " exceeds the limit of "
              + limits.maxPixels()
              + " pixels an image: scale it down, or raise the limit (--max-frame-pixels)");
    }
  }

  private static Image read(BarePicture picture, String format, ImageLimits limits)
      throws MalformedException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
    if (!readers.hasNext()) {
      throw new IllegalStateException("this Java runtime cannot read " + format);
    }
    ImageReader reader = readers.next();
    // The memory cache keeps ImageIO from writing a temporary file for every image.
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(picture.bytes()))) {
      reader.setInput(in, true, true);
      requireWithin(limits, reader.getHeight(0), reader.getWidth(0));
      BufferedImage decoded = reader.read(0);
      requireWithin(limits, decoded.getHeight(), decoded.getWidth());
      return Samples.of(decoded, picture.orientation());
    } catch (IOException | RuntimeException e) {
      // Damaged files make the readers throw nearly every kind of runtime exception.
      throw new MalformedException(WHERE, "the " + format + " image is damaged: " + reason(e), e);
    } finally {
      reader.dispose();
    }
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    if (bytes.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static String reason(Exception e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
