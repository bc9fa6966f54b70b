package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.apache.flink.contrib.streaming.state.EmbeddedRocksDBStateBackend;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replay order with records in memory and in state: the same frames and labels, of which some
 * expire before their counterpart comes, must have the same outcome.
 */
@Tag("slow")
class HeldBackTest {

  private static final int COUNT = 60;
  private static final long STEP = 700;

  /** The event time when all records have been taken, but the last ids are still remembered. */
  private static final long END = COUNT * STEP + 2 * LearnerHarness.TIME_TO_LIVE;

  enum Backend {
    HEAP(HashMapStateBackend::new),
    ROCKSDB(EmbeddedRocksDBStateBackend::new);

    private final Supplier<StateBackend> supplier;

    Backend(Supplier<StateBackend> supplier) {
      this.supplier = supplier;
    }
  }

  private record Arrival(long time, Optional<EncodedFrame> frame, Optional<ReceivedLabel> label) {

    void at(LearnerHarness learner) throws Exception {
      if (frame.isPresent()) {
        learner.frame(frame.get());
      } else {
        learner.label(label.get());
      }
    }
  }

  private record Outcome(
      List<String> predicted, List<String> rejected, Counts totals, String weights) {}

  /**
   * The records in the order of event time. Labels come up to one and a half times the time to live
   * too late, or too early.
   */
  private static List<Arrival> arrivals() {
    Random random = new Random(5);
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      long time = LearnerHarness.TIME_TO_LIVE + i * STEP;
      long delay = random.nextLong(-500, LearnerHarness.TIME_TO_LIVE * 3 / 2);
      arrivals.add(
          new Arrival(
              time, Optional.of(Digits.frame(i, time, Optional.empty())), Optional.empty()));
      arrivals.add(
          new Arrival(
              time + delay, Optional.empty(), Optional.of(Digits.labelOf(i, time + delay))));
    }
    arrivals.sort(Comparator.comparingLong(Arrival::time));
    return arrivals;
  }

  private static Outcome outcome(LearnerHarness... parts) throws Exception {
    LearnerHarness last = parts[parts.length - 1];
    last.watermark(END);
    last.clock(10_001);
    List<String> predicted = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (LearnerHarness part : parts) {
      part.predictions().stream().map(Prediction::frameId).forEach(predicted::add);
      part.deadLetters().stream().map(DeadLetter::reason).forEach(rejected::add);
    }
    return new Outcome(predicted, rejected, last.metrics().totals(), last.publishedFingerprint());
  }

  /** The outcome when event time follows each record at once, so that no record waits for long. */
  private static Outcome oneByOne() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY)) {
      for (Arrival arrival : arrivals()) {
        learner.watermark(arrival.time() - 1);
        arrival.at(learner);
      }
      return outcome(learner);
    }
  }

  private static void shuffled(List<Arrival> arrivals, LearnerHarness learner, Random random)
      throws Exception {
    List<Arrival> left = new ArrayList<>(arrivals);
    while (!left.isEmpty()) {
      left.remove(random.nextInt(left.size())).at(learner);
    }
  }

  @Test
  void someOfItIsForgotten() throws Exception {
    Outcome outcome = oneByOne();

    assertThat(outcome.predicted()).hasSize(COUNT);
    assertThat(outcome.totals().of(Counter.EXPIRED)).isPositive();
    assertThat(outcome.totals().of(Counter.LABELS_LEARNED)).isPositive();
    assertThat(outcome.rejected()).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void allAtOnceIsAsOneByOne(Backend backend) throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY, backend.supplier.get())) {
      shuffled(arrivals(), learner, new Random(1));

      assertThat(outcome(learner)).isEqualTo(oneByOne());
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutMemoryIsAsWithIt(Backend backend) throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.openSmall(Order.REPLAY, Digits.SPEC, backend.supplier.get())) {
      shuffled(arrivals(), learner, new Random(2));

      assertThat(outcome(learner)).isEqualTo(oneByOne());
    }
  }

  /** Records arrive with times before and after those that a checkpoint has written to state. */
  @ParameterizedTest
  @EnumSource
  void aCheckpointInBetweenMakesNoDifference(Backend backend) throws Exception {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(seed);
      try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY, backend.supplier.get())) {
        List<Arrival> left = arrivals();
        while (!left.isEmpty()) {
          // The next record may arrive after some that follow it in event time.
          List<Arrival> next = left.subList(0, Math.min(left.size(), 1 + random.nextInt(20)));
          shuffled(next, learner, random);
          next.clear();
          learner.snapshot();
          if (!left.isEmpty()) {
            learner.watermark(left.get(0).time() - 1 - random.nextInt((int) (3 * STEP)));
          }
        }
        assertThat(outcome(learner)).isEqualTo(oneByOne());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestartInBetweenMakesNoDifference(Backend backend) throws Exception {
    List<Arrival> arrivals = arrivals();
    int half = arrivals.size() / 2;
    try (LearnerHarness before = LearnerHarness.open(Order.REPLAY, backend.supplier.get())) {
      // The second quarter waits; of the third, every other has come, too.
      Random random = new Random(3);
      shuffled(arrivals.subList(0, half), before, random);
      List<Arrival> rest = new ArrayList<>();
      for (int i = half; i < arrivals.size(); i++) {
        if (i % 2 == 0 && i < half * 3 / 2) {
          arrivals.get(i).at(before);
        } else {
          rest.add(arrivals.get(i));
        }
      }
      before.watermark(arrivals.get(half / 2).time());
      OperatorSubtaskState state = before.snapshot();
      try (LearnerHarness after =
          LearnerHarness.restore(Order.REPLAY, Digits.SEED, backend.supplier.get(), state)) {
        shuffled(rest, after, random);

        assertThat(outcome(before, after)).isEqualTo(oneByOne());
      }
    }
  }
}
