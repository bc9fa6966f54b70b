package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.ModelAssembly;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.model.StartingModel;
import io.firstspike.pipeline.stream.model.StartingModels;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.testkit.PlainStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Learners that go on from models of an earlier job, one per key. */
class BeginningTest {

  private static final String OTHER = "other";
  private static final int FIRST = 40;
  private static final int ALL = 90;
  private static final NetworkSpec ROOMY =
      Digits.SPEC.toBuilder().decision(d -> d.capacity(12)).build();

  static Stream<Named<Supplier<StateBackend>>> backends() {
    return Stream.of(
        Named.of("heap", HashMapStateBackend::new),
        Named.of("RocksDB", EmbeddedRocksDBStateBackend::new));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void eachKeyGoesOnFromItsModelAsIfItHadNeverStopped(Supplier<StateBackend> backend)
      throws Exception {
    StartingModels models;
    try (LearnerHarness first = LearnerHarness.open(source(Digits.SPEC), backend.get(), null)) {
      learn(first, 0, FIRST);
      models = published(first, Digits.SPEC);
    }
    assertThat(models.byKey()).containsOnlyKeys(Digits.KEY, OTHER);
    OperatorSubtaskState state;
    try (LearnerHarness second =
        LearnerHarness.open(source(Digits.SPEC).with(models), backend.get(), null)) {
      learn(second, FIRST, FIRST + 10);
      state = second.snapshot();
      assertThat(second.predictions().get(0).modelVersion()).isEqualTo("mozafari-2019@20");
      assertThat(second.metrics().totals().of(Counter.FRAMES_IN)).as("counted anew").isEqualTo(5);
    }
    // Restored from state, without the models, as after a failure.
    try (LearnerHarness third = LearnerHarness.open(source(Digits.SPEC), backend.get(), state)) {
      learn(third, FIRST + 10, ALL);

      StartingModels learned = published(third, Digits.SPEC);
      for (int parity = 0; parity < 2; parity++) {
        PlainStream plain = Digits.plain(Digits.SPEC);
        for (int i = parity; i < ALL; i += 2) {
          plain.frame(i);
          plain.label(i);
        }
        Model model = model(learned, key(parity));
        assertThat(model.fingerprint()).isEqualTo(plain.fingerprint());
        assertThat(model.provenance().data()).isEqualTo("digits");
        assertThat(model.provenance().framesLearned()).isEqualTo(Digits.FEATURE_FRAMES);
        assertThat(model.provenance().labelsLearned()).isEqualTo(ALL / 2 - Digits.FEATURE_FRAMES);
      }
    }
  }

  @Test
  void aModelThatHasMetNewLabelsKeepsThem() throws Exception {
    StartingModels models;
    try (LearnerHarness first =
        LearnerHarness.open(source(ROOMY), new HashMapStateBackend(), null)) {
      learn(first, 0, FIRST);
      first.frame(labelled(FIRST, "ten"));
      models = published(first, ROOMY);
    }
    try (LearnerHarness second =
        LearnerHarness.open(source(ROOMY).with(models), new HashMapStateBackend(), null)) {
      second.frame(labelled(FIRST + 2, "eleven"));

      Model model = model(published(second, ROOMY), Digits.KEY);
      assertThat(model.spec().decision().labels()).endsWith("9", "ten", "eleven");
    }
  }

  @Test
  void aSeriesThatBeganAnewIsInEveryVersionAndLastsInState() throws Exception {
    String series = "mozafari-2019+20261127T003100Z";
    ModelSource anew =
        source(Digits.SPEC).with(StartingModels.base(Digits.SPEC).withSeries(series));
    OperatorSubtaskState state;
    try (LearnerHarness first = LearnerHarness.open(anew, new HashMapStateBackend(), null)) {
      first.frame(labelled(0, "1"));
      assertThat(first.predictions().get(0).modelVersion()).isEqualTo(series + "@0");
      state = first.snapshot();
    }
    try (LearnerHarness second =
        LearnerHarness.open(source(Digits.SPEC), new HashMapStateBackend(), state)) {
      second.frame(labelled(2, "1"));
      second.frame(labelled(1, "1"));

      assertThat(second.predictions())
          .extracting(prediction -> prediction.modelKey() + " " + prediction.modelVersion())
          .as("of a key with state, and of one that has none yet")
          .containsExactly(Digits.KEY + " " + series + "@1", OTHER + " " + series + "@0");
      assertThat(model(published(second, Digits.SPEC), OTHER).provenance().data())
          .isEqualTo("digits, series " + series);
    }
  }

  private static ModelSource source(NetworkSpec spec) {
    return ModelSource.of(spec, Digits.SEED, Optional.empty(), "digits");
  }

  private static String key(int index) {
    return index % 2 == 0 ? Digits.KEY : OTHER;
  }

  private static void learn(LearnerHarness learner, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      learner.frame(labelled(i, Digits.labelText(i)));
    }
    learner.clock(1_100L * to);
  }

  private static EncodedFrame labelled(int index, String label) {
    EncodedFrame frame = Digits.labelledFrame(index);
    return new EncodedFrame(
        frame.origin(),
        frame.timestamp(),
        frame.payload(),
        key(index),
        frame.frameId(),
        Optional.of(label),
        frame.layers(),
        frame.volley());
  }

  /** The models that were published last, as a start reads them from the topic. */
  private static StartingModels published(LearnerHarness learner, NetworkSpec spec)
      throws Exception {
    learner.clock(1_000_000);
    Map<String, float[]> rows = new HashMap<>();
    Map<String, StartingModel> byKey = new HashMap<>();
    for (ModelUpdate update : learner.modelUpdates()) {
      if (update instanceof ModelRow row) {
        rows.put(row.modelKey() + row.layer() + row.map(), row.weights());
      } else if (update instanceof ModelManifest manifest) {
        Model model =
            ModelAssembly.of(
                    manifest,
                    NetworkLimit.DEFAULT,
                    (layer, map) -> rows.get(manifest.modelKey() + layer + map))
                .orElseThrow();
        byKey.put(manifest.modelKey(), new StartingModel(spec.name(), ModelFile.toBytes(model)));
      }
    }
    return new StartingModels(spec.name(), byKey);
  }

  private static Model model(StartingModels models, String modelKey) {
    return ModelFile.fromBytes("published", models.byKey().get(modelKey).file());
  }
}
