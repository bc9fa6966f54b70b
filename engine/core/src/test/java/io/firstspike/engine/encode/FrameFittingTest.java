package io.firstspike.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.stimulus.Image;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameFittingTest {

  private static InputSpec resizing(int height, int width) {
    return new InputSpec(height, width, Channels.GREY, null, Misfit.RESIZE);
  }

  private static Image grey(int height, int width, int... samples) {
    return new Image(height, width, 1, bytes(samples));
  }

  private static Image colour(int height, int width, int... samples) {
    return new Image(height, width, 3, bytes(samples));
  }

  private static byte[] bytes(int... samples) {
    byte[] bytes = new byte[samples.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) samples[i];
    }
    return bytes;
  }

  private static Image random(long seed, int height, int width, int channels) {
    byte[] samples = new byte[height * width * channels];
    new Random(seed).nextBytes(samples);
    return new Image(height, width, channels, samples);
  }

  private static float[] fit(InputSpec input, Image image) {
    float[] planes = new float[input.pixels().size()];
    Arrays.fill(planes, -1);
    new FrameFitting(input).fit(image, planes);
    return planes;
  }

  private static float[] floats(Image image) {
    float[] floats = new float[image.samples().length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = image.samples()[i] & 0xff;
    }
    return floats;
  }

  @Test
  void aPixelIsTheMeanOfWhatItCoversRoundedHalfUp() {
    // Each of the two pixels covers one and a half of the three.
    assertThat(fit(resizing(1, 2), grey(1, 3, 10, 20, 60))).containsExactly(13, 47);
    assertThat(fit(resizing(2, 1), grey(3, 1, 10, 20, 60))).containsExactly(13, 47);
    // The middle pixel covers half of each: 25.5.
    assertThat(fit(resizing(1, 3), grey(1, 2, 10, 41))).containsExactly(10, 26, 41);
    // Both directions at once: rows shrink, columns grow.
    assertThat(fit(resizing(1, 3), grey(2, 2, 0, 100, 50, 250))).containsExactly(25, 100, 175);
  }

  @Test
  void veryUnequalSizesHoldNoSurprise() {
    assertThat(fit(resizing(1, 1), grey(1, 4, 0, 0, 0, 255))).containsExactly(64);
    float[] grown = fit(resizing(300, 200), grey(1, 1, 255));
    assertThat(grown).hasSize(60_000).containsOnly(255);
  }

  @Property(tries = 100, seed = "1")
  void resizingIsTheBlockMeanOnTheGridThatBothSizesDivide(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int fromHeight,
      @ForAll @IntRange(min = 1, max = 6) int fromWidth,
      @ForAll @IntRange(min = 1, max = 6) int height,
      @ForAll @IntRange(min = 1, max = 6) int width) {
    Image image = random(seed, fromHeight, fromWidth, 1);

    float[] resized = fit(resizing(height, width), image);

    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        int sum = 0;
        for (int y = row * fromHeight; y < (row + 1) * fromHeight; y++) {
          for (int x = column * fromWidth; x < (column + 1) * fromWidth; x++) {
            sum += image.samples()[y / height * fromWidth + x / width] & 0xff;
          }
        }
        double mean = (double) sum / (fromHeight * fromWidth);
        assertThat(resized[row * width + column]).isEqualTo((float) Math.floor(mean + 0.5));
      }
    }
  }

  @Property(tries = 50, seed = "1")
  void anEvenImageStaysEven(
      @ForAll @IntRange(max = 255) int value,
      @ForAll @IntRange(min = 1, max = 90) int fromHeight,
      @ForAll @IntRange(min = 1, max = 90) int fromWidth,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int width) {
    byte[] samples = new byte[fromHeight * fromWidth];
    Arrays.fill(samples, (byte) value);

    assertThat(fit(resizing(height, width), Image.grey(fromHeight, fromWidth, samples)))
        .containsOnly(value);
  }

  @Property(tries = 50, seed = "1")
  void shrinkingByAWholeFactorKeepsTheMean(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 7) int factor,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 1, max = 9) int width) {
    Image image = random(seed, height * factor, width * factor, 1);

    float[] resized = fit(resizing(height, width), image);

    // Rounding moves each pixel by half a step at most.
    assertThat(mean(resized))
        .isBetween(mean(floats(image)) - 0.5 - 1e-9, mean(floats(image)) + 0.5 + 1e-9);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Property(tries = 30, seed = "1")
  void enlargingByAWholeFactorRepeatsPixels(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 5) int factor) {
    Image image = random(seed, 3, 4, 1);

    float[] resized = fit(resizing(3 * factor, 4 * factor), image);

    for (int i = 0; i < resized.length; i++) {
      int row = i / (4 * factor) / factor;
      int column = i % (4 * factor) / factor;
      assertThat(resized[i]).isEqualTo(image.samples()[row * 4 + column] & 0xff);
    }
  }

  @Property(tries = 30, seed = "1")
  void anImageOfTheRightSizeStaysAsItIs(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int height,
      @ForAll @IntRange(min = 1, max = 12) int width) {
    Image image = random(seed, height, width, 1);

    assertThat(fit(new InputSpec(height, width), image)).isEqualTo(floats(image));
    assertThat(fit(resizing(height, width), image)).isEqualTo(floats(image));
  }

  @Test
  void lumaIsThatOfPillow() {
    // Image.convert("L") of Pillow 12.3; the last one is 112.5 in decimals.
    Image colours =
        colour(
            1, 10, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 1, 2, 3, 12, 200, 77,
            250, 128, 3, 5, 5, 6, 147, 69, 246);

    assertThat(fit(new InputSpec(1, 10), colours))
        .containsExactly(76, 150, 29, 255, 0, 2, 130, 150, 5, 112);
  }

  @Test
  void aColourNetworkSeesRedGreenAndBlueApart() {
    InputSpec input = new InputSpec(1, 2, Channels.COLOUR, null, Misfit.REFUSE);

    assertThat(fit(input, colour(1, 2, 1, 2, 3, 255, 254, 253)))
        .containsExactly(1, 255, 2, 254, 3, 253);
    assertThat(fit(input, grey(1, 2, 7, 200))).containsExactly(7, 200, 7, 200, 7, 200);
  }

  @Test
  void eachPlaneIsResizedOnItsOwn() {
    InputSpec input = new InputSpec(1, 1, Channels.COLOUR, null, Misfit.RESIZE);

    assertThat(fit(input, colour(1, 2, 10, 20, 30, 30, 50, 70))).containsExactly(20, 35, 50);
    assertThat(fit(input, grey(1, 2, 10, 30))).containsExactly(20, 20, 20);
  }

  @Test
  void aColourIsMadeGreyBeforeItIsResized() {
    // Lumas 0.6 and 0 become 1 and 0, their mean 1; the mean colour's luma is 0.3.
    Image image = colour(1, 2, 2, 0, 0, 0, 0, 0);

    assertThat(fit(resizing(1, 1), image)).containsExactly(1);
  }

  @Property(tries = 30, seed = "1")
  void aCropIsTheImageCutOutByHand(
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int top,
      @ForAll @IntRange(max = 4) int left,
      @ForAll boolean colour) {
    Image image = random(seed, 8, 9, 3);
    byte[] cut = new byte[5 * 5 * 3];
    for (int row = 0; row < 5; row++) {
      System.arraycopy(image.samples(), ((top + row) * 9 + left) * 3, cut, row * 15, 15);
    }
    Channels channels = colour ? Channels.COLOUR : Channels.GREY;
    Crop crop = new Crop(top, left, 5, 5);

    assertThat(fit(new InputSpec(5, 5, channels, crop, Misfit.REFUSE), image))
        .isEqualTo(
            fit(new InputSpec(5, 5, channels, null, Misfit.REFUSE), new Image(5, 5, 3, cut)));
    assertThat(fit(new InputSpec(3, 7, channels, crop, Misfit.RESIZE), image))
        .isEqualTo(
            fit(new InputSpec(3, 7, channels, null, Misfit.RESIZE), new Image(5, 5, 3, cut)));
  }

  @Test
  void aRefusalSaysWhatCameWhatIsTakenAndWhatHelps() {
    InputSpec colours = new InputSpec(4, 4, Channels.COLOUR, null, Misfit.REFUSE);
    assertThatThrownBy(() -> fit(colours, random(1, 4, 5, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an image of 4x5 grey does not fit a network that takes 4x4 colour; "
                + "set input.misfit: resize, or scale the images");
    InputSpec cropped = new InputSpec(4, 4, Channels.GREY, new Crop(1, 2, 3, 3), Misfit.REFUSE);
    assertThatThrownBy(() -> fit(cropped, random(1, 9, 9, 3)))
        .hasMessage(
            "an image of 9x9 colour cropped to 3x3 at row 1, column 2 does not fit a network that "
                + "takes 4x4 grey; set input.misfit: resize, or scale the images");
  }

  @Test
  void aCropThatReachesBeyondTheImageIsRefusedEvenIfImagesAreResized() {
    int far = Integer.MAX_VALUE;
    for (Crop crop :
        new Crop[] {
          new Crop(4, 0, 2, 2), new Crop(0, 4, 2, 2), new Crop(far, far, far, far),
        }) {
      InputSpec input = new InputSpec(2, 2, Channels.GREY, crop, Misfit.RESIZE);

      assertThatThrownBy(() -> fit(input, random(1, 5, 5, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the crop of "
                  + crop
                  + " reaches beyond an image of 5x5 grey; change input.crop, or send larger"
                  + " images");
    }
  }
}
