package io.firstspike.engine.variation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.learning.MadeUpImages;
import io.firstspike.engine.spec.TrainingSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class VariedStimuliTest {

  private static final LabelledImages NOISE =
      new MadeUpImages(50, VariedStimuliTest::noise, i -> "label " + i);

  private static Image noise(int index) {
    byte[] samples = new byte[6 * 5 * 3];
    new Random(index).nextBytes(samples);
    return new Image(6, 5, 3, samples);
  }

  private static Image image(VariedStimuli varied, int index) {
    return (Image) varied.stimulus(index);
  }

  @Test
  void everyImageIsShiftedAndNothingElse() {
    VariedStimuli shifted = new VariedStimuli(NOISE, 4, new TrainingSpec(2, 0, 0), 7, 0);
    Set<Integer> seen = new TreeSet<>();

    assertThat(shifted.size()).isEqualTo(200);
    for (int i = 0; i < shifted.size(); i++) {
      assertThat(shifted.label(i)).isEqualTo("label " + i % 50);
      seen.add(shiftOf(NOISE.image(i % 50), image(shifted, i)));
    }
    assertThat(seen).hasSize(25);
  }

  /** The index of the shift by up to 2 pixels that turns one image into the other. */
  private static int shiftOf(Image image, Image shifted) {
    for (int down = -2; down <= 2; down++) {
      for (int across = -2; across <= 2; across++) {
        if (isShifted(image, shifted, down, across)) {
          return 5 * (down + 2) + across + 2;
        }
      }
    }
    throw new AssertionError("no shift makes one of the other");
  }

  private static boolean isShifted(Image image, Image shifted, int down, int across) {
    for (int row = 0; row < 6; row++) {
      for (int column = 0; column < 5; column++) {
        for (int channel = 0; channel < 3; channel++) {
          int y = row - down;
          int x = column - across;
          boolean inside = y >= 0 && y < 6 && x >= 0 && x < 5;
          byte expected = inside ? image.samples()[(y * 5 + x) * 3 + channel] : 0;
          if (shifted.samples()[(row * 5 + column) * 3 + channel] != expected) {
            return false;
          }
        }
      }
    }
    return true;
  }

  @Test
  void shiftsDependOnTheSeedAndTheNumberOfTheImageAlone() {
    VariedStimuli shifted = new VariedStimuli(NOISE, 4, new TrainingSpec(2, 0, 0), 7, 0);
    VariedStimuli later = new VariedStimuli(NOISE, 3, new TrainingSpec(2, 0, 0), 7, 50);

    for (int i = 0; i < later.size(); i++) {
      assertThat(image(later, i).samples()).isEqualTo(image(shifted, 50 + i).samples());
    }
  }

  @Test
  void aShiftByMoreThanTheImageLeavesNothing() {
    VariedStimuli shifted = new VariedStimuli(NOISE, 1, new TrainingSpec(30, 0, 0), 7, 0);
    int black = 0;
    for (int i = 0; i < 50; i++) {
      assertThat(image(shifted, i).samples()).hasSize(90);
      black += Arrays.equals(image(shifted, i).samples(), new byte[90]) ? 1 : 0;
    }
    // A few of the shifts by up to 30 pixels are small.
    assertThat(black).isGreaterThan(40);
  }

  /** A bright square beside the middle: its position tells how far images are turned. */
  @Test
  void imagesAreTurnedAboutTheirMiddleByNoMoreThanTheSpecSays() {
    VariedStimuli turned = new VariedStimuli(square(), 40, new TrainingSpec(0, 30, 0), 7, 0);
    double farthest = 0;

    for (int i = 0; i < turned.size(); i++) {
      double[] middle = middle(image(turned, i));
      double degrees = Math.toDegrees(Math.atan2(middle[0] - 20, middle[1] - 20));
      assertThat(Math.hypot(middle[0] - 20, middle[1] - 20)).isCloseTo(10, within(0.3));
      assertThat(degrees).isBetween(-31.0, 31.0);
      farthest = Math.max(farthest, Math.abs(degrees));
    }
    assertThat(farthest).isGreaterThan(25);
  }

  @Test
  void imagesAreStretchedByNoMoreThanTheSpecSays() {
    VariedStimuli stretched = new VariedStimuli(square(), 40, new TrainingSpec(0, 0, 0.2f), 7, 0);
    double nearest = 10;
    double farthest = 10;

    for (int i = 0; i < stretched.size(); i++) {
      double[] middle = middle(image(stretched, i));
      assertThat(middle[0]).isCloseTo(20, within(0.1));
      assertThat(middle[1] - 20).isBetween(7.8, 12.2);
      nearest = Math.min(nearest, middle[1] - 20);
      farthest = Math.max(farthest, middle[1] - 20);
    }
    assertThat(nearest).isLessThan(8.5);
    assertThat(farthest).isGreaterThan(11.5);
  }

  /** Images of 41 x 41 pixels with a square of 5 x 5, 10 pixels to the right of the middle. */
  private static LabelledImages square() {
    byte[] samples = new byte[41 * 41];
    for (int row = 18; row <= 22; row++) {
      Arrays.fill(samples, row * 41 + 28, row * 41 + 33, (byte) 255);
    }
    return new MadeUpImages(1, i -> Image.grey(41, 41, samples), i -> "square");
  }

  /** Row and column of the centre of brightness. */
  private static double[] middle(Image image) {
    double sum = 0;
    double rows = 0;
    double columns = 0;
    for (int i = 0; i < image.samples().length; i++) {
      int bright = image.samples()[i] & 0xff;
      sum += bright;
      rows += bright * (double) (i / image.width());
      columns += bright * (double) (i % image.width());
    }
    return new double[] {rows / sum, columns / sum};
  }

  @Test
  void tooManyAreRefused() {
    assertThatThrownBy(() -> new VariedStimuli(NOISE, 100_000_000, new TrainingSpec(1, 0, 0), 7, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit of 2147483647");
  }
}
