package io.firstspike.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.FilterSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class EncoderTest {

  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");

  @Test
  void aFilterHasZeroMeanAndALargestWeightOfOne() {
    for (FilterSpec filter : MOZAFARI.encoding().filters()) {
      float[] weights = filter.filter().weights();
      double sum = 0;
      double largest = 0;
      for (float weight : weights) {
        sum += weight;
        largest = Math.max(largest, weight);
      }
      assertThat(sum).isCloseTo(0, org.assertj.core.data.Offset.offset(1e-5));
      assertThat(largest).isEqualTo(1);
    }
  }

  @Test
  void aBlankImageGivesAVolleyWithoutSpikes() {
    Encoder encoder = new Encoder(MOZAFARI.input(), MOZAFARI.encoding());

    Volley volley = encoder.encode(Image.grey(28, 28, new byte[784]));

    assertThat(volley.count()).isZero();
    assertThat(volley.shape()).isEqualTo(new Shape(6, 28, 28));
  }

  @Test
  void aSinglePixelGivesAVolleyEvenWithFewerSpikesThanSteps() {
    Encoder encoder =
        new Encoder(
            new InputSpec(5, 5),
            new EncodingSpec(
                List.of(new FilterSpec.DifferenceOfGaussians(3, 0.5, 1)), 1, 50, 0, 15));
    byte[] pixels = new byte[25];
    pixels[12] = (byte) 255;

    Volley volley = encoder.encode(Image.grey(5, 5, pixels));

    assertThat(volley.count()).isEqualTo(1);
    assertThat(volley.spike(0)).isEqualTo(12);
    assertThat(volley.end(0)).isEqualTo(1);
  }

  @Test
  void anImageOfAnotherSizeIsRefused() {
    Encoder encoder = new Encoder(MOZAFARI.input(), MOZAFARI.encoding());

    assertThatThrownBy(() -> encoder.encode(Image.grey(30, 28, new byte[840])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an image of 30x28 grey does not fit a network that takes 28x28 grey; "
                + "set input.misfit: resize, or scale the images");
  }

  @Property(tries = 50, seed = "1")
  void filteringIsAWalkOverEachWindow(
      @ForAll long seed,
      @ForAll @IntRange(min = 5, max = 12) int height,
      @ForAll @IntRange(min = 5, max = 400) int width,
      @ForAll @IntRange(min = 0, max = 3) int padding) {
    Random random = new Random(seed);
    float[] pixels = new float[height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    List<Filter> filters =
        List.of(Filter.differenceOfGaussians(3, 0.5, 1), Filter.differenceOfGaussians(5, 1.2, 0.6));
    FilterBank bank =
        new FilterBank(filters, padding, new float[] {40, 40}, false, new Shape(1, height, width));
    float[] intensities = new float[bank.output().size()];

    bank.apply(pixels, intensities);

    Shape output = bank.output();
    for (int map = 0; map < 2; map++) {
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          float walked =
              walk(
                  pixels,
                  height,
                  width,
                  filters.get(map),
                  2 - map,
                  row - padding,
                  column - padding);
          assertThat(intensities[output.index(map, row, column)])
              .isEqualTo(walked < 40 ? 0 : walked);
        }
      }
    }
  }

  /**
   * The sum over a window of side 5 with its corner at (top, left), where {@code map} 0 is centred.
   */
  private static float walk(
      float[] pixels, int height, int width, Filter filter, int spare, int top, int left) {
    int margin = (5 - filter.window()) / 2;
    assertThat(margin).isEqualTo(spare - 1);
    float sum = 0;
    for (int ky = 0; ky < filter.window(); ky++) {
      for (int kx = 0; kx < filter.window(); kx++) {
        int y = top + margin + ky;
        int x = left + margin + kx;
        if (y >= 0 && y < height && x >= 0 && x < width) {
          sum += filter.weights()[ky * filter.window() + kx] * pixels[y * width + x];
        }
      }
    }
    return sum;
  }

  @Property(tries = 50, seed = "1")
  void normalisationDividesByTheMeanOfTheFullSquare(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int radius) {
    Random random = new Random(seed);
    Shape shape = new Shape(2, 7, 9);
    float[] intensities = new float[shape.size()];
    for (int i = 0; i < intensities.length; i++) {
      intensities[i] = random.nextInt(3) == 0 ? 0 : random.nextFloat() * 200;
    }
    float[] normalised = intensities.clone();

    new LocalNormalisation(shape, radius, LocalNormalisation.EPSILON).apply(normalised);

    for (int map = 0; map < 2; map++) {
      for (int row = 0; row < 7; row++) {
        for (int column = 0; column < 9; column++) {
          double sum = 0;
          for (int y = Math.max(0, row - radius); y <= Math.min(6, row + radius); y++) {
            for (int x = Math.max(0, column - radius); x <= Math.min(8, column + radius); x++) {
              sum += intensities[shape.index(map, y, x)];
            }
          }
          int cell = shape.index(map, row, column);
          double area = (2.0 * radius + 1) * (2.0 * radius + 1);
          assertThat((double) normalised[cell])
              .isCloseTo(
                  intensities[cell] / (sum / area + 1e-12),
                  org.assertj.core.data.Percentage.withPercentage(1e-4));
        }
      }
    }
  }

  @Property(tries = 100, seed = "1")
  void strongerIntensitiesFireEarlierAndEqualOnesByPosition(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int steps) {
    assertRanked(new Random(seed), steps, random -> random.nextInt(12) - 2f);
  }

  /** Neighbouring floats, and intensities of very different size, including the smallest floats. */
  @Property(tries = 100, seed = "1")
  void rankingTellsApartWhatFloatsTellApart(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int steps) {
    assertRanked(
        new Random(seed), steps, random -> Float.intBitsToFloat(0x42280000 + random.nextInt(40)));
    assertRanked(
        new Random(seed),
        steps,
        random ->
            random.nextInt(4) == 0
                ? Float.intBitsToFloat(random.nextInt(0x7f800000))
                : 1 + random.nextFloat() / 1000);
  }

  private static void assertRanked(Random random, int steps, Function<Random, Float> intensity) {
    Shape shape = new Shape(2, 6, 6);
    float[] intensities = new float[shape.size()];
    for (int i = 0; i < intensities.length; i++) {
      intensities[i] = intensity.apply(random);
    }
    List<Integer> ranked =
        IntStream.range(0, intensities.length)
            .filter(i -> intensities[i] > 0)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -intensities[i]).thenComparing(i -> i))
            .toList();
    long nonZero = IntStream.range(0, intensities.length).filter(i -> intensities[i] != 0).count();
    int bin = Math.max(1, (int) nonZero / steps);

    IntensityToLatency coding = new IntensityToLatency(shape, steps);
    Volley volley = coding.encode(intensities);
    byte[] latencies = volley.latencies();

    assertThat(coding.encodeAtAll(intensities, new VolleyBuffer(shape)))
        .isEqualTo(new VolleyBuffer(shape).fillTimeless(volley));

    for (int i = 0; i < latencies.length; i++) {
      int rank = ranked.indexOf(i);
      int expected = rank < 0 ? steps : Math.min(steps, rank / bin);
      assertThat((int) latencies[i]).isEqualTo(expected);
    }
  }
}
