package io.firstspike.engine.cuda.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.DeviceForms;
import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.PoolSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.testkit.Shim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R-STDP on the device ends with the bits of a {@link Learner}, near and far. */
class RewardLessonTest {

  private static final int SEED = 3;
  private static final String NEAR = "fs_learn_rewards_near";
  private static final String FAR = "fs_learn_rewards_far";
  private static final RewardSpec RULE =
      new RewardSpec(0.04f, -0.03f, -0.04f, 0.005f, 0.2f, 0.8f, true, 10, 0.2f, true);

  /** Its decision layer sees 9 maps of 4 x 5 neurons. */
  private static final NetworkSpec SMALL =
      NetworkSpec.load("firstspike-2026-quick").toBuilder()
          .input(new InputSpec(8, 10))
          .feature("S1", f -> f.maps(9).kernel(5).padding(2).pool(new PoolSpec(2, 2, 0)))
          .decision(
              d ->
                  d.labels(labels(4))
                      .capacity(4)
                      .neuronsPerLabel(3)
                      .kernel(3)
                      .padding(1)
                      .weights(new WeightsSpec(0.5f, 0.1f))
                      .rule(RULE))
          .build();

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  private static List<String> labels(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static NetworkSpec with(UnaryOperator<DecisionSpec.Builder> change) {
    return SMALL.toBuilder().decision(change).build();
  }

  private static List<Volley> volleys(Shape shape, int steps, double firing, int count) {
    Random draws = new Random(SEED);
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] times = new byte[shape.size()];
      for (int j = 0; j < times.length; j++) {
        // The fourth image is silent.
        times[j] = (byte) (i != 3 && draws.nextDouble() < firing ? draws.nextInt(steps) : steps);
      }
      volleys.add(Volley.ofLatencies(shape, steps, times));
    }
    return volleys;
  }

  private static void check(NetworkSpec spec, double firing, int count, int chunk) {
    Network first = Network.fresh(spec, SEED);
    Shape input = first.evidence();
    check(first, volleys(input, spec.encoding().steps(), firing, count), chunk);
  }

  /** Learns here and on the device, in chunks, and compares decisions, progress and weights. */
  private static void check(Network first, List<Volley> volleys, int chunk) {
    NetworkSpec spec = first.spec();
    Network here = Network.of(spec, first.weights().toArrays());
    Network there = Network.of(spec, first.weights().toArrays());
    Progress start = Progress.deciding(spec, SEED);
    Learner learner = new Learner(here, start);
    int[] labels =
        new Random(SEED).ints(volleys.size(), 0, spec.decision().labels().size()).toArray();
    int[] expected =
        IntStream.range(0, labels.length)
            .map(i -> learner.learnDecision(volleys.get(i), labels[i]))
            .toArray();
    ProgressTracker progress = new ProgressTracker(spec, start);

    int[] decided = learn(there, volleys, labels, chunk, progress);

    assertThat(decided).isEqualTo(expected);
    assertThat(progress.progress()).isEqualTo(learner.progress());
    assertThat(Model.fingerprint(there.weights()))
        .isEqualTo(Model.fingerprint(here.weights()))
        .isNotEqualTo(Model.fingerprint(first.weights()));
    assertThat(Shim.allocated()).isZero();
  }

  private static int[] learn(
      Network network, List<Volley> volleys, int[] labels, int chunk, ProgressTracker progress) {
    NetworkSpec spec = network.spec();
    Shape input = network.evidence();
    int[] decided = new int[labels.length];
    List<DeviceTable> tables = new ArrayList<>();
    try (Device device = Devices.shim();
        DeviceSpikes evidence =
            DeviceSpikes.allocate(device, input, spec.encoding().steps(), Form.TIMES, chunk);
        Stream stream = device.stream()) {
      for (int table = spec.features().size(); table < spec.tables().size(); table++) {
        tables.add(new DeviceTable(device, network.weights().table(table)));
      }
      try (DecisionLesson lesson = DecisionLesson.of(device, spec, network.decisions(), tables)) {
        for (int first = 0; first < labels.length; first += chunk) {
          int end = Math.min(labels.length, first + chunk);
          evidence.memory().write(DeviceForms.pack(volleys.subList(first, end), Form.TIMES));
          int[] part = Arrays.copyOfRange(labels, first, end);
          int[] said = lesson.learn(stream, evidence, end - first, part, progress, () -> {});
          System.arraycopy(said, 0, decided, first, said.length);
        }
      }
      for (int i = 0; i < tables.size(); i++) {
        tables.get(i).read(network.weights().table(spec.features().size() + i));
        tables.get(i).close();
      }
    }
    return decided;
  }

  private static void assertNear(boolean near) {
    assertThat(Shim.launches(near ? NEAR : FAR)).isPositive();
    assertThat(Shim.launches(near ? FAR : NEAR)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    // labels, neurons, kernel, padding, threshold (0: none), dropout, multiprocessors, near
    "4, 3, 3, 1, 0, 0, 3, true",
    "4, 3, 3, 1, 0, 0.5, 3, true",
    "4, 3, 3, 1, 6, 0, 3, true",
    "4, 3, 3, 1, 6, 0.5, 3, true",
    "2, 1, 3, 2, 3, 0.9, 1, true",
    "2, 50, 2, 0, 0, 0.4, 40, true",
    "3, 13, 5, 2, 9, 0.4, 6, true",
    "10, 1, 0, 0, 0, 0, 3, true",
    "10, 7, 0, 0, 20, 0.3, 5, true",
    "10, 7, 0, 0, 0, 0.3, 70, true",
    "2, 2, 1, 0, 0.7, 0.3, 4, true",
    "40, 3, 3, 1, 0, 0, 1, false",
    "40, 3, 3, 1, 6, 0.5, 1, false",
    "40, 3, 3, 1, 0, 0.5, 2, false",
    "400, 2, 0, 0, 20, 0.3, 1, false",
    "400, 2, 0, 0, 0, 0, 2, false"
  })
  void layersOfAnyKindLearn(
      int labels,
      int neurons,
      int kernel,
      int padding,
      float threshold,
      float dropout,
      int multiprocessors,
      boolean near) {
    Shim.setMultiprocessors(multiprocessors);
    NetworkSpec spec =
        with(
            d ->
                d.labels(labels(labels))
                    .capacity(labels)
                    .neuronsPerLabel(neurons)
                    .kernel(kernel)
                    .padding(padding)
                    .threshold(threshold == 0 ? null : threshold)
                    .dropout(dropout == 0 ? null : new DropoutSpec(dropout, 3)));
    check(spec, 0.3, 25, 14);
    assertNear(near);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 30})
  void anyOrderOfThreadsLearnsTheSame(int order) {
    Shim.setOrder(order);
    NetworkSpec spec = with(d -> d.dropout(new DropoutSpec(0.4f, 2)).averaged(true));
    check(spec, 0.3, 12, 5);
    check(spec.toBuilder().decision(d -> d.threshold(6f)).build(), 0.3, 12, 12);
    Shim.setMultiprocessors(1);
    check(with(d -> d.labels(labels(40)).capacity(40)), 0.3, 5, 5);
    assertThat(Shim.launches(FAR)).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "0, 60", "5, 4", "5, 60"})
  void ofEqualNeuronsTheFirstOneDecides(float threshold, int labels) {
    // One multiprocessor cannot keep the weights of 60 labels near.
    Shim.setMultiprocessors(labels > 4 ? 1 : 5);
    NetworkSpec spec =
        with(
            d ->
                d.labels(labels(labels))
                    .capacity(labels)
                    .threshold(threshold == 0 ? null : threshold)
                    .dropout(new DropoutSpec(0.5f, 2)));
    Network network = Network.fresh(spec, SEED);
    LayerWeights weights = network.weights().decisions();
    float[] row = new float[weights.layout().fan()];
    Arrays.fill(row, 0.5f);
    IntStream.range(0, weights.maps()).forEach(map -> weights.setRow(map, row));
    List<Volley> volleys = volleys(network.evidence(), spec.encoding().steps(), 0.3, 20);
    check(network, volleys, 20);
    assertNear(labels == 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 60})
  void synapsesThatInhibitLearn(int labels) {
    Shim.setMultiprocessors(labels > 4 ? 1 : 5);
    RewardSpec inhibiting = RULE.toBuilder().lower(-1).upper(0.1f).stabilised(false).build();
    NetworkSpec spec =
        with(d -> d.labels(labels(labels)).capacity(labels).averaged(true).rule(inhibiting));
    check(spec, 0.3, 25, 25);
    assertNear(labels == 4);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 60})
  void theFirstDecisionClampsAllWeightsButThoseOfARetiredLabel(int labels) {
    Shim.setMultiprocessors(labels > 4 ? 1 : 5);
    RewardSpec narrow = RULE.toBuilder().lower(0.45f).upper(0.5f).build();
    NetworkSpec spec =
        with(d -> d.labels(labels(labels)).capacity(labels).averaged(true).rule(narrow));
    Network network = Network.fresh(spec, SEED);
    LayerWeights weights = network.weights().decisions();
    float[] row = new float[weights.layout().fan()];
    Arrays.fill(row, -1000);
    weights.setRow(4, row);
    Arrays.fill(row, 0.5f);
    row[1] = -0f;
    row[7] = 3;
    weights.setRow(5, row);
    Shape input = network.evidence();
    List<Volley> volleys = new ArrayList<>(volleys(input, spec.encoding().steps(), 0, 2));
    volleys.addAll(volleys(input, spec.encoding().steps(), 0.3, 10));
    check(network, volleys, 12);
    assertNear(labels == 4);
  }

  @Test
  void freeNeuronsDoNotDecide() {
    check(with(d -> d.capacity(7)), 0.3, 15, 15);
    check(with(d -> d.capacity(7).threshold(6f)), 0.3, 15, 15);
    assertNear(true);
  }

  @Test
  void aLaunchOfManyLabelsIsOneOfFew() {
    // Words name their labels by the last bits of their numbers.
    NetworkSpec spec =
        with(d -> d.labels(labels(2)).capacity(2).rule(RULE.toBuilder().adaptEvery(5000).build()));
    check(spec, 0.2, 1100, 1100);
    assertThat(Shim.launches(NEAR)).isEqualTo(1);
  }

  @Test
  void listsThatDoNotFitAreCut() {
    NetworkSpec spec = with(d -> d.rule(RULE.toBuilder().adaptEvery(5000).build()));
    Shim.setMemory(200 << 10);
    check(spec, 0.3, 160, 160);
    assertThat(Shim.launches(NEAR)).isGreaterThan(1);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    // network, neurons of a label, multiprocessors, near
    "mozafari-2019, 5, 25, true",
    "mozafari-2019, 20, 3, false",
    "mozafari-2018, 10, 3, true"
  })
  void shippedLayersLearn(String name, int neurons, int multiprocessors, boolean near) {
    Shim.setMultiprocessors(multiprocessors);
    NetworkSpec shipped = NetworkSpec.load(name);
    check(shipped.toBuilder().decision(d -> d.neuronsPerLabel(neurons)).build(), 0.3, 12, 12);
    assertNear(near);
  }
}
