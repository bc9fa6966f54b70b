package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.DriftSpec;
import io.firstspike.engine.spec.DriftSpec.Response;
import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.testkit.PlainStream;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Learners with so small a memory that it is always full, and with an impatient detector. */
@Tag("slow")
class MemoryTest {

  private static final int COUNT = 150;
  private static final int DELAY = 3;
  private static final int BYTES = 2_000;

  static final NetworkSpec SPEC =
      Digits.SPEC.toBuilder()
          .decision(
              d ->
                  d.kernel(0)
                      .padding(0)
                      .threshold(null)
                      .neuronsPerLabel(1)
                      .dropout(null)
                      .weights(new WeightsSpec(0, 0))
                      .rule(new DeltaSpec(16, 10, null, true))
                      .memory(new MemorySpec(BYTES, 0, 1, null, 50, false, 0))
                      .drift(new DriftSpec(0.05f, 4, 3, Response.ANEW)))
          .build();

  static Stream<Named<Supplier<StateBackend>>> backends() {
    return Stream.of(
        Named.of("heap", HashMapStateBackend::new),
        Named.of("RocksDB", EmbeddedRocksDBStateBackend::new));
  }

  private static String plain(int count) {
    PlainStream plain = Digits.plain(SPEC);
    plain.send(0, count, DELAY);
    return plain.fingerprint();
  }

  private static void live(LearnerHarness learner, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      if (i < COUNT) {
        learner.frame(i);
      }
      if (i >= DELAY) {
        learner.label(i - DELAY);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aRestoredLearnerRemembersBitByBit(Supplier<StateBackend> backend) throws Exception {
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.LIVE, SPEC, backend.get())) {
      live(before, 0, 60);
      before.snapshot();
      live(before, 60, 90);
      state = before.snapshot();
      // The snapshot must not contain what is remembered after it.
      live(before, 90, 100);
    }
    try (LearnerHarness after =
        LearnerHarness.restore(Order.LIVE, SPEC, Digits.SEED, backend.get(), state)) {
      live(after, 90, COUNT + DELAY);
      after.clock(5_001);
      assertThat(after.publishedFingerprint()).isEqualTo(plain(COUNT));
      assertThat(after.metrics().totals().of(Counter.MEMORY_VOLLEYS))
          .isBetween(10L, COUNT - Digits.FEATURE_FRAMES - 1L);
      assertThat(after.metrics().totals().of(Counter.MEMORY_BYTES))
          .isBetween(BYTES / 2L, (long) BYTES);
    }
  }

  /**
   * Two learners of which only one fits into memory: each is suspended whenever the other works.
   */
  @Test
  void suspendedLearnersRememberBitByBit() throws Exception {
    try (LearnerHarness learners =
        LearnerHarness.openSmall(Order.LIVE, SPEC, new HashMapStateBackend())) {
      for (int i = 0; i < 60 + DELAY; i++) {
        for (String key : List.of("one", "other")) {
          if (i < 60) {
            learners.frame(forKey(key, Digits.frame(i)));
          }
          if (i >= DELAY) {
            learners.label(forKey(key, Digits.labelOf(i - DELAY)));
          }
        }
      }
      learners.clock(5_001);
      assertThat(learners.manifests()).extracting(m -> m.sha256()).endsWith(plain(60), plain(60));
    }
  }

  private static EncodedFrame forKey(String key, EncodedFrame frame) {
    return new EncodedFrame(
        frame.origin(),
        frame.timestamp(),
        frame.payload(),
        key,
        frame.frameId(),
        frame.label(),
        frame.layers(),
        frame.volley());
  }

  private static ReceivedLabel forKey(String key, ReceivedLabel label) {
    return new ReceivedLabel(
        label.origin(), label.timestamp(), label.payload(), key, label.frameId(), label.label());
  }

  private static ReceivedLabel labelled(int index, String text) {
    ReceivedLabel label = Digits.labelOf(index);
    return new ReceivedLabel(
        label.origin(),
        label.timestamp(),
        label.payload(),
        label.modelKey(),
        label.frameId(),
        text);
  }

  /** One digit alone, until it is well known, then the same digit by another name. */
  @Test
  void driftIsToldInMetricsAtOnce() throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.open(Order.LIVE, SPEC, new HashMapStateBackend())) {
      learner.frames(0, Digits.FEATURE_FRAMES);
      for (int i = Digits.FEATURE_FRAMES; i < 100; i++) {
        learner.frame(i);
        learner.label(labelled(i, i < 60 ? "1" : i % 2 == 0 ? "1" : "2"));
        if (i == 59) {
          learner.clock(2_000);
          assertThat(learner.metrics().drift()).isEqualTo(new Metrics.Drift(false, 0, null, null));
        }
      }
      Metrics told =
          learner.allMetrics().stream()
              .filter(metrics -> metrics.drift().drifts() == 1)
              .findFirst()
              .orElseThrow();
      assertThat(told.drift().detectedAt()).isEqualTo(told.totals().of(Counter.LABELS_LEARNED));
      assertThat(told.drift().sinceLabel()).isBetween(45L, told.drift().detectedAt() - 4);
    }
  }

  @Test
  void aSpecWithoutDetectorTellsNothing() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.LIVE)) {
      learner.frame(0);
      learner.clock(2_000);
      assertThat(learner.metrics().drift()).isNull();
      assertThat(learner.metrics().totals().of(Counter.MEMORY_BYTES)).isZero();
    }
  }
}
