package io.firstspike.engine.cuda.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.DeviceForms;
import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.driver.Stream;
import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.DeviceSpikes.Form;
import io.firstspike.engine.cuda.form.DeviceTable;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.ProgressTracker;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.testkit.Shim;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The delta rule on the device ends with the bits of a {@link Learner}. */
class DeltaLessonTest {

  private static final int SEED = 3;
  private static final int EXAMPLES = 23;

  @BeforeEach
  void install() {
    Shim.install();
  }

  @ParameterizedTest
  @CsvSource({
    // labels, capacity, adaptive, smoothing, averaged, latencies, chunk, share of inputs that fire
    "10, 10, true, 0, true, false, 23, 0.3",
    "10, 10, false, 0.1, true, false, 5, 0.1",
    "2, 3, true, 0.4, false, false, 1, 1",
    "32, 32, false, 0, false, false, 23, 0.05",
    "5, 33, true, 0.1, true, false, 8, 0.2",
    "10, 12, true, 0, true, true, 8, 0.2",
  })
  void learningEndsWithTheSameBits(
      int labels,
      int capacity,
      boolean adaptive,
      float smoothing,
      boolean averaged,
      boolean latencies,
      int chunk,
      double firing) {
    NetworkSpec shipped = NetworkSpec.load("firstspike-2026-quick");
    DecisionSpec decision =
        shipped.decision().toBuilder()
            .labels(IntStream.range(0, labels).mapToObj(Integer::toString).toList())
            .capacity(capacity)
            .averaged(averaged)
            .latencies(latencies)
            .rule(new DeltaSpec(8, 7, null, adaptive, smoothing))
            .build();
    check(shipped.toBuilder().decision(decision).build(), chunk, firing);
  }

  @ParameterizedTest
  @CsvSource({
    // maps of the feature layer, share of inputs that fire: more taps than threads keep (4,960) and
    // than are gathered at a time (4,096); synapses that do not fit into shared memory
    "250, 0.3, true",
    "250, 0.5, false",
    "500, 0.02, true",
  })
  void manySynapsesEndWithTheSameBits(int maps, double firing, boolean averaged) {
    NetworkSpec shipped = NetworkSpec.load("firstspike-2026");
    DecisionSpec decision = shipped.decision().toBuilder().averaged(averaged).build();
    check(
        shipped.toBuilder().feature("S1", f -> f.maps(maps)).decision(decision).build(), 9, firing);
  }

  private static void check(NetworkSpec spec, int chunk, double firing) {
    Progress start = Progress.deciding(spec, SEED);
    Network here = Network.fresh(spec, SEED);
    Network there = Network.fresh(spec, SEED);
    Learner learner = new Learner(here, start);
    Random draws = new Random(SEED);
    List<Volley> volleys = volleys(here.evidence(), spec, firing, draws);
    int[] labels = draws.ints(EXAMPLES, 0, spec.decision().labels().size()).toArray();
    int[] expected =
        IntStream.range(0, EXAMPLES)
            .map(i -> learner.learnDecision(volleys.get(i), labels[i]))
            .toArray();

    ProgressTracker progress = new ProgressTracker(spec, start);
    int[] decided = learn(there, spec, volleys, labels, chunk, progress);

    assertThat(decided).isEqualTo(expected);
    assertThat(progress.progress()).isEqualTo(learner.progress());
    assertThat(Model.fingerprint(there.weights())).isEqualTo(Model.fingerprint(here.weights()));
  }

  private static List<Volley> volleys(Shape shape, NetworkSpec spec, double firing, Random draws) {
    int steps = spec.encoding().steps();
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < EXAMPLES; i++) {
      byte[] times = new byte[shape.size()];
      for (int j = 0; j < times.length; j++) {
        // The fourth image is silent.
        boolean fires = i != 3 && draws.nextDouble() < firing;
        int step = spec.decision().timed() ? draws.nextInt(steps) : steps - 1;
        times[j] = (byte) (fires ? step : steps);
      }
      volleys.add(Volley.ofLatencies(shape, steps, times));
    }
    return volleys;
  }

  private static int[] learn(
      Network network,
      NetworkSpec spec,
      List<Volley> volleys,
      int[] labels,
      int chunk,
      ProgressTracker progress) {
    Shape input = network.evidence();
    int steps = spec.encoding().steps();
    int[] decided = new int[labels.length];
    List<DeviceTable> tables = new ArrayList<>();
    try (Device device = Devices.shim();
        DeviceSpikes evidence = DeviceSpikes.allocate(device, input, steps, Form.TIMES, chunk);
        Stream stream = device.stream()) {
      for (int table = spec.features().size(); table < spec.tables().size(); table++) {
        tables.add(new DeviceTable(device, network.weights().table(table)));
      }
      try (DecisionLesson lesson = DecisionLesson.of(device, spec, network.decisions(), tables)) {
        for (int first = 0; first < labels.length; first += chunk) {
          int end = Math.min(labels.length, first + chunk);
          evidence.memory().write(DeviceForms.pack(volleys.subList(first, end), Form.TIMES));
          int[] part = java.util.Arrays.copyOfRange(labels, first, end);
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
}
