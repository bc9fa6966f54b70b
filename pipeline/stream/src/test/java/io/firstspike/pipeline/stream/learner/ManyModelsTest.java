package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.testkit.PlainStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More learners than memory has room for: suspended and resumed, each learns what it would learn
 * alone.
 */
@Tag("slow")
class ManyModelsTest {

  private static final int KEYS = 3;
  private static final int COUNT = 90;

  static Stream<Named<Supplier<StateBackend>>> backends() {
    return Stream.of(
        Named.of("heap", HashMapStateBackend::new),
        Named.of("RocksDB", EmbeddedRocksDBStateBackend::new));
  }

  private static EncodedFrame frame(int index) {
    EncodedFrame frame = Digits.labelledFrame(index);
    return new EncodedFrame(
        frame.origin(),
        frame.timestamp(),
        frame.payload(),
        "key-" + index % KEYS,
        frame.frameId(),
        frame.label(),
        frame.layers(),
        frame.volley());
  }

  @ParameterizedTest
  @MethodSource("backends")
  void learnersThatLeaveMemoryGoOnAsIfTheyHadStayed(Supplier<StateBackend> backend)
      throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.openSmall(Order.LIVE, Digits.SPEC, backend.get())) {
      for (int i = 0; i < COUNT; i++) {
        learner.frame(frame(i));
        learner.clock(i);
      }
      learner.clock(6_000);

      Map<String, ModelManifest> newest = new HashMap<>();
      learner.manifests().forEach(manifest -> newest.put(manifest.modelKey(), manifest));
      for (int key = 0; key < KEYS; key++) {
        PlainStream plain = Digits.plain(Digits.SPEC);
        for (int i = key; i < COUNT; i += KEYS) {
          plain.frame(i);
          plain.label(i);
        }
        assertThat(newest.get("key-" + key).sha256()).isEqualTo(plain.fingerprint());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void nothingIsToldTwiceBecauseALearnerLeft(Supplier<StateBackend> backend) throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.openSmall(Order.LIVE, Digits.SPEC, backend.get())) {
      for (int i = 0; i < COUNT; i++) {
        learner.frame(frame(i));
      }
      learner.clock(1_000);
      List<Metrics> metrics = learner.allMetrics();
      assertThat(metrics).hasSize(KEYS);
      assertThat(metrics).allMatch(window -> window.windowFrames() == COUNT / KEYS);

      learner.clock(5_000);
      int told = learner.modelUpdates().size();
      learner.frame(frame(COUNT));
      learner.frame(frame(COUNT + 1));
      learner.clock(11_000);
      assertThat(learner.modelUpdates().subList(told, learner.modelUpdates().size()))
          .as("only the rows of the decision layer that changed")
          .filteredOn(ModelRow.class::isInstance)
          .isNotEmpty()
          .allMatch(row -> ((ModelRow) row).layer().equals("S3"))
          .hasSizeLessThanOrEqualTo(2);
    }
  }
}
