package io.firstspike.engine.cuda.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.DeviceForms;
import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RatesSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** STDP of a feature layer on the device ends with the bits of a learner's weights. */
class FeatureLessonTest {

  private static final long SEED = 5;
  private static final String FAR = "fs_learn_frames_far";
  private static final NetworkSpec SMALL =
      NetworkSpec.load("firstspike-2026-quick").toBuilder()
          .input(new InputSpec(9, 11))
          .feature(
              "S1",
              f ->
                  f.maps(40)
                      .threshold(6)
                      .pool(null)
                      .stdp(s -> s.frames(1_000_000).winners(4).inhibitionRadius(1)))
          .build();

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  /** A learner of layer {@code layer} that has learned from {@code frames} frames before. */
  private static Learner learner(NetworkSpec spec, int layer, long frames) {
    return new Learner(
        Network.fresh(spec, SEED),
        new Progress(
            SEED,
            layer,
            frames,
            Collections.nCopies(layer, 1L),
            new Verdicts(0, 0, 0),
            Adaptation.NONE,
            new Activity(0, 0)));
  }

  private static List<Volley> volleys(Shape shape, int steps, double firing, int count, int seed) {
    Random random = new Random(seed);
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] latencies = new byte[shape.size()];
      for (int n = 0; n < latencies.length; n++) {
        latencies[n] = (byte) (random.nextDouble() < firing ? random.nextInt(steps) : steps);
      }
      volleys.add(Volley.ofLatencies(shape, steps, latencies));
    }
    return volleys;
  }

  /**
   * Learns here and on the device, in chunks of the given sizes by turns, and compares all weights.
   *
   * @param before number of frames that the layer has learned from before
   */
  private static void check(
      NetworkSpec spec, int layer, List<Volley> frames, long before, int... chunks) {
    Learner here = learner(spec, layer, before);
    LayerWeights there = here.network().weights().table(layer).copy();
    float[][] first = there.rows();
    Convolution layout = here.network().convolution(layer);
    try (Device device = Devices.shim();
        DeviceTable table = new DeviceTable(device, there);
        FeatureLesson lesson = new FeatureLesson(device, spec, layer, layout, table);
        DeviceSpikes input =
            DeviceSpikes.allocate(
                device, layout.input(), spec.encoding().steps(), Form.TIMES, frames.size());
        Stream stream = device.stream()) {
      int done = 0;
      for (int chunk = 0; done < frames.size(); chunk++) {
        int count = Math.min(frames.size() - done, chunks[chunk % chunks.length]);
        List<Volley> part = frames.subList(done, done + count);
        part.forEach(here::learnFeatures);
        input.memory().write(DeviceForms.pack(part, Form.TIMES));
        lesson.learn(stream, input, count, before + done + 1, SEED);
        stream.await();
        done += count;
      }
      table.read(there);
    }
    float[][] expected = here.network().weights().rows(layer);
    assertThat(Arrays.deepEquals(expected, first)).isFalse();
    float[][] found = there.rows();
    for (int map = 0; map < expected.length; map++) {
      for (int tap = 0; tap < expected[map].length; tap++) {
        if (Float.floatToRawIntBits(found[map][tap])
            != Float.floatToRawIntBits(expected[map][tap])) {
          assertThat(found[map][tap]).as("map %d, tap %d", map, tap).isEqualTo(expected[map][tap]);
        }
      }
    }
    assertThat(Shim.allocated()).isZero();
  }

  private static void check(NetworkSpec spec, double firing, int count, int... chunks) {
    Shape input = Network.fresh(spec, SEED).convolution(0).input();
    check(spec, 0, volleys(input, spec.encoding().steps(), firing, count, 1), 0, chunks);
  }

  private static NetworkSpec with(java.util.function.UnaryOperator<FeatureSpec.Builder> change) {
    return SMALL.toBuilder().feature("S1", change).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30})
  void chunksOfAnySizeLearnTheSame(int chunk) {
    check(SMALL, 0.3, 30, chunk);
    assertThat(Shim.launches(FAR)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30})
  void anyOrderOfThreadsLearnsTheSame(int order) {
    Shim.setOrder(order);
    check(SMALL, 0.3, 12, 5);
    check(with(f -> f.maps(1500)), 0.3, 5, 3);
    assertThat(Shim.launches(FAR)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    // maps, kernel, stride, padding, threshold, winners, radius, multiprocessors
    "1, 3, 1, 0, 2, 1, 0, 3",
    "33, 5, 1, 2, 6, 60, 0, 5",
    "70, 4, 2, 1, 5, 3, 2, 2",
    "128, 3, 3, 2, 3, 8, 1, 16",
    "200, 5, 1, 2, 6, 5, 3, 11",
    "250, 2, 1, 1, 1, 8, 1, 5",
    "65, 9, 1, 4, 40, 2, 5, 4",
    "31, 0, 1, 0, 60, 1, 0, 3",
    "90, 0, 1, 0, 30, 5, 4, 1"
  })
  void windowsOfAnyKindLearn(
      int maps,
      int kernel,
      int stride,
      int padding,
      float threshold,
      int winners,
      int radius,
      int multiprocessors) {
    Shim.setMultiprocessors(multiprocessors);
    NetworkSpec spec =
        with(
            f ->
                f.maps(maps)
                    .kernel(kernel)
                    .stride(stride)
                    .padding(padding)
                    .threshold(threshold)
                    .stdp(s -> s.winners(winners).inhibitionRadius(radius)));
    check(spec, 0.25, 8, 6, 3);
  }

  @ParameterizedTest
  @CsvSource({
    // maps, kernel, stride, padding, threshold, winners, radius, multiprocessors
    "500, 5, 1, 2, 6, 5, 1, 3",
    "1100, 5, 2, 1, 6, 30, 0, 12",
    "500, 0, 1, 0, 60, 1, 0, 3",
    "700, 7, 3, 3, 20, 700, 2, 1"
  })
  void weightsThatAreTooManyForSharedMemoryLearn(
      int maps,
      int kernel,
      int stride,
      int padding,
      float threshold,
      int winners,
      int radius,
      int multiprocessors) {
    Shim.setMultiprocessors(multiprocessors);
    NetworkSpec spec =
        with(
            f ->
                f.maps(maps)
                    .kernel(kernel)
                    .stride(stride)
                    .padding(padding)
                    .threshold(threshold)
                    .stdp(s -> s.winners(winners).inhibitionRadius(radius)));
    check(spec, 0.25, 5, 5, 3);
    assertThat(Shim.launches(FAR)).isPositive();
  }

  @Test
  void aLayerOfManyLocationsLearns() {
    Shim.setMultiprocessors(2);
    NetworkSpec spec =
        with(f -> f.maps(8).kernel(3).padding(1)).toBuilder().input(new InputSpec(70, 130)).build();
    check(spec, 0.2, 3, 3);
  }

  @Test
  void ratesGrowWithinAChunkAndAtItsBorders() {
    RatesSpec slow = new RatesSpec(25, 0.01f, -0.006f, 1.5f, 3, 0.5f, 0, 1, false);
    RatesSpec fast = new RatesSpec(0, 0.05f, -0.04f, 2, 4, 0.2f, 0.1f, 0.9f, true);
    NetworkSpec spec = with(f -> f.stdp(s -> s.rates(List.of(slow, fast))));
    check(spec, 0.3, 40, 6, 4, 1);
    RatesSpec each = new RatesSpec(0, 0.001f, -0.0007f, 1.1f, 1, 0.4f, 0, 1, false);
    check(with(f -> f.stdp(s -> s.rates(List.of(each)))), 0.3, 30, 9);
  }

  @Test
  void weightsOutsideTheBoundsAreClampedAfterTheFirstFrame() {
    RatesSpec narrow = new RatesSpec(20, 0.01f, -0.006f, 0, 0, 0, 0.45f, 0.5f, false);
    RatesSpec wide = new RatesSpec(0, 0.01f, -0.006f, 0, 0, 0, -1, 2, false);
    NetworkSpec spec = with(f -> f.stdp(s -> s.rates(List.of(narrow, wide))));
    check(spec, 0.3, 1, 1);
    check(spec, 0.3, 5, 5);
    Shape input = Network.fresh(spec, SEED).convolution(0).input();
    check(spec, 0, volleys(input, spec.encoding().steps(), 0.3, 5, 2), 17, 5);
  }

  @Test
  void mapsDropOutAsInALearner() {
    NetworkSpec spec = with(f -> f.stdp(s -> s.dropout(new DropoutSpec(0.6f, 4))));
    check(spec, 0.3, 30, 7, 1);
    Shape input = Network.fresh(spec, SEED).convolution(0).input();
    check(spec, 0, volleys(input, spec.encoding().steps(), 0.3, 10, 2), 102, 10);
  }

  @Test
  void onlyTheFirstInputOfALocationCountsIfTheLayerInhibitsIt() {
    check(with(f -> f.inhibitInput(true).threshold(2)), 0.6, 20, 6);
  }

  @Test
  void framesWithoutSpikesTeachNothing() {
    Shape input = Network.fresh(SMALL, SEED).convolution(0).input();
    int steps = SMALL.encoding().steps();
    List<Volley> frames = new ArrayList<>();
    volleys(input, steps, 0.3, 6, 1)
        .forEach(
            volley -> {
              frames.addAll(volleys(input, steps, 0, 2, 1));
              frames.add(volley);
            });
    check(SMALL, 0, frames, 0, 18);
  }

  @ParameterizedTest
  @CsvSource({
    "firstspike-2026-quick, 0, 12, 16",
    "firstspike-2026, 0, 5, 16",
    "firstspike-2026-deep, 1, 3, 8",
    "kheradpisheh-2018, 0, 10, 12",
    "kheradpisheh-2018, 1, 10, 6",
    "mozafari-2019, 0, 10, 10",
    "mozafari-2019, 1, 6, 6",
    "rezghi-2022, 0, 6, 16",
    "rezghi-2022, 1, 5, 3"
  })
  void shippedLayersLearnFromDigits(String name, int layer, int count, int multiprocessors) {
    Shim.setMultiprocessors(multiprocessors);
    NetworkSpec shipped = NetworkSpec.load(name);
    String learning = shipped.features().get(layer).name();
    NetworkSpec spec =
        shipped.toBuilder().feature(learning, f -> f.stdp(s -> s.frames(1_000_000))).build();
    Classifier classifier = new Classifier(Network.fresh(spec, SEED));
    List<Volley> frames = new ArrayList<>();
    for (Image image : ShippedNetworks.images(spec, count)) {
      frames.add(classifier.features(classifier.encode(image), layer));
    }
    check(spec, layer, frames, 0, count / 2 + 1, 3);
  }
}
