package io.firstspike.connectors.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.stimulus.Image;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgmTest {

  @Property(seed = "1")
  void binaryAndPlainGiveTheSamplesBack(@ForAll @Size(12) byte[] samples)
      throws MalformedException {
    StringBuilder plain = new StringBuilder("P2\n4 3\n255\n");
    StringBuilder binary = new StringBuilder("P5\n4 3\n255\n");
    for (byte sample : samples) {
      plain.append(sample & 0xff).append('\n');
      binary.append((char) (sample & 0xff));
    }
    assertThat(decode(plain.toString()).samples()).isEqualTo(samples);
    assertThat(decode(binary.toString()).samples()).isEqualTo(samples);
    assertThat(decode(binary.toString()).dimensions()).isEqualTo("3x4 grey");
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 255", "15, 7, 119", "3, 1, 85", "65535, 65535, 255", "1000, 500, 128"})
  void samplesAreScaledByTheLargestValue(int largest, int sample, int expected)
      throws MalformedException {
    String binary =
        largest > 255 ? "" + (char) (sample >> 8) + (char) (sample & 0xff) : "" + (char) sample;
    for (String pgm :
        new String[] {"P2 1 1 " + largest + " " + sample, "P5 1 1 " + largest + " " + binary}) {
      assertThat(decode(pgm).samples()[0] & 0xff).as(pgm).isEqualTo(expected);
    }
  }

  @Test
  void commentsMayStandBetweenNumbers() throws MalformedException {
    assertThat(decode("P2# made\n#by hand\r2 #width\n1\n#height\n255\n7# first\n200").samples())
        .containsExactly(7, 200);
    assertThat(decode("P5 # x\n1 1 #y\n255\n#").samples()).containsExactly('#');
  }

  @Test
  void bytesAfterTheLastSampleAreLeftAlone() throws MalformedException {
    assertThat(decode("P5 1 1 255\nab").samples()).containsExactly('a');
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "P5",
        "P5 ",
        "P52 1 255 ab",
        "P5 2",
        "P5 2 1",
        "P5 2 1 255",
        "P5 2 1 255#ab",
        "P5 2 1 255 a",
        "P5 2 1 256 abc",
        "P5 2 1 0 ab",
        "P5 2 1 65536 abcd",
        "P5 -2 1 255 ab",
        "P5 x 1 255 ab",
        "P5 0 1 255 ab",
        "P5 2 0 255 ab",
        "P5 99999999999 1 255 ab",
        "P2 2 1 255 7",
        "P2 2 1 255 7 x",
        "P2 2 1 255 7 256",
        "P5 1 1 64 e",
        "P2 2 1 255 7,8",
        "P2 2000 2000 255 7"
      })
  void damageIsNamed(String pgm) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> decode(pgm))
        .withMessageMatching("(the PGM image is damaged: .+|the image measures .+)");
  }

  @Test
  void sizeIsRefusedBeforeRoomIsMade() {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> decode("P5 999999999 999999999 255 ab"))
        .withMessageContaining("exceeds the limit of 4194304 pixels");
  }

  @Property(seed = "1")
  void damagedMapsNeverDoWorseThanMalformed(
      @ForAll @IntRange(min = 0, max = 1) int kind,
      @ForAll @Size(min = 1, max = 4) int[] positions,
      @ForAll @Size(4) byte[] replacements) {
    byte[] pgm = (kind == 0 ? "P2 3 1 255 7 8 9" : "P5 3 1 255 789").getBytes(ISO_8859_1);
    for (int i = 0; i < positions.length; i++) {
      pgm[2 + Math.floorMod(positions[i], pgm.length - 2)] = replacements[i];
    }
    try {
      assertThat(ImageDecoder.decode(pgm, ImageLimits.DEFAULT).channels()).isEqualTo(1);
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("image");
    }
  }

  private static Image decode(String pgm) throws MalformedException {
    return ImageDecoder.decode(pgm.getBytes(ISO_8859_1), ImageLimits.DEFAULT);
  }
}
