package io.firstspike.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.learning.Workers;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EncodingSpec.PoissonSpec;
import io.firstspike.engine.spec.FilterSpec;
import io.firstspike.engine.spec.FilterSpec.DifferenceOfGaussians;
import io.firstspike.engine.spec.FilterSpec.Gabor;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Tests of the stages that an encoding may have, alone and together. */
class EncodingStagesTest {

  private static final List<FilterSpec> FILTERS =
      List.of(new DifferenceOfGaussians(3, 0.5, 1, 20f), new Gabor(5, 30, 4));

  /** Codes the pixels themselves, all of them. */
  private static final EncodingSpec RAW = new EncodingSpec(List.of(), 0, 0, 0, 15);

  private static Image random(long seed, int height, int width, int channels) {
    byte[] samples = new byte[height * width * channels];
    new Random(seed).nextBytes(samples);
    return new Image(height, width, channels, samples);
  }

  private static EncodingSpec plain(List<FilterSpec> filters) {
    return new EncodingSpec(filters, 1, 50, 0, 15);
  }

  private static Volley encode(InputSpec input, EncodingSpec encoding, Image image) {
    Encoder encoder = new Encoder(input, encoding);
    // The second image shows whether a buffer keeps anything of the first.
    encoder.encode(random(99, image.height(), image.width(), image.channels()));
    Volley volley = encoder.encode(image);
    assertThat(volley.shape()).isEqualTo(encoder.output()).isEqualTo(encoding.output(input));
    return volley;
  }

  @Property(tries = 100, seed = "1")
  void anEncoderIsItsStagesInTheirOrder(
      @ForAll long seed,
      @ForAll boolean colour,
      @ForAll boolean rectified,
      @ForAll @IntRange(max = 3) int radius,
      @ForAll boolean pooled,
      @ForAll @IntRange(max = 2) int shares,
      @ForAll boolean poisson,
      @ForAll boolean pointwise,
      @ForAll @IntRange(max = 2) int border) {
    InputSpec input =
        new InputSpec(10, 12, colour ? Channels.COLOUR : Channels.GREY, null, Misfit.RESIZE);
    EncodingSpec encoding =
        new EncodingSpec(
            FILTERS,
            2,
            rectified,
            50,
            radius,
            pooled ? new PoolSpec(3, 2, 1) : null,
            List.of(0.15f, 0.1f).subList(0, shares),
            poisson ? new PoissonSpec(0.4, 0, seed) : null,
            pointwise,
            border,
            7);
    Image image = random(seed, 15, 11, 3);

    Volley volley = encode(input, encoding, image);

    assertThat(volley).isEqualTo(byHand(input, encoding, image));
    Encoder encoder = new Encoder(input, encoding);
    assertThat(encoder.encodePlanes(encoder.planes(image))).isEqualTo(volley);
  }

  /**
   * The encoding of {@code image}, composed of the parts that the golden cases check one by one.
   */
  private static Volley byHand(InputSpec input, EncodingSpec encoding, Image image) {
    float[] planes = new float[input.pixels().size()];
    new FrameFitting(input).fit(image, planes);
    FilterBank bank =
        new FilterBank(
            FILTERS.stream().map(FilterSpec::filter).toList(),
            2,
            new float[] {20, 50},
            encoding.rectified(),
            input.pixels());
    Shape shape = bank.output();
    float[] cells = new float[shape.size()];
    bank.apply(planes, cells);
    if (encoding.normalisationRadius() > 0) {
      new LocalNormalisation(shape, encoding.normalisationRadius(), LocalNormalisation.EPSILON)
          .apply(cells);
    }
    if (encoding.pool() != null) {
      Shape smaller = encoding.pool().pooling().output(shape);
      float[] highest = new float[smaller.size()];
      encoding.pool().pooling().potentials(shape, cells, highest);
      shape = smaller;
      cells = highest;
    }
    float[] inhibited = cells.clone();
    float[] shares = new float[encoding.lateralInhibition().size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = encoding.lateralInhibition().get(i);
    }
    new LateralInhibition(shape, shares).apply(cells, inhibited);
    PoissonSpec poisson = encoding.poisson();
    Volley coded =
        poisson == null
            ? new IntensityToLatency(shape, 7).encode(inhibited)
            : new PoissonCoding(shape, 7, 0.4, PoissonCoding.STRONGEST, poisson.seed())
                .encode(inhibited);
    byte[] latencies = coded.latencies();
    if (encoding.pointwiseInhibition()) {
      PointwiseInhibition.apply(shape, 7, latencies, inhibited);
    }
    float[] times = new float[latencies.length];
    for (int i = 0; i < times.length; i++) {
      times[i] = latencies[i];
    }
    int edge = encoding.border();
    Border border = new Border(edge, edge, edge, edge, 7);
    float[] bordered = border.apply(shape, times);
    byte[] result = new byte[bordered.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (byte) bordered[i];
    }
    return Volley.ofLatencies(border.output(shape), 7, result);
  }

  @Test
  void aFilterMayHaveAThresholdOfItsOwn() {
    InputSpec input = new InputSpec(9, 9);
    Image image = random(1, 9, 9, 1);

    Volley own =
        encode(
            input,
            new EncodingSpec(List.of(new DifferenceOfGaussians(3, 0.5, 1, 50f)), 1, 10, 0, 15),
            image);

    assertThat(own)
        .isEqualTo(encode(input, plain(List.of(new DifferenceOfGaussians(3, 0.5, 1))), image));
    assertThat(own.count()).isPositive();
  }

  @Test
  void rectifiedFiltersAnswerToDarkOnLightAsToLightOnDark() {
    InputSpec input = new InputSpec(9, 9);
    List<FilterSpec> filters = List.of(new DifferenceOfGaussians(3, 0.5, 1));
    EncodingSpec rectified = plain(filters).toBuilder().padding(0).rectified(true).build();
    byte[] light = new byte[81];
    light[40] = (byte) 255;
    byte[] dark = new byte[81];
    Arrays.fill(dark, (byte) 255);
    dark[40] = 0;

    assertThat(encode(input, rectified, Image.grey(9, 9, dark)))
        .isEqualTo(encode(input, rectified, Image.grey(9, 9, light)));
    assertThat(encode(input, plain(filters), Image.grey(9, 9, dark)).latencies()[60])
        .isEqualTo((byte) 15);
  }

  /** Off-centre filters are on-centre filters with reversed sign, and are computed only once. */
  @Property(tries = 30, seed = "1")
  void aFilterWithItsSignTurnedAnswersAsIfAlone(@ForAll long seed, @ForAll boolean rectified) {
    List<Filter> filters =
        List.of(
            Filter.laplacianOfGaussian(7, 1.1, false),
            Filter.laplacianOfGaussian(5, 0.5, true),
            Filter.laplacianOfGaussian(7, 1.1, true),
            Filter.laplacianOfGaussian(7, 1.1, false));
    float[] thresholds = {2, Float.NEGATIVE_INFINITY, -1, 3};
    Shape pixels = new Shape(1, 9, 8);
    Random random = new Random(seed);
    float[] image = new float[pixels.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextInt(256);
    }
    FilterBank bank = new FilterBank(filters, 3, thresholds, rectified, pixels);
    float[] together = new float[bank.output().size()];

    bank.apply(image, together);

    for (int i = 0; i < filters.size(); i++) {
      // The second filter is as large as the largest of all, so that the windows are the same.
      List<Filter> pair = List.of(filters.get(i), new Filter(7, new float[49]));
      FilterBank alone = new FilterBank(pair, 3, new float[] {thresholds[i], 0}, rectified, pixels);
      float[] answers = new float[alone.output().size()];
      alone.apply(image, answers);
      assertThat(Arrays.copyOfRange(together, i * 72, (i + 1) * 72))
          .isEqualTo(Arrays.copyOf(answers, 72));
    }
  }

  @Property(tries = 30, seed = "1")
  void theMapsOfAColourNetworkArePlaneMajor(@ForAll long seed) {
    List<Filter> filters = FILTERS.stream().map(FilterSpec::filter).toList();
    float[] thresholds = {20, 50};
    FilterBank one = new FilterBank(filters, 2, thresholds, false, new Shape(1, 6, 7));
    FilterBank three = new FilterBank(filters, 2, thresholds, false, new Shape(3, 6, 7));
    Random random = new Random(seed);
    float[] pixels = new float[3 * 6 * 7];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(256);
    }
    float[] together = new float[three.output().size()];
    float[] apart = new float[one.output().size()];

    three.apply(pixels, together);

    assertThat(three.output()).isEqualTo(new Shape(6, 6, 7));
    for (int plane = 0; plane < 3; plane++) {
      one.apply(Arrays.copyOfRange(pixels, plane * 42, (plane + 1) * 42), apart);
      assertThat(Arrays.copyOfRange(together, plane * apart.length, (plane + 1) * apart.length))
          .isEqualTo(apart);
    }
  }

  @Test
  void withoutFiltersThePixelsThemselvesAreCoded() {
    EncodingSpec raw = RAW.toBuilder().threshold(10).build();
    InputSpec colours = new InputSpec(1, 2, Channels.COLOUR, null, Misfit.REFUSE);
    Image image = new Image(1, 2, 3, new byte[] {50, 0, 9, 10, (byte) 200, 100});

    Volley volley = encode(colours, raw, image);

    // Red 50 10, green 0 200, blue 9 100: the strongest first, 0 and 9 are silent.
    assertThat(volley.shape()).isEqualTo(new Shape(3, 1, 2));
    assertThat(volley.latencies()).containsExactly(2, 3, 15, 0, 15, 1);
  }

  @Test
  void pointwiseInhibitionLeavesTheStrongestOfALocation() {
    InputSpec colours = new InputSpec(1, 3, Channels.COLOUR, null, Misfit.REFUSE);
    EncodingSpec raw = RAW.toBuilder().pointwiseInhibition(true).steps(2).build();
    Image image = new Image(1, 3, 3, new byte[] {80, 90, 70, /**/ 20, 10, 20, /**/ 5, 5, 60});

    Volley volley = encode(colours, raw, image);

    // Nine cells, four a step. Green beats red in the same step; red 20 stands before blue 20, and
    // blue 60 is the weakest of the first four.
    assertThat(volley.latencies()).containsExactly(2, 1, 2, 0, 2, 2, 2, 2, 0);
  }

  private static EncodingSpec poisson(PoissonSpec poisson, boolean pointwise) {
    return RAW.toBuilder().poisson(poisson).pointwiseInhibition(pointwise).build();
  }

  @Test
  void poissonCodedPixelsAreTheFirstSpikesOfTheirTrains() {
    InputSpec input = new InputSpec(9, 11);
    Image image = random(4, 9, 11, 1);
    float[] pixels = new float[99];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = image.samples()[i] & 0xff;
    }

    Volley volley = encode(input, poisson(new PoissonSpec(0.2, 200, 3), false), image);

    assertThat(volley)
        .isEqualTo(new PoissonCoding(new Shape(1, 9, 11), 15, 0.2, 200, 3).encode(pixels));
    assertThat(volley.count()).isBetween(50, 98);
    assertThat(encode(input, poisson(new PoissonSpec(0.2, 200, 4), false), image))
        .isNotEqualTo(volley);
  }

  @Test
  void pointwiseInhibitionLeavesTheFirstOfWhatFiredByChance() {
    InputSpec colours = new InputSpec(9, 11, Channels.COLOUR, null, Misfit.REFUSE);
    Image image = random(5, 9, 11, 3);
    PoissonSpec rates = new PoissonSpec(0.3, 0, 1);

    byte[] all = encode(colours, poisson(rates, false), image).latencies();
    byte[] kept = encode(colours, poisson(rates, true), image).latencies();

    for (int pixel = 0; pixel < 99; pixel++) {
      int first = Math.min(all[pixel], Math.min(all[pixel + 99], all[pixel + 198]));
      int spikes = 0;
      for (int cell = pixel; cell < 297; cell += 99) {
        spikes += kept[cell] < 15 ? 1 : 0;
        assertThat((int) kept[cell]).isIn(first, 15);
      }
      assertThat(spikes).isEqualTo(first < 15 ? 1 : 0);
    }
  }

  @Test
  void anEncoderThatFiresByChanceGivesTheSameOnEveryThread() {
    InputSpec input = new InputSpec(10, 12);
    EncodingSpec encoding = poisson(new PoissonSpec(0.5, 0, 8), true);
    List<Image> images = IntStream.range(0, 40).mapToObj(i -> random(i, 10, 12, 1)).toList();
    List<Volley> alone =
        images.stream().map(image -> new Encoder(input, encoding).encode(image)).toList();

    for (int threads = 1; threads <= 3; threads++) {
      try (Workers workers = new Workers(threads)) {
        assertThat(workers.map(() -> new Encoder(input, encoding), images, Encoder::encode))
            .isEqualTo(alone);
      }
    }
  }

  @Test
  void planesMayHaveEitherSignAndAnyUnit() {
    Encoder encoder = new Encoder(new InputSpec(1, 4), new EncodingSpec(List.of(), 0, 0.5f, 0, 15));
    float[] planes = {0.6f, -2, 0.4f, 1};

    assertThat(encoder.encodePlanes(planes).latencies()).containsExactly(1, 15, 15, 0);
    assertThat(planes).containsExactly(0.6f, -2, 0.4f, 1);
    assertThat(encoder.planes(Image.grey(1, 4, new byte[] {0, 1, 127, (byte) 200})))
        .containsExactly(0, 1, 127, 200);
  }

  @Test
  void planesThatAreTooManyOrNotFiniteAreRefused() {
    InputSpec colours = new InputSpec(2, 3, Channels.COLOUR, null, Misfit.REFUSE);
    Encoder encoder = new Encoder(colours, plain(List.of()));
    float[] planes = new float[18];
    planes[7] = Float.NaN;

    assertThatThrownBy(() -> encoder.encodePlanes(new float[6]))
        .hasMessage("a network that takes 3x2x3 pixels cannot encode 6 of them");
    assertThatThrownBy(() -> encoder.encodePlanes(planes))
        .hasMessage("pixel 7 is NaN, must be finite");
    assertThatThrownBy(() -> encoder.planes(Image.grey(3, 3, new byte[9])))
        .hasMessageContaining("an image of 3x3 grey does not fit a network that takes 2x3 colour");
  }

  @Test
  void aBorderIsSilent() {
    EncodingSpec bordered = RAW.toBuilder().border(1).build();

    Volley volley = encode(new InputSpec(1, 1), bordered, Image.grey(1, 1, new byte[] {9}));

    assertThat(volley.shape()).isEqualTo(new Shape(1, 3, 3));
    assertThat(volley.latencies()).containsExactly(15, 15, 15, 15, 0, 15, 15, 15, 15);
  }
}
