package io.firstspike.connectors.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.stimulus.Image;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images made by an attacker: the limits always bound what decoding them allocates. */
class HostileImagesTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * The bytes that readers allocate for any image: buffers, tables, a piece of a megabyte to read
   * into.
   */
  private static final long CONSTANT = 2 << 20;

  /** The bytes of a pixel: four 16-bit samples and three 8-bit ones. */
  private static final int BYTES_A_PIXEL = 11;

  /** The number of copies of the encoded bytes, with those of ImageIO. */
  private static final int COPIES = 4;

  private record Outcome(Image image, String reason, long allocated) {}

  /** Loads classes and tables before anything is measured. */
  @BeforeAll
  @BeforeContainer
  static void load() throws IOException {
    for (String format : List.of("PNG", "JPEG", "BMP")) {
      outcome(encode(digit(), format), ImageLimits.DEFAULT);
    }
  }

  private static Outcome outcome(byte[] encoded, ImageLimits limits) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      Image image = ImageDecoder.decode(encoded, limits);
      return new Outcome(image, "", THREADS.getCurrentThreadAllocatedBytes() - before);
    } catch (MalformedException e) {
      return new Outcome(null, e.getMessage(), THREADS.getCurrentThreadAllocatedBytes() - before);
    }
  }

  /**
   * Decodes an image and checks the allocated bytes against those allowed for its pixels and bytes.
   */
  private static Outcome bounded(byte[] encoded, ImageLimits limits) {
    Outcome outcome = outcome(encoded, limits);
    long pixels = outcome.image() == null ? limits.maxPixels() : pixels(outcome.image());
    assertThat(outcome.allocated())
        .as(outcome.reason())
        .isLessThan(CONSTANT + (long) COPIES * encoded.length + BYTES_A_PIXEL * pixels);
    return outcome;
  }

  private static long pixels(Image image) {
    return (long) image.height() * image.width();
  }

  /**
   * Checks that an image is refused for what it declares, before anything but its bytes is
   * allocated.
   */
  private static void refused(byte[] encoded, String reason) {
    // Decoded once before: classes that a message loads for the first time do not count.
    outcome(encoded, ImageLimits.DEFAULT);
    Outcome outcome = outcome(encoded, ImageLimits.DEFAULT);
    assertThat(outcome.reason()).contains(reason);
    assertThat(outcome.allocated()).isLessThan((64 << 10) + 3L * encoded.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iTXt", "iCCP"})
  void whatATextOrProfileOfAPngInflatesToIsNobodysConcern(String type) {
    byte[] bomb = Pngs.deflatedZeros(300L << 20);
    String before = type.equals("iTXt") ? "bomb\0\1\0\0\0" : "bomb\0\0";
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(before.getBytes(ISO_8859_1));
    data.writeBytes(bomb);
    byte[] png =
        Pngs.of(3, 2, 8, Pngs.PALETTE)
            .chunk("PLTE", new byte[] {7, 7, 7})
            .chunk(type, data.toByteArray())
            .blank(2 * 4);

    Outcome outcome = bounded(png, new ImageLimits(1 << 20, 6));

    assertThat(outcome.image()).isNotNull();
    assertThat(outcome.image().samples()).containsOnly(7);
  }

  @Test
  void pixelDataThatInflateToMoreThanThePictureAreNotInflated() {
    byte[] png = Pngs.of(28, 28, 8, Pngs.GREY).blank(300L << 20);

    assertThat(bounded(png, new ImageLimits(1 << 20, 28 * 28)).image()).isNotNull();
  }

  @Test
  void aPictureAtTheLimitTakesWhatItsPixelsTake() {
    int side = 2048;
    byte[] png = Pngs.of(side, side, 16, Pngs.COLOUR_AND_ALPHA).blank(side * (8L * side + 1));

    assertThat(png).hasSizeLessThan(1 << 16);
    assertThat(bounded(png, ImageLimits.DEFAULT).image().dimensions())
        .isEqualTo("2048x2048 colour");
  }

  @Test
  void declaredSizesAreRefusedBeforeAnythingIsAllocated() throws IOException {
    refused(Pngs.of(2049, 2048, 8, Pngs.GREY).blank(100), "2048x2049 exceeds the limit");
    refused(Pngs.of(1 << 30, 1 << 30, 16, Pngs.COLOUR).blank(100), "exceeds the limit");
    refused(Pngs.of(-1, 5, 8, Pngs.GREY).blank(100), "measures 5x-1");
    refused(Pngs.of(0, 0, 8, Pngs.GREY).blank(100), "measures 0x0");
    byte[] jpeg = encode(digit(), "JPEG");
    int size = indexOf(jpeg, 0xff, 0xc0) + 5;
    refused(with(jpeg, size, 0xff, 0xff, 0xff, 0xff), "65535x65535 exceeds the limit");
    refused(with(jpeg, size, 0, 0), "measures 0x28");
    byte[] bmp = encode(digit(), "BMP");
    refused(with(bmp, 18, 0xff, 0xff, 0xff, 0x7f), "exceeds the limit");
    refused(with(bmp, 22, 0, 0, 0, 0x80), "measures -2147483648x28");
    refused("P5 65000 65000 255 ".getBytes(ISO_8859_1), "exceeds the limit");
    refused("P5 2000 2000 255 ".getBytes(ISO_8859_1), "it ends before its 4000000 samples do");
  }

  @Test
  void declaredSizesOfPartsAreRefusedBeforeAnythingIsAllocated() throws IOException {
    int huge = Integer.MAX_VALUE;
    byte[] none = new byte[0];
    refused(Pngs.of(4, 4, 8, Pngs.PALETTE).chunk("zTXt", huge, none).bytes(), "zTXt");
    refused(Pngs.of(4, 4, 8, Pngs.PALETTE).chunk("PLTE", -5, none).bytes(), "length -5");
    refused(Pngs.of(4, 4, 8, Pngs.GREY).chunk("hIST", huge - 11, none).bytes(), "hIST");
    refused(
        Pngs.of(4, 4, 8, Pngs.PALETTE).chunk("PLTE", new byte[900]).blank(20), "palette has 900");
    refused(
        Pngs.of(4, 4, 8, Pngs.PALETTE).chunk("tRNS", new byte[900]).blank(20),
        "transparencies have 900");
    refused(Pngs.of(4, 4, 8, Pngs.GREY).chunk("ABCD", none).blank(20), "ABCD is unknown");
    byte[] bmp = encode(digit(), "BMP");
    refused(with(bmp, 10, 0xff, 0xff, 0xff, 0x7f), "its pixels begin at byte 2147483647");
    refused(with(bmp, 46, 0xff, 0xff, 0xff, 0x7f), "palette has 2147483647 colours");
    refused(
        with(with(bmp, 30, 1), 34, 0xff, 0xff, 0xff, 0x7f), "the size of its pixels is 2147483647");
    refused(with(bmp, 14, 0xff, 0xff, 0xff, 0x7f), "its header has 2147483647 bytes");
  }

  @Test
  void aJpegOfCountlessScansIsRefused() throws IOException {
    byte[] jpeg = progressive(digit());
    int scan = indexOf(jpeg, 0xff, 0xda);
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    bomb.write(jpeg, 0, scan);
    for (int i = 0; i <= Jpeg.MAX_SCANS; i++) {
      bomb.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0});
    }
    bomb.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});

    assertThat(outcome(jpeg, ImageLimits.DEFAULT).image().dimensions()).isEqualTo("28x28 grey");
    refused(bomb.toByteArray(), "more than 64 scans");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "JPEG", "BMP"})
  void aPictureThatEndsTooEarlyIsDamagedWhereverItEnds(String format) throws IOException {
    byte[] encoded = encode(digit(), format);
    for (int length = 8; length < encoded.length; length += 3) {
      Outcome outcome = bounded(Arrays.copyOf(encoded, length), new ImageLimits(1 << 16, 784));
      assertThat(outcome.reason()).as("the first %d bytes", length).contains("damaged");
    }
  }

  @Test
  void aFlippedBitInThePixelsOfAPngIsDamage() throws IOException {
    byte[] png = encode(digit(), "PNG");
    png[png.length - 30] ^= 4;

    assertThat(outcome(png, ImageLimits.DEFAULT).reason()).contains("checksum of its chunk IDAT");
  }

  @Test
  void profilesAreNotAppliedToAJpeg() throws IOException {
    byte[] plain = encode(colours(), "JPEG");
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    ByteArrayOutputStream profiled = new ByteArrayOutputStream();
    int after = 4 + ((plain[4] & 0xff) << 8 | plain[5] & 0xff);
    profiled.write(plain, 0, after);
    profiled.writeBytes(new byte[] {(byte) 0xff, (byte) 0xe2});
    int length = 2 + 14 + profile.length;
    profiled.writeBytes(new byte[] {(byte) (length >> 8), (byte) length});
    profiled.writeBytes("ICC_PROFILE\0\1\1".getBytes(ISO_8859_1));
    profiled.writeBytes(profile);
    profiled.write(plain, after, plain.length - after);

    assertThat(outcome(profiled.toByteArray(), ImageLimits.DEFAULT).image().samples())
        .isEqualTo(outcome(plain, ImageLimits.DEFAULT).image().samples());
  }

  @Test
  void aBmpOfTheOldestKindMayHaveAnyPalette() {
    ByteBuffer bmp = ByteBuffer.allocate(26 + 3 * 256 + 4).order(ByteOrder.LITTLE_ENDIAN);
    bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(26 + 3 * 256);
    bmp.putInt(12).putShort((short) 3).putShort((short) 1).putShort((short) 1).putShort((short) 8);
    for (int i = 0; i < 256; i++) {
      // The second entry is where later headers have the kind of compression.
      bmp.put((byte) (i + 3)).put((byte) (i + 3)).put((byte) (i + 3));
    }
    bmp.put((byte) 1).put((byte) 2).put((byte) 9).put((byte) 0);

    Outcome outcome = bounded(bmp.array(), new ImageLimits(1 << 12, 3));

    assertThat(outcome.reason()).isEmpty();
    assertThat(outcome.image().samples()).containsExactly(4, 5, 12);
  }

  @Test
  void interlacedPicturesAreReadAsOthersAre() throws IOException {
    BufferedImage picture = digit();
    ByteArrayOutputStream interlaced = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("PNG").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    write(writer, picture, how, interlaced);

    assertThat(interlaced.toByteArray()[28]).isEqualTo((byte) 1);
    assertThat(bounded(interlaced.toByteArray(), new ImageLimits(1 << 16, 784)).image().samples())
        .isEqualTo(MnistSample.test().image(0).samples());
  }

  /** Images with bytes changed, removed and inserted; the checksums of a PNG are corrected. */
  @Property(tries = 3000, seed = "1")
  void whateverBecomesOfAnImageDecodingItIsBounded(
      @ForAll @IntRange(max = 5) int kind, @ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] encoded =
        switch (kind) {
          case 0 -> encode(digit(), "PNG");
          case 1 -> encode(digit(), "JPEG");
          case 2 -> progressive(digit());
          case 3 -> encode(digit(), "BMP");
          case 4 -> encode(transparent(), "PNG");
          default -> encode(colours(), "BMP");
        };
    byte[] mutated = mutate(encoded, random);
    if (kind == 0 || kind == 4) {
      repairChecksums(mutated);
    }

    Outcome outcome = bounded(mutated, new ImageLimits(1 << 16, 1 << 14));

    if (outcome.image() != null) {
      assertThat(pixels(outcome.image())).isLessThanOrEqualTo(1 << 14);
    }
  }

  private static byte[] mutate(byte[] encoded, Random random) {
    byte[] mutated = encoded.clone();
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      // Half of the damage is in the header, where it has most effect.
      int range = random.nextBoolean() ? Math.min(64, mutated.length) : mutated.length;
      int at = 2 + random.nextInt(range - 2);
      mutated[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) 0x7f;
    }
    if (random.nextInt(4) == 0) {
      int from = 2 + random.nextInt(mutated.length - 2);
      ByteArrayOutputStream longer = new ByteArrayOutputStream();
      longer.write(mutated, 0, from);
      longer.write(mutated, from / 2, from - from / 2);
      longer.write(mutated, from, mutated.length - from);
      return longer.toByteArray();
    }
    return mutated;
  }

  private static void repairChecksums(byte[] png) {
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int at = 8;
    while (at + 12 <= png.length) {
      int length = bytes.getInt(at);
      if (length < 0 || at + 12L + length > png.length) {
        return;
      }
      java.util.zip.CRC32 checksum = new java.util.zip.CRC32();
      checksum.update(png, at + 4, 4 + length);
      bytes.putInt(at + 8 + length, (int) checksum.getValue());
      at += 12 + length;
    }
  }

  @Test
  void limitsMustLeaveRoomForAPicture() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new ImageLimits(0, 1));
  }

  private static BufferedImage digit() {
    Image image = MnistSample.test().image(0);
    BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, 28, 28, image.samples());
    return picture;
  }

  private static BufferedImage colours() {
    BufferedImage picture = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 32; y++) {
      for (int x = 0; x < 32; x++) {
        picture.setRGB(x, y, x << 19 | y << 11 | (x ^ y) << 2);
      }
    }
    return picture;
  }

  private static BufferedImage transparent() {
    BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_4BYTE_ABGR);
    assertThat(picture.getTransparency()).isEqualTo(Transparency.TRANSLUCENT);
    picture.getRaster().setPixel(5, 5, new int[] {1, 2, 3, 4});
    return picture;
  }

  private static byte[] encode(BufferedImage picture, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(picture, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] progressive(BufferedImage picture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("JPEG").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    write(writer, picture, how, out);
    return out.toByteArray();
  }

  private static void write(
      ImageWriter writer, BufferedImage picture, ImageWriteParam how, ByteArrayOutputStream out)
      throws IOException {
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(to);
      writer.write(null, new javax.imageio.IIOImage(picture, null, null), how);
    } finally {
      writer.dispose();
    }
  }

  private static int indexOf(byte[] bytes, int first, int second) {
    for (int i = 0; i + 1 < bytes.length; i++) {
      if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
        return i;
      }
    }
    throw new AssertionError("no such marker");
  }

  private static byte[] with(byte[] bytes, int at, int... replacements) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < replacements.length; i++) {
      changed[at + i] = (byte) replacements[i];
    }
    return changed;
  }
}
