package io.firstspike.engine.cuda.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.DeviceMemory;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.EncodingSpec.PoissonSpec;
import io.firstspike.engine.spec.FilterSpec;
import io.firstspike.engine.spec.FilterSpec.DifferenceOfGaussians;
import io.firstspike.engine.spec.FilterSpec.Gabor;
import io.firstspike.engine.spec.FilterSpec.LaplacianOfGaussian;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodeStageTest {

  private static final int NEVER = Integer.MAX_VALUE;

  /** Stands for the way for mirrored filters and few images. */
  private static final int FEW = -1;

  private static final long NO_SHARED = 0;
  private static final long ANY_SHARED = 200 << 10;

  private static Device device;
  private static Stream stream;

  @BeforeAll
  static void open() {
    device = Devices.shim();
    stream = device.stream();
  }

  @AfterAll
  static void close() {
    if (device != null) {
      stream.close();
      device.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "firstspike-2026",
        "firstspike-2026-deep",
        "kheradpisheh-2018",
        "mozafari-2018",
        "mozafari-2019",
        "rezghi-2022"
      })
  void encodesAsTheProcessorDoesWithShippedSpecs(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    List<Image> images = images(spec.input(), 1);
    compare(spec.input(), spec.encoding(), images, ANY_SHARED, NEVER);
    compare(spec.input(), spec.encoding(), images, ANY_SHARED, 0);
    compare(spec.input(), spec.encoding(), images.subList(0, 3), NO_SHARED, NEVER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"firstspike-2026", "rezghi-2022"})
  void takesTheFastWayForMirroredFiltersWithTheSameBits(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    assertThat(MirroredPlan.of(spec.input(), spec.encoding())).isNotNull();
    List<Image> images = new ArrayList<>();
    for (int seed = 0; seed < 12; seed++) {
      images.addAll(images(spec.input(), seed));
    }
    bits(spec.input(), spec.encoding(), images, ANY_SHARED, 0);
    bits(spec.input(), spec.encoding(), images, ANY_SHARED, FEW);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 16, 31, 33, 100})
  void batchesOfAllSizesHaveTheSameBitsWhicheverWayTheyGo(int count) {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    List<Image> images = new ArrayList<>();
    for (int seed = 20; images.size() < count; seed++) {
      images.addAll(images(spec.input(), seed));
    }
    bits(spec.input(), spec.encoding(), images.subList(0, count), ANY_SHARED, FEW);
    bits(spec.input(), spec.encoding(), images.subList(0, count), ANY_SHARED, 0);
  }

  @Test
  void takesTheFastWayForMirroredFiltersOfAllKindsAndSizes() {
    Random random = new Random(3);
    for (int i = 0; i < 12; i++) {
      InputSpec input = new InputSpec(4 * (1 + random.nextInt(8)), 1 + random.nextInt(28));
      List<FilterSpec> filters = new ArrayList<>();
      filters.add(new LaplacianOfGaussian(7, 1 + random.nextFloat(), true, 1f + i));
      if (i % 3 > 0) {
        filters.add(new DifferenceOfGaussians(7, 1, 2));
      }
      if (i % 2 > 0) {
        filters.add(new LaplacianOfGaussian(7, 0.5, false, i % 5 == 0 ? null : 20f));
        filters.add(new LaplacianOfGaussian(7, 0.5, true));
      }
      EncodingSpec spec = new EncodingSpec(filters, 3, 1 + random.nextInt(60), 0, 1 + i * 10);
      assertThat(MirroredPlan.of(input, spec)).isNotNull();
      bits(input, spec, images(input, i), ANY_SHARED, 0);
      bits(input, spec, images(input, i), ANY_SHARED, FEW);
    }
  }

  @Test
  void filtersManyImagesTheFastWayWithTheSameTimes() {
    Random random = new Random(4);
    int[] sides = {3, 5, 7, 9, 13};
    for (int i = 0; i < 15; i++) {
      InputSpec input = new InputSpec(4 * (1 + random.nextInt(8)), 1 + random.nextInt(28));
      List<FilterSpec> filters = new ArrayList<>();
      for (int filter = 0; filter < 1 + i % 4; filter++) {
        int side = sides[random.nextInt(sides.length)];
        filters.add(
            random.nextBoolean()
                ? new DifferenceOfGaussians(side, 1 + random.nextFloat(), 2.5)
                : new LaplacianOfGaussian(side, side / 8.0, filter % 2 == 1));
      }
      int largest = filters.stream().mapToInt(FilterSpec::window).max().orElseThrow();
      EncodingSpec spec =
          randomSpec(random).toBuilder().filters(filters).padding(largest / 2).build();
      assertThat(MirroredPlan.answers(input, spec)).isTrue();
      List<Image> images = new ArrayList<>();
      for (int seed = 0; seed < 5; seed++) {
        images.addAll(images(input, seed));
      }
      compare(input, spec, images, ANY_SHARED, 0);
    }
  }

  @Test
  void doesNotTakeTheFastWayForOtherEncodings() {
    NetworkSpec network = NetworkSpec.load("firstspike-2026");
    InputSpec input = network.input();
    EncodingSpec spec = network.encoding();
    List<FilterSpec> seven = new ArrayList<>(spec.filters());
    seven.add(new DifferenceOfGaussians(7, 1, 2));
    assertThat(
            List.of(
                spec.toBuilder().border(1).build(),
                spec.toBuilder().padding(2).build(),
                spec.toBuilder().threshold(0).build(),
                spec.toBuilder().rectified(true).build(),
                spec.toBuilder().normalisationRadius(1).build(),
                spec.toBuilder().pointwiseInhibition(true).build(),
                spec.toBuilder().pool(new PoolSpec(2, 2, 0)).build(),
                spec.toBuilder().lateralInhibition(List.of(0.1f)).build(),
                spec.toBuilder().poisson(new PoissonSpec(1, 1, 1)).build(),
                spec.toBuilder().filters(seven).build(),
                spec.toBuilder().filters(List.of(new Gabor(7, 22.5, 4))).build(),
                spec.toBuilder().filters(List.of(new LaplacianOfGaussian(5, 1, true))).build()))
        .allSatisfy(other -> assertThat(MirroredPlan.of(input, other)).isNull());
    assertThat(MirroredPlan.answers(input, spec.toBuilder().padding(2).build())).isFalse();
    assertThat(
            MirroredPlan.answers(
                input, spec.toBuilder().filters(List.of(new Gabor(7, 22.5, 4))).build()))
        .isFalse();
    assertThat(MirroredPlan.answers(new InputSpec(28, 29), spec)).isFalse();
    assertThat(MirroredPlan.of(new InputSpec(28, 29), spec)).isNull();
    assertThat(MirroredPlan.of(new InputSpec(27, 27), spec)).isNull();
    assertThat(MirroredPlan.of(input.toBuilder().channels(Channels.COLOUR).build(), spec)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void encodesAsTheProcessorDoesWithRandomSpecs(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 14; i++) {
      InputSpec input =
          new InputSpec(
              1 + random.nextInt(40),
              1 + random.nextInt(70),
              random.nextInt(3) == 0 ? Channels.COLOUR : Channels.GREY,
              null,
              Misfit.REFUSE);
      EncodingSpec spec = randomSpec(random);
      if (fits(input, spec)) {
        List<Image> images = images(input, i);
        compare(input, spec, images.subList(0, 5), ANY_SHARED, NEVER);
        compare(input, spec, images.subList(5, 7), NO_SHARED, NEVER);
      }
    }
  }

  @Test
  void ranksPixelsThemselvesEvenIfAllAreEqual() {
    EncodingSpec spec = new EncodingSpec(List.of(), 0, 0, 0, 127);
    InputSpec input = new InputSpec(60, 50);
    compare(input, spec, images(input, 0), ANY_SHARED, NEVER);
    compare(input, spec, images(input, 1), NO_SHARED, NEVER);
  }

  @Test
  void encodesImagesThatAreTooLargeForSharedMemory() {
    InputSpec input = new InputSpec(150, 130, Channels.COLOUR, null, Misfit.REFUSE);
    EncodingSpec spec =
        new EncodingSpec(
            List.of(
                new LaplacianOfGaussian(5, 1, false),
                new LaplacianOfGaussian(5, 1, true),
                new DifferenceOfGaussians(3, 1, 2)),
            2,
            3,
            4,
            15);
    assertThat(EncodePlan.of(input, spec, ANY_SHARED).large()).isTrue();
    compare(input, spec, images(input, 0).subList(0, 2), ANY_SHARED, NEVER);
  }

  @Test
  void refusesTooManyImagesAndMemoryThatDoesNotFit() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    Shape shape = spec.encoding().output(spec.input());
    try (EncodeStage stage = new EncodeStage(device, spec.input(), spec.encoding(), 2);
        DeviceMemory pixels = device.allocate(2 * 784);
        DeviceSpikes two = DeviceSpikes.allocate(device, shape, 15, Form.TIMES, 2);
        DeviceSpikes one = DeviceSpikes.allocate(device, shape, 15, Form.TIMES, 1);
        DeviceSpikes other =
            DeviceSpikes.allocate(device, new Shape(6, 28, 27), 15, Form.TIMES, 2)) {
      assertThatThrownBy(() -> stage.encode(stream, pixels, 3, two))
          .hasMessageContaining("at most 2");
      assertThatThrownBy(() -> stage.encode(stream, pixels, 2, one))
          .hasMessageContaining("too small");
      assertThatThrownBy(() -> stage.encode(stream, pixels, 2, other))
          .hasMessageContaining("do not fit");
    }
  }

  private static EncodingSpec randomSpec(Random random) {
    List<FilterSpec> filters = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      int window = 1 + 2 * random.nextInt(8);
      Float threshold = random.nextInt(4) == 0 ? Float.valueOf(random.nextInt(30)) : null;
      filters.add(
          switch (random.nextInt(3)) {
            case 0 -> new LaplacianOfGaussian(Math.max(3, window), 0.8, i % 2 > 0, threshold);
            case 1 -> new DifferenceOfGaussians(Math.max(3, window), 1, 1.7, threshold);
            default -> new Gabor(Math.max(3, window), random.nextInt(180), 4, threshold);
          });
    }
    List<Float> lateral =
        random.nextInt(3) > 0 ? List.of() : List.of(0.2f, 0.1f).subList(0, 1 + random.nextInt(2));
    int window = 1 + random.nextInt(4);
    return new EncodingSpec(
        filters,
        random.nextInt(4),
        random.nextInt(3) == 0,
        random.nextInt(3) == 0 ? 0 : random.nextFloat() * 40,
        random.nextInt(2) * random.nextInt(6),
        random.nextInt(3) > 0
            ? null
            : new PoolSpec(window, 1 + random.nextInt(3), random.nextInt(window)),
        lateral,
        random.nextInt(4) > 0
            ? null
            : new PoissonSpec(
                0.05 + 0.95 * random.nextDouble(), random.nextInt(2) * 100, random.nextLong()),
        random.nextInt(3) == 0,
        random.nextInt(3) * random.nextInt(3),
        1 + random.nextInt(random.nextBoolean() ? 127 : 20));
  }

  private static boolean fits(InputSpec input, EncodingSpec spec) {
    try {
      spec.output(input);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Images of all kinds: strokes, sparse, dense, two colours, smooth, blank, equal, one pixel. */
  private static List<Image> images(InputSpec input, int seed) {
    Random random = new Random(seed);
    int channels = input.channels().planes();
    int size = input.pixels().size();
    byte[][] samples = new byte[8][size];
    int bar = random.nextInt(input.width());
    for (int i = 0; i < size; i++) {
      int column = i / channels % input.width();
      int row = i / channels / input.width();
      samples[0][i] = (byte) (Math.abs(column - bar) < 2 ? 230 : 0);
      samples[1][i] = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 0);
      samples[2][i] = (byte) random.nextInt(256);
      samples[3][i] = (byte) (random.nextBoolean() ? 255 : 0);
      samples[4][i] = (byte) (int) (127 + 120 * Math.sin(column * 0.7 + row * 0.3 + seed));
      samples[6][i] = (byte) (200 + seed);
    }
    samples[7][random.nextInt(size)] = (byte) (1 + random.nextInt(255));
    List<Image> images = new ArrayList<>();
    for (byte[] each : samples) {
      images.add(new Image(input.height(), input.width(), channels, each));
    }
    return images;
  }

  /** Compares times and bits with those of {@link Encoder}. */
  private static void compare(
      InputSpec input, EncodingSpec spec, List<Image> images, long shared, int mirroredFrom) {
    Encoder encoder = new Encoder(input, spec);
    Shape shape = encoder.output();
    byte[] times = new byte[images.size() * shape.size()];
    run(input, spec, images, shared, mirroredFrom, Form.TIMES, memory -> memory.read(times));
    for (int i = 0; i < images.size(); i++) {
      byte[] expected = encoder.encode(images.get(i)).latencies();
      byte[] actual = new byte[shape.size()];
      System.arraycopy(times, i * shape.size(), actual, 0, shape.size());
      assertThat(actual).as("times of image %d, %s, %s", i, input, spec).isEqualTo(expected);
    }
    bits(input, spec, images, shared, mirroredFrom);
  }

  private static void bits(
      InputSpec input, EncodingSpec spec, List<Image> images, long shared, int mirroredFrom) {
    Encoder encoder = new Encoder(input, spec);
    Shape shape = encoder.output();
    VolleyBuffer buffer = new VolleyBuffer(shape);
    int words = (int) DeviceSpikes.bytesEach(shape, Form.BITS) / Integer.BYTES;
    int[] bits = new int[images.size() * words];
    run(input, spec, images, shared, mirroredFrom, Form.BITS, memory -> memory.read(bits));
    for (int i = 0; i < images.size(); i++) {
      int[] expected = bits(encoder.encodeAtAll(images.get(i), buffer));
      int[] actual = new int[words];
      System.arraycopy(bits, i * words, actual, 0, words);
      assertThat(actual).as("bits of image %d, %s, %s", i, input, spec).isEqualTo(expected);
    }
  }

  private static int[] bits(Volley volley) {
    Shape shape = volley.shape();
    int perRow = DeviceSpikes.wordsPerRow(shape);
    int[] words = new int[shape.maps() * shape.height() * perRow];
    for (int i = 0; i < volley.count(); i++) {
      int row = volley.spike(i) / shape.width();
      int column = volley.spike(i) % shape.width();
      words[row * perRow + column / 32] |= 1 << column % 32;
    }
    return words;
  }

  /** Encodes images on the device. */
  private static void run(
      InputSpec input,
      EncodingSpec spec,
      List<Image> images,
      long shared,
      int mirroredFrom,
      Form form,
      java.util.function.Consumer<DeviceMemory> read) {
    Encoder encoder = new Encoder(input, spec);
    int size = input.pixels().size();
    byte[] pixels = new byte[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      float[] planes = encoder.planes(images.get(i));
      for (int pixel = 0; pixel < size; pixel++) {
        pixels[i * size + pixel] = (byte) planes[pixel];
      }
    }
    try (EncodeStage stage =
            new EncodeStage(
                device,
                input,
                spec,
                images.size(),
                shared,
                mirroredFrom == FEW ? NEVER : mirroredFrom,
                mirroredFrom == FEW ? NEVER : 0);
        DeviceMemory memory = device.allocate(pixels.length);
        DeviceSpikes spikes =
            DeviceSpikes.allocate(device, stage.output(), spec.steps(), form, images.size())) {
      memory.write(pixels);
      stage.encode(stream, memory, images.size(), spikes);
      stream.await();
      read.accept(spikes.memory());
    }
  }
}
