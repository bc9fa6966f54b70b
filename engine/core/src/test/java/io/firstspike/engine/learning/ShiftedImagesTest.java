package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.encode.Image;
import io.firstspike.engine.encode.LabelledImages;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ShiftedImagesTest {

  private static final LabelledImages NOISE =
      new LabelledImages() {
        @Override
        public int size() {
          return 50;
        }

        @Override
        public Image image(int index) {
          byte[] samples = new byte[6 * 5 * 3];
          new Random(index).nextBytes(samples);
          return new Image(6, 5, 3, samples);
        }

        @Override
        public String label(int index) {
          return "label " + index;
        }
      };

  @Test
  void everyImageIsShiftedAndNothingElse() {
    ShiftedImages shifted = new ShiftedImages(NOISE, 4, 2, 7, 0);
    Set<Integer> seen = new TreeSet<>();

    assertThat(shifted.size()).isEqualTo(200);
    for (int i = 0; i < shifted.size(); i++) {
      assertThat(shifted.label(i)).isEqualTo("label " + i % 50);
      seen.add(shiftOf(NOISE.image(i % 50), shifted.image(i)));
    }
    assertThat(seen).hasSize(25);
  }

  /** Which of the shifts by up to 2 pixels makes one image of the other. */
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
    ShiftedImages shifted = new ShiftedImages(NOISE, 4, 2, 7, 0);
    ShiftedImages later = new ShiftedImages(NOISE, 3, 2, 7, 50);

    for (int i = 0; i < later.size(); i++) {
      assertThat(later.image(i).samples()).isEqualTo(shifted.image(50 + i).samples());
    }
  }

  @Test
  void aShiftByMoreThanTheImageLeavesNothing() {
    ShiftedImages shifted = new ShiftedImages(NOISE, 1, 30, 7, 0);
    for (int i = 0; i < 50; i++) {
      assertThat(shifted.image(i).samples()).hasSize(90);
    }
  }

  @Test
  void tooManyAreRefused() {
    assertThatThrownBy(() -> new ShiftedImages(NOISE, 100_000_000, 1, 7, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit of 2147483647");
  }
}
