package io.firstspike.engine.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stimulus.Image;
import org.junit.jupiter.api.Test;

class ContactSheetTest {

  /**
   * Three maps of one row and two columns; the second is ten times as strong as the first, the
   * third empty.
   */
  private static final DeepFeature PICTURES =
      new DeepFeature(new Shape(3, 1, 2), new float[] {0.5f, -1, 10, 5, 0, 0}, 1, 1);

  @Test
  void eachMapIsScaledByItselfAndItsCellsAreSquares() {
    Image first = ContactSheet.of(PICTURES, 0);
    Image second = ContactSheet.of(PICTURES, 1);
    Image third = ContactSheet.of(PICTURES, 2);

    assertThat(first.height()).isEqualTo(16);
    assertThat(first.width()).isEqualTo(32);
    for (int y = 0; y < 16; y++) {
      for (int x = 0; x < 32; x++) {
        assertThat(grey(first, y, x)).isEqualTo(x < 16 ? 192 : 1);
        assertThat(grey(second, y, x)).isEqualTo(x < 16 ? 255 : 192);
        assertThat(grey(third, y, x)).isEqualTo(128);
      }
    }
  }

  @Test
  void aSheetHasTheMapsInRowsWithGaps() {
    Image sheet = ContactSheet.of(PICTURES);

    // Two columns and two rows of 32 x 16 pixels, 4 between them and around.
    assertThat(sheet.width()).isEqualTo(4 + 36 + 36);
    assertThat(sheet.height()).isEqualTo(4 + 20 + 20);
    for (int map = 0; map < 3; map++) {
      Image picture = ContactSheet.of(PICTURES, map);
      for (int y = 0; y < 16; y++) {
        for (int x = 0; x < 32; x++) {
          assertThat(grey(sheet, 4 + map / 2 * 20 + y, 4 + map % 2 * 36 + x))
              .isEqualTo(grey(picture, y, x));
        }
      }
    }
    assertThat(grey(sheet, 3, 10)).isZero();
    assertThat(grey(sheet, 30, 60)).as("where a fourth map would be").isZero();
  }

  @Test
  void manyLargeMapsGetOnePixelACell() {
    DeepFeature large = new DeepFeature(new Shape(4, 700, 700), new float[4 * 490_000], 1, 1);

    assertThat(ContactSheet.of(large).width()).isEqualTo(4 + 2 * 704);
  }

  private static int grey(Image image, int row, int column) {
    return image.samples()[row * image.width() + column] & 0xff;
  }
}
