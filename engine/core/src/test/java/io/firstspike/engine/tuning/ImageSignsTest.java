package io.firstspike.engine.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSignsTest {

  /** A single image. */
  private record One(Image image) implements LabelledStimuli {

    @Override
    public int size() {
      return 1;
    }

    @Override
    public Stimulus stimulus(int index) {
      return image;
    }

    @Override
    public String label(int index) {
      return "board";
    }
  }

  /** A board of black and white squares, or of black and red ones. */
  private static One board(int side, int square, boolean red) {
    int channels = red ? 3 : 1;
    byte[] samples = new byte[side * side * channels];
    for (int pixel = 0; pixel < side * side; pixel++) {
      boolean light = (pixel % side / square + pixel / side / square) % 2 == 0;
      samples[pixel * channels] = (byte) (light ? 255 : 0);
    }
    return new One(new Image(side, side, channels, samples));
  }

  /**
   * Of many squares the correlation falls in a straight line, from 1 to -1 after a square; of few,
   * more slowly, as the edges of the image have neighbours on one side alone.
   */
  @ParameterizedTest
  @CsvSource({"48, 4, 1", "96, 8, 2", "144, 12, 3"})
  void detail_is_in_proportion_to_what_is_drawn(int side, int square, double detail) {
    ImageSigns signs = ImageSigns.of(new InputSpec(side, side), board(side, square, false));

    assertThat(signs.detail()).isCloseTo(detail, within(0.1 * detail));
    assertThat(signs.contrast()).isCloseTo(127.5, within(0.1));
    assertThat(signs.colour()).isZero();
    assertThat(signs.images()).isEqualTo(1);
  }

  @Test
  void red_squares_have_colour() {
    ImageSigns signs = ImageSigns.of(new InputSpec(32, 32), board(32, 4, true));
    assertThat(signs.colour()).isCloseTo(0.25, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"64, 8, 64", "192, 16, 144", "64, 32, 32", "28, 14, 28"})
  void what_is_wide_is_made_narrower_down_to_32_pixels_a_side(int side, int square, int smaller) {
    InputSpec size = new InputSpec(side, side);
    InputSpec brought = ImageSigns.of(size, board(side, square, false)).smaller(size);

    assertThat(brought.height()).isCloseTo(smaller, within(smaller / 10));
    assertThat(brought.width()).isEqualTo(brought.height());
    assertThat(brought.misfit())
        .isEqualTo(brought.height() == side ? Misfit.REFUSE : Misfit.RESIZE);
  }
}
