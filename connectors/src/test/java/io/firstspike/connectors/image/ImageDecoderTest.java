package io.firstspike.connectors.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.stimulus.Image;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "BMP"})
  void realDigitsComeBackExactlyFromLosslessFormats(String format) throws MalformedException {
    for (int i = 0; i < 100; i++) {
      Image digit = MnistSample.test().image(i);
      Image decoded = decode(encode(grey(digit), format));
      assertThat(decoded.dimensions()).isEqualTo("28x28 grey");
      assertThat(decoded.samples()).isEqualTo(digit.samples());
    }
  }

  @Test
  void realDigitsComeBackNearlyFromJpeg() throws MalformedException {
    Image digit = MnistSample.test().image(0);
    Image decoded = decode(encode(grey(digit), "JPEG"));
    assertThat(decoded.dimensions()).isEqualTo("28x28 grey");
    long difference = 0;
    for (int i = 0; i < digit.samples().length; i++) {
      difference += Math.abs((digit.samples()[i] & 0xff) - (decoded.samples()[i] & 0xff));
    }
    assertThat(difference / 784.0).isLessThan(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "BMP"})
  void colourComesAsRedGreenBlue(String format) throws MalformedException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0x0a141e);
    picture.setRGB(1, 0, 0xff0080);
    Image decoded = decode(encode(picture, format));
    assertThat(decoded.dimensions()).isEqualTo("1x2 colour");
    assertThat(unsigned(decoded)).containsExactly(10, 20, 30, 255, 0, 128);
  }

  @Test
  void colourJpegHasThreeChannels() throws MalformedException {
    BufferedImage picture = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < 16; x++) {
      for (int y = 0; y < 8; y++) {
        picture.setRGB(x, y, 0xff0000);
      }
    }
    Image decoded = decode(encode(picture, "JPEG"));
    assertThat(decoded.dimensions()).isEqualTo("8x16 colour");
    assertThat(unsigned(decoded)[0]).isGreaterThan(240);
    assertThat(unsigned(decoded)[1]).isLessThan(15);
  }

  @Test
  void transparentPixelsLieOverBlack() throws MalformedException {
    BufferedImage picture = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    picture.setRGB(0, 0, 0xff64c832);
    picture.setRGB(1, 0, 0x8064c832);
    picture.setRGB(2, 0, 0x0064c832);
    assertThat(unsigned(decode(encode(picture, "PNG"))))
        .containsExactly(100, 200, 50, 50, 100, 25, 0, 0, 0);
  }

  @Test
  void paletteOfColoursIsExpanded() throws MalformedException {
    byte[] red = {10, (byte) 200};
    byte[] green = {20, (byte) 210};
    byte[] blue = {30, (byte) 220};
    IndexColorModel palette = new IndexColorModel(1, 2, red, green, blue);
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    picture.getRaster().setPixels(0, 0, 2, 1, new int[] {1, 0});
    assertThat(unsigned(decode(encode(picture, "PNG")))).containsExactly(200, 210, 220, 10, 20, 30);
  }

  @Test
  void blackAndWhiteStaysOneChannel() throws MalformedException {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    picture.getRaster().setPixels(0, 0, 2, 1, new int[] {1, 0});
    assertThat(unsigned(decode(encode(picture, "PNG")))).containsExactly(255, 0);
  }

  @Test
  void sixteenBitGreyIsScaled() throws MalformedException {
    BufferedImage picture = new BufferedImage(4, 1, BufferedImage.TYPE_USHORT_GRAY);
    picture.getRaster().setPixels(0, 0, 4, 1, new int[] {0, 257 * 100, 257 * 100 + 140, 65_535});
    Image decoded = decode(encode(picture, "PNG"));
    assertThat(decoded.channels()).isEqualTo(1);
    assertThat(unsigned(decoded)).containsExactly(0, 100, 101, 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "BMP", "JPEG"})
  void sizeIsRefusedBeforeThePixelsAreRead(String format) {
    byte[] encoded = encode(new BufferedImage(30, 20, BufferedImage.TYPE_BYTE_GRAY), format);
    byte[] headOnly = Arrays.copyOf(encoded, encoded.length - 6);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> ImageDecoder.decode(headOnly, new ImageLimits(9999, 599)))
        .withMessage(
            "20x30 exceeds the limit of 599 pixels an image: scale it down, or raise the limit"
                + " (--max-frame-pixels)");
  }

  @Test
  void bytesOverTheLimitAreRefused() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> ImageDecoder.decode(new byte[11], new ImageLimits(10, 10)))
        .withMessageContaining("11 bytes exceed the limit of 10");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "P", "P6 1 1 255 abc", "GIF89a", "plain text"})
  void unknownFormatSaysWhichAreKnown(String text) {
    assertMalformed(text.getBytes(US_ASCII), "PNG, JPEG, BMP or PGM");
  }

  @Test
  void bmpWithAnotherImageInsideIsRefused() {
    byte[] bmp = encode(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "BMP");
    bmp[30] = 4;
    assertMalformed(bmp, "not supported");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "BMP", "JPEG"})
  void truncatedHeadersAreDamaged(String format) {
    byte[] encoded = encode(new BufferedImage(3, 3, BufferedImage.TYPE_BYTE_GRAY), format);
    assertMalformed(Arrays.copyOf(encoded, 15), format + " image is damaged");
  }

  @Property(seed = "1")
  void damagedImagesNeverDoWorseThanMalformed(
      @ForAll @IntRange(max = 2) int format,
      @ForAll @Size(min = 1, max = 8) int[] positions,
      @ForAll @Size(8) byte[] replacements) {
    byte[] encoded =
        encode(grey(MnistSampleHolder.DIGIT), new String[] {"PNG", "JPEG", "BMP"}[format]);
    for (int i = 0; i < positions.length; i++) {
      // Half of the damage is in the header, where it has most effect.
      int range = i % 2 == 0 ? Math.min(64, encoded.length) : encoded.length;
      encoded[Math.floorMod(positions[i], range)] = replacements[i];
    }
    try {
      Image decoded = ImageDecoder.decode(encoded, new ImageLimits(1 << 16, 1 << 16));
      assertThat(decoded.height() * decoded.width()).isLessThanOrEqualTo(1 << 16);
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("image");
    }
  }

  private static final class MnistSampleHolder {
    static final Image DIGIT = MnistSample.test().image(0);
  }

  private static Image decode(byte[] encoded) throws MalformedException {
    return ImageDecoder.decode(encoded, ImageLimits.DEFAULT);
  }

  private static void assertMalformed(byte[] encoded, String reason) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> decode(encoded))
        .withMessageContaining(reason);
  }

  private static BufferedImage grey(Image image) {
    BufferedImage picture =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    picture.getRaster().setDataElements(0, 0, image.width(), image.height(), image.samples());
    return picture;
  }

  private static byte[] encode(BufferedImage picture, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(picture, format, out)).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static int[] unsigned(Image image) {
    int[] samples = new int[image.samples().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = image.samples()[i] & 0xff;
    }
    return samples;
  }
}
