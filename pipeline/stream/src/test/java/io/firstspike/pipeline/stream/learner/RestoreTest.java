package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.topic.Counter;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class RestoreTest {

  private static final int COUNT = 30;
  private static final int DELAY = 5;

  static Stream<Named<Supplier<StateBackend>>> backends() {
    return Stream.of(
        Named.of("heap", HashMapStateBackend::new),
        Named.of("RocksDB", EmbeddedRocksDBStateBackend::new));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aRestoredLearnerEndsWithTheWeightsOfAnUninterruptedOne(Supplier<StateBackend> backend)
      throws Exception {
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.LIVE, backend.get())) {
      live(before, 0, 17);
      state = before.snapshot();
      // The snapshot must not contain what is learned after it.
      live(before, 17, 22);
    }
    try (LearnerHarness after =
        LearnerHarness.restore(Order.LIVE, Digits.SEED, backend.get(), state)) {
      live(after, 17, COUNT + DELAY);
      after.clock(5_001);

      assertThat(after.publishedFingerprint()).isEqualTo(Digits.plain(COUNT, DELAY));
      assertThat(after.metrics().totals().of(Counter.FRAMES_IN)).isEqualTo(COUNT);
      assertThat(after.metrics().totals().of(Counter.LABELS_LEARNED))
          .isEqualTo(COUNT - Digits.FEATURE_FRAMES);
      assertThat(after.modelUpdates()).as("all rows once more").hasSizeGreaterThan(480);
      assertThat(after.deadLetters()).isEmpty();
    }
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
  void whatWaitsForEventTimeIsRestored(Supplier<StateBackend> backend) throws Exception {
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.REPLAY, backend.get())) {
      for (int i = 0; i < COUNT; i++) {
        before.frame(i);
        before.label(Digits.labelOf(i, i + DELAY));
      }
      before.watermark(12);
      state = before.snapshot();
    }
    try (LearnerHarness after =
        LearnerHarness.restore(Order.REPLAY, Digits.SEED, backend.get(), state)) {
      after.watermark(COUNT + DELAY);
      after.clock(5_001);

      assertThat(after.publishedFingerprint()).isEqualTo(Digits.plain(COUNT, DELAY));
      assertThat(after.predictions()).hasSize(COUNT - 13);
    }
  }

  /** Uses more than one chunk of frame ids, some of which are still in memory at the snapshot. */
  @ParameterizedTest
  @MethodSource("backends")
  void whateverWaitsExpiresAfterARestartToo(Supplier<StateBackend> backend) throws Exception {
    int many = 1100;
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.LIVE, backend.get())) {
      before.frames(0, many);
      state = before.snapshot();
    }
    try (LearnerHarness after =
        LearnerHarness.restore(Order.LIVE, Digits.SEED, backend.get(), state)) {
      after.frames(many, COUNT + many);
      after.clock(LearnerHarness.TIME_TO_LIVE + 2_000);
      after.clock(LearnerHarness.TIME_TO_LIVE + 4_000);

      assertThat(after.metrics().totals().of(Counter.EXPIRED)).isEqualTo(COUNT + many);
      assertThat(after.metrics().totals().of(Counter.TRACES_WAITING)).isZero();
      after.frame(0);
      assertThat(after.deadLetters()).as("what was forgotten is new again").isEmpty();
    }
  }

  @Test
  void stateOfAnotherBaseIsRefusedForGood() throws Exception {
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.LIVE)) {
      before.frame(0);
      state = before.snapshot();
    }
    assertThatThrownBy(
            () ->
                LearnerHarness.restore(
                    Order.LIVE, Digits.SEED + 1, new HashMapStateBackend(), state))
        .as("before any record comes")
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessageContaining("seed 7")
        .hasMessageContaining("seed 8")
        .hasMessageContaining("start without the old state");
  }

  @Test
  void stateOfTheOtherOrderIsRefused() throws Exception {
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.REPLAY)) {
      before.frame(0);
      state = before.snapshot();
    }
    assertThatThrownBy(
            () -> LearnerHarness.restore(Order.LIVE, Digits.SEED, new HashMapStateBackend(), state))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .hasMessageContaining("give --order replay");
  }
}
