package io.firstspike.connectors.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.stimulus.Image;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ImageChangesTest {

  private static final Image DIGIT = MnistSample.test().image(0);
  private static final Image CORNERS =
      new Image(2, 2, 3, new byte[] {1, 2, 3, 40, 50, 60, 7, 8, 9, (byte) 200, (byte) 210, -1});

  @Test
  void conceptZeroIsTheImageItself() {
    for (Change change : Change.values()) {
      assertThat(ImageChanges.apply(change, 0, DIGIT, 1, 1)).isSameAs(DIGIT);
    }
  }

  @Test
  void aQuarterTurnIsExactAndCounterclockwise() {
    // Upper left goes to lower left.
    assertThat(rotated(3, CORNERS))
        .isEqualTo(new byte[] {40, 50, 60, (byte) 200, (byte) 210, -1, 1, 2, 3, 7, 8, 9});
    byte[] upsideDown = rotated(6, DIGIT);
    for (int i = 0; i < 784; i++) {
      assertThat(upsideDown[i]).isEqualTo(DIGIT.samples()[783 - i]);
    }
  }

  /**
   * Checks values computed by hand: row 1, column 4 comes from row 2.134, column 4.232, and so is
   * 0.866 times 0.768 of the one bright pixel.
   */
  @Test
  void thirtyDegreesMixFourPixels() {
    byte[] line = new byte[25];
    line[2 * 5 + 4] = (byte) 200;
    byte[] expected = new byte[25];
    expected[4] = 14;
    expected[5 + 3] = 46;
    expected[5 + 4] = (byte) 133;
    assertThat(rotated(1, Image.grey(5, 5, line))).isEqualTo(expected);
  }

  @Test
  void anInvertedSampleIsItsDifferenceTo255() {
    byte[] inverted = ImageChanges.apply(Change.INVERTED, 1, CORNERS, 1, 1).samples();
    assertThat(inverted)
        .isEqualTo(
            new byte[] {-2, -3, -4, (byte) 215, (byte) 205, (byte) 195, -8, -9, -10, 55, 45, 0});
  }

  @Test
  void noiseReplacesTenthsOfTheSamplesEvenlyAndAnewForEachFrame() {
    Image grey = Image.grey(100, 100, new byte[10_000]);
    byte[] noisy = ImageChanges.apply(Change.NOISY, 3, grey, 1, 1).samples();
    // 3,000 replaced, of which one in 256 by the same value; five standard deviations are 230.
    assertThat(IntStream.range(0, 10_000).filter(i -> noisy[i] != 0).count())
        .isBetween(2760L, 3220L);
    assertThat(
            IntStream.range(0, 10_000)
                .filter(i -> noisy[i] != 0)
                .map(i -> noisy[i] & 0xFF)
                .average()
                .orElseThrow())
        .isBetween(121.0, 135.0);
    assertThat(ImageChanges.apply(Change.NOISY, 3, grey, 1, 1).samples()).isEqualTo(noisy);
    assertThat(ImageChanges.apply(Change.NOISY, 3, grey, 1, 2).samples()).isNotEqualTo(noisy);
    assertThat(ImageChanges.apply(Change.NOISY, 3, grey, 2, 1).samples()).isNotEqualTo(noisy);
  }

  private static byte[] rotated(long concept, Image image) {
    return ImageChanges.apply(Change.ROTATED, concept, image, 1, 1).samples();
  }
}
