package io.firstspike.pipeline.stream.serving;

import static io.firstspike.pipeline.stream.serving.ServingHarness.LIMITS;
import static io.firstspike.pipeline.stream.serving.ServingHarness.Start.FRESH;
import static io.firstspike.pipeline.stream.serving.ServingHarness.WAIT;
import static io.firstspike.pipeline.stream.serving.ServingHarness.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.testkit.Records;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServeFramesTest {

  private static final Model ONE = TrainedModels.trained(40);
  private static final Model TWO = TrainedModels.trained(240);

  static Stream<Named<Supplier<StateBackend>>> backends() {
    return Stream.of(
        Named.of("heap", HashMapStateBackend::new),
        Named.of("RocksDB", EmbeddedRocksDBStateBackend::new));
  }

  private static void assertAnswer(Prediction prediction, Model model, int digit) {
    assertThat(prediction).isEqualTo(Versions.expected(model, digit, prediction));
  }

  @Test
  void a_version_serves_once_its_manifest_has_come_and_not_before() throws Exception {
    List<ModelUpdate> changes = Versions.changes("a", ONE, TWO);
    try (ServingHarness server = ServingHarness.open(FRESH)) {
      long offset = server.models(0, Versions.publication("a", ONE));
      server.take(frame("a", 300));
      server.models(offset, changes.subList(0, changes.size() - 1));
      server.take(frame("a", 301));
      server.model(offset + changes.size(), changes.get(changes.size() - 1));
      server.take(frame("a", 302));

      assertThat(changes).as("rows and the manifest").hasSizeGreaterThan(10);
      assertThat(server.predictions()).hasSize(3);
      assertAnswer(server.predictions().get(0), ONE, 300);
      assertAnswer(server.predictions().get(1), ONE, 301);
      assertAnswer(server.predictions().get(2), TWO, 302);
      assertThat(server.deadLetters()).isEmpty();
    }
  }

  @Test
  void a_batch_gives_each_frame_the_model_of_the_moment_it_came() throws Exception {
    List<ModelUpdate> changes = Versions.changes("a", ONE, TWO);
    Batching four = new Batching(Backends.CPU, 4, Duration.ofMillis(50));
    try (ServingHarness server = ServingHarness.open(FRESH.with(four).with(TWO))) {
      server.clock(1000);
      long offset = server.models(0, Versions.publication("a", ONE));
      server.take(frame("a", 300));
      server.take(frame("other", 301));
      server.models(offset, changes);
      server.take(frame("a", 302));
      assertThat(server.predictions()).isEmpty();
      server.take(frame("a", 303));

      assertThat(server.predictions()).hasSize(4);
      assertAnswer(answer(server, 300), ONE, 300);
      assertAnswer(answer(server, 301), TWO, 301);
      assertAnswer(answer(server, 302), TWO, 302);
      assertAnswer(answer(server, 303), TWO, 303);
      assertThat(server.deadLetters()).isEmpty();
    }
  }

  private static Prediction answer(ServingHarness server, int digit) {
    return server.predictions().stream()
        .filter(prediction -> prediction.frameId().equals("f-" + digit))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void no_barrier_and_no_clock_overtakes_a_batch() throws Exception {
    Batching many = new Batching(Backends.CPU, 100, Duration.ofMillis(50));
    try (ServingHarness server = ServingHarness.open(FRESH.with(many).with(ONE))) {
      server.clock(1000);
      server.take(frame("a", 300));
      server.take(misfit(7));
      server.barrier();
      assertThat(server.predictions()).hasSize(1);
      assertThat(server.reasons()).singleElement().asString().contains("1x2 grey", "28x28");

      server.take(frame("a", 301));
      server.clock(1049);
      assertThat(server.predictions()).hasSize(1);
      server.clock(1050);
      assertThat(server.predictions()).hasSize(2);
      assertAnswer(server.predictions().get(1), ONE, 301);
    }
  }

  private static Received misfit(long offset) {
    Image image = Image.grey(1, 2, new byte[2]);
    Frame frame = new Frame("a", "misfit", image, Optional.empty(), 0);
    return Records.received(offset, FrameFormat.encodeRaw("frames", 0, frame));
  }

  @Test
  void a_manifest_whose_rows_compaction_took_is_passed_over() throws Exception {
    try (ServingHarness server = ServingHarness.open(FRESH)) {
      long offset = server.models(0, Versions.rows("a", TWO));
      server.model(offset, Versions.manifest("a", ONE));
      server.take(frame("a", 300));
      assertThat(server.predictions()).isEmpty();

      server.model(offset + 1, Versions.manifest("a", TWO));

      assertAnswer(server.predictions().get(0), TWO, 300);
      assertThat(server.deadLetters()).isEmpty();
    }
  }

  @Test
  void frames_wait_until_the_models_topic_has_been_read() throws Exception {
    List<ModelUpdate> one = Versions.publication("a", ONE);
    List<ModelUpdate> two = Versions.changes("a", ONE, TWO);
    try (ServingHarness server =
        ServingHarness.open(FRESH.behind(one.size() + two.size() - 1).with(ONE))) {
      server.take(frame("a", 300));
      long offset = server.models(0, one);
      server.take(frame("b", 301));
      server.clock(3 * WAIT);
      assertThat(server.predictions()).isEmpty();

      server.models(offset, two);
      server.take(frame("a", 302));

      assertThat(server.versions())
          .containsExactlyInAnyOrder(
              Versions.version(TWO), Versions.version(ONE), Versions.version(TWO));
      assertThat(server.deadLetters()).isEmpty();
      server.clock(10 * WAIT);
      assertThat(server.predictions()).as("each once").hasSize(3);
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void a_frame_waits_for_its_model_but_not_for_ever(Supplier<StateBackend> backend)
      throws Exception {
    try (ServingHarness server = ServingHarness.open(FRESH.with(backend.get()))) {
      for (int digit = 300; digit < 310; digit++) {
        server.take(frame(digit % 2 == 0 ? "a" : "b", digit));
      }
      server.models(0, Versions.publication("a", ONE));
      assertThat(server.predictions()).hasSize(5);
      for (Prediction prediction : server.predictions()) {
        assertAnswer(prediction, ONE, (int) prediction.frameTimestamp());
      }

      server.clock(WAIT - 1);
      assertThat(server.deadLetters()).isEmpty();
      server.clock(WAIT + 1000);

      assertThat(server.predictions()).hasSize(5);
      assertThat(server.reasons())
          .hasSize(5)
          .allMatch(reason -> reason.contains("frame: no model \"b\" came within 10 s"));
      server.models(1000, Versions.publication("b", ONE));
      assertThat(server.predictions()).hasSize(5);
    }
  }

  @Test
  void what_waits_is_bounded() throws Exception {
    ServingLimits tight = new ServingLimits(Duration.ofMillis(WAIT), 128 * 2500, 3, 20_000_000);
    try (ServingHarness server = ServingHarness.open(FRESH.with(tight))) {
      // All of one slot key: each takes the 784 bytes of a digit, and about 200 more.
      for (int i = 0; i < 4; i++) {
        server.take(frame("a", 300 + i, 128L * i));
      }
      server.take(frame("a", 310, 1));

      assertThat(server.reasons())
          .hasSize(2)
          .allMatch(
              reason ->
                  reason.contains("320000 bytes of frames (option --max-waiting, or waitingBytes"));
      server.models(0, Versions.publication("a", ONE));
      assertThat(server.predictions()).hasSize(3);
      server.take(frame("b", 304, 128L * 4));
      assertThat(server.deadLetters()).as("there is room again").hasSize(2);
    }
  }

  @Test
  void a_model_from_a_file_serves_the_keys_that_have_none() throws Exception {
    try (ServingHarness server = ServingHarness.open(FRESH.with(ONE))) {
      server.take(frame("a", 300));
      server.models(0, Versions.publication("a", TWO));
      server.take(frame("a", 301));
      server.take(frame("b", 302));

      assertAnswer(server.predictions().get(0), ONE, 300);
      assertAnswer(server.predictions().get(1), TWO, 301);
      assertAnswer(server.predictions().get(2), ONE, 302);
    }
  }

  @Test
  void a_model_whose_features_still_learn_is_silent_and_says_what_it_learns() throws Exception {
    Model young = TrainedModels.trained(TrainedModels.SPEC, 20, 0);
    try (ServingHarness server = ServingHarness.open(FRESH)) {
      server.models(0, Versions.publication("a", young));
      server.take(frame("a", 300));

      assertThat(server.predictions().get(0).silent()).isTrue();
      assertThat(server.predictions().get(0).phase()).isEqualTo("S1");
    }
  }

  @Test
  void a_version_may_be_of_another_network() throws Exception {
    NetworkSpec wide = TrainedModels.SPEC.toBuilder().name("wide").input(i -> i.width(30)).build();
    Model other = TrainedModels.trained(NetworkSpec.load("firstspike-2026-quick"), 0, 0);
    try (ServingHarness server = ServingHarness.open(FRESH)) {
      long offset = server.models(0, Versions.publication("a", ONE));
      offset = server.models(offset, Versions.publication("a", other));
      server.take(frame("a", 300));
      assertThat(server.versions()).containsExactly("firstspike-2026-quick@0");

      Model blank =
          new Model(
              wide,
              ONE.provenance(),
              Progress.start(wide, 1),
              Network.fresh(wide, 1).weights().toArrays());
      server.models(offset, Versions.publication("a", deciding(blank)));
      server.take(frame("a", 301));

      assertThat(server.predictions()).hasSize(1);
      assertThat(server.reasons()).singleElement().asString().contains("28x28").contains("28x30");
    }
  }

  private static Model deciding(Model model) {
    return new Model(
        model.spec(), model.provenance(), Progress.deciding(model.spec(), 1), model.weights());
  }

  @Test
  void bad_records_of_models_are_dead_letters_of_one_subtask_and_leave_the_model_alone()
      throws Exception {
    try (ServingHarness first = ServingHarness.open(FRESH);
        ServingHarness second = ServingHarness.open(FRESH.as(1, 2))) {
      for (ServingHarness server : List.of(first, second)) {
        long offset = server.models(0, Versions.publication("a", ONE));
        for (Received bad : badRecords(offset)) {
          server.model(bad);
        }
      }
      first.take(frame("a", 300));

      assertAnswer(first.predictions().get(0), ONE, 300);
      assertThat(second.deadLetters()).isEmpty();
      assertThat(first.reasons()).hasSize(10).allMatch(reason -> reason.startsWith("model update"));
      assertThat(first.reasons())
          .satisfiesExactly(
              reason -> assertThat(reason).contains("a key and a value"),
              reason -> assertThat(reason).contains("neither model nor model/layer/map"),
              reason -> assertThat(reason).contains("row format 9"),
              reason -> assertThat(reason).contains("not the JSON expected"),
              reason -> assertThat(reason).contains("network spec of model a"),
              reason -> assertThat(reason).contains("more than the limit of 20,000,000"),
              reason -> assertThat(reason).contains("lacks a field"),
              reason -> assertThat(reason).contains("model version must"),
              reason -> assertThat(reason).contains("no finite number"),
              reason -> assertThat(reason).contains("do not fit its spec"));
    }
  }

  private static List<Received> badRecords(long offset) {
    ModelManifest good = Versions.manifest("a", ONE);
    List<ModelUpdate> infinite =
        List.of(with(ONE, 0, new float[] {Float.NaN}), brokenManifest(new float[] {Float.NaN}));
    List<ModelUpdate> short1 =
        List.of(with(ONE, 0, new float[] {0.5f}), brokenManifest(new float[] {0.5f}));
    return Stream.of(
            bytes(offset, "a", null),
            bytes(offset, "a/b", "x"),
            bytes(offset, "a/S1/0", "\t"),
            bytes(offset, "a", "{"),
            update(offset, copy(good, good.modelVersion(), "name: x\n", good.progress())),
            update(offset, copy(good, good.modelVersion(), huge(), good.progress())),
            update(offset, copy(good, good.modelVersion(), good.specYaml(), without(good))),
            update(offset, copy(good, "v".repeat(300), good.specYaml(), good.progress())),
            update(offset, infinite.get(0)),
            update(offset, infinite.get(1)),
            update(offset, short1.get(0)),
            update(offset, short1.get(1)))
        .toList();
  }

  private static String huge() {
    return ONE.spec().toBuilder()
        .feature("S1", f -> f.maps(15_000))
        .build(NetworkLimit.NONE)
        .toYaml();
  }

  private static Progress without(ModelManifest manifest) {
    Progress p = manifest.progress();
    return new Progress(
        p.seed(), p.stage(), p.frames(), p.frozenAfter(), null, p.adaptation(), p.activity());
  }

  private static ModelManifest copy(
      ModelManifest manifest, String version, String yaml, Progress progress) {
    return new ModelManifest(
        manifest.modelKey(),
        version,
        yaml,
        manifest.provenance(),
        progress,
        manifest.sha256(),
        manifest.rows());
  }

  private static ModelRow with(Model model, int map, float[] weights) {
    return new ModelRow("a", "S1", map, Versions.version(model), weights);
  }

  /** A manifest that matches a first row of these weights. */
  private static ModelManifest brokenManifest(float[] row) {
    float[][][] weights = ONE.weights().clone();
    weights[0] = weights[0].clone();
    weights[0][0] = row;
    return Versions.manifest("a", new Model(ONE.spec(), ONE.provenance(), ONE.progress(), weights));
  }

  private static Received update(long offset, ModelUpdate update) {
    return Records.received(offset, ModelUpdateFormat.encode("models", 1, update));
  }

  private static Received bytes(long offset, String key, String value) {
    return Records.received("models", offset, 0, key, value);
  }

  @Test
  void more_model_keys_than_allowed_are_dead_letters() throws Exception {
    try (ServingHarness server = ServingHarness.open(FRESH)) {
      for (String key : List.of("a", "b", "c", "d")) {
        server.model(0, Versions.rows(key, ONE).get(0));
      }

      assertThat(LIMITS.maxModels()).isEqualTo(3);
      assertThat(server.reasons()).singleElement().asString().contains("--max-models");
    }
  }

  @Test
  void what_is_no_frame_is_a_dead_letter_and_a_time_mark_nothing() throws Exception {
    try (ServingHarness server = ServingHarness.open(FRESH.with(ONE))) {
      server.take(bytes(0, "a", "no picture"));
      server.take(Records.received(1, TimeMark.record("frames", 0, 5)));

      assertThat(server.predictions()).isEmpty();
      assertThat(server.reasons()).singleElement().asString().contains("frame: ").contains("PNG");
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void all_is_restored_by_more_subtasks(Supplier<StateBackend> backend) throws Exception {
    List<ModelUpdate> changes = Versions.changes("a", ONE, TWO);
    int waiting = 40;
    OperatorSubtaskState state;
    try (ServingHarness before = ServingHarness.open(FRESH.with(backend.get()))) {
      long offset = before.models(0, Versions.publication("a", ONE));
      before.models(offset, changes.subList(0, changes.size() - 1));
      for (int i = 0; i < waiting; i++) {
        before.take(frame("b", 300 + i));
      }
      state = before.snapshot();
      before.model(9999, changes.get(changes.size() - 1));
    }
    int answered = 0;
    int given = 0;
    for (int subtask = 0; subtask < 3; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(
              state, ServingHarness.SLOT_KEYS, 1, 3, subtask);
      try (ServingHarness after =
          ServingHarness.restore(FRESH.with(backend.get()).as(subtask, 3), part)) {
        Received own = ownFrame(subtask);
        after.take(own);
        assertAnswer(after.predictions().get(0), ONE, 300);
        after.model(9999, changes.get(changes.size() - 1));
        after.take(own);
        assertAnswer(after.predictions().get(1), TWO, 300);

        after.models(10_000, Versions.publication("b", TWO));
        for (Prediction p : after.predictions().subList(2, after.predictions().size())) {
          assertAnswer(p, TWO, (int) p.frameTimestamp());
        }
        given += after.predictions().size() - 2 > 0 ? 1 : 0;
        answered += after.predictions().size() - 2;
      }
    }
    assertThat(answered).isEqualTo(waiting);
    assertThat(given).as("subtasks that had some of them").isEqualTo(3);
  }

  /** A frame of model a that goes to this one of three subtasks. */
  private static Received ownFrame(int subtask) throws Exception {
    for (long offset = 5000; ; offset++) {
      Received frame = frame("a", 300, offset);
      int owner =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              ServingHarness.KEYS.getKey(frame), ServingHarness.SLOT_KEYS, 3);
      if (owner == subtask) {
        return frame;
      }
    }
  }

  @Test
  void a_restored_server_catches_up_before_it_answers() throws Exception {
    List<ModelUpdate> one = Versions.publication("a", ONE);
    List<ModelUpdate> two = Versions.changes("a", ONE, TWO);
    OperatorSubtaskState state;
    try (ServingHarness before = ServingHarness.open(FRESH)) {
      before.models(0, one);
      state = before.snapshot();
    }
    try (ServingHarness after =
        ServingHarness.restore(FRESH.behind(one.size() + two.size() - 1), state)) {
      after.take(frame("a", 300));
      assertThat(after.predictions()).isEmpty();
      after.models(one.size(), two);
      assertAnswer(after.predictions().get(0), TWO, 300);
    }
    try (ServingHarness upToDate = ServingHarness.restore(FRESH.behind(one.size() - 1), state)) {
      upToDate.take(frame("a", 300));
      assertAnswer(upToDate.predictions().get(0), ONE, 300);
    }
  }

  @Test
  void many_models_are_served_from_state_when_not_all_are_ready() throws Exception {
    int keys = 80;
    ServingLimits wide = new ServingLimits(Duration.ofMillis(WAIT), 64 << 20, keys, 20_000_000);
    NetworkSpec small = small();
    Model even = TrainedModels.trained(small, TrainedModels.FEATURE_FRAMES, 5);
    Model odd = TrainedModels.trained(small, TrainedModels.FEATURE_FRAMES, 25);
    try (ServingHarness server = ServingHarness.open(FRESH.with(wide))) {
      long offset = 0;
      for (int key = 0; key < keys; key++) {
        offset = server.models(offset, Versions.publication("k" + key, key % 2 == 0 ? even : odd));
      }
      for (int key = 0; key < keys; key++) {
        server.take(frame("k" + key, 300 + key));
      }

      assertThat(server.predictions()).hasSize(keys);
      for (int key = 0; key < keys; key++) {
        assertAnswer(server.predictions().get(key), key % 2 == 0 ? even : odd, 300 + key);
      }
    }
  }

  private static NetworkSpec small() {
    return TrainedModels.SPEC.toBuilder().feature("S1", f -> f.maps(8)).build();
  }

  @Test
  void lanes_are_dealt_evenly() throws Exception {
    Map<Integer, Long> counts =
        Stream.iterate(0L, offset -> offset + 1)
            .limit(128 * 5)
            .map(ServeFramesTest::key)
            .collect(Collectors.groupingBy(key -> key, Collectors.counting()));

    assertThat(counts).hasSize(128);
    assertThat(counts.values()).allMatch(count -> count == 5);
  }

  private static int key(long offset) {
    return ServingHarness.KEYS.getKey(
        new Received(new Origin("f", 0, offset, 0), null, null, List.of()));
  }
}
