package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.LabelCommand.Action;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.testkit.PlainStream;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Commands on the labels topic: labels that are retired, and restored. */
@Tag("slow")
class RetiredLabelsTest {

  private static final NetworkSpec SPEC = MemoryTest.SPEC;
  private static final String RETIRED = "1";

  private static ReceivedLabel command(Action action, String label, long timestamp) {
    // Of equal times, records come in the order of their offsets.
    ReceivedLabel any = Digits.labelOf(500, timestamp);
    return new ReceivedLabel(
        any.origin(), timestamp, any.payload(), any.modelKey(), "", label, Optional.of(action));
  }

  private static boolean isRetired(int index) {
    return Digits.labelText(index).equals(RETIRED);
  }

  private static void learn(LearnerHarness learner, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      learner.frame(i);
      learner.label(i);
    }
  }

  /** The weights of the plain loop, which never hears of the labels while they are retired. */
  private static String plain(int retired, int restored, int end) {
    PlainStream plain = Digits.plain(SPEC);
    for (int i = 0; i < end; i++) {
      if (i == retired) {
        plain.retire(RETIRED);
      }
      if (i == restored) {
        plain.restore(RETIRED);
      }
      plain.frame(i);
      if (i < retired || i >= restored || !isRetired(i)) {
        plain.label(i);
      }
    }
    return plain.fingerprint();
  }

  @Test
  void aRetiredLabelIsNeitherDecidedForNorLearnedUntilItIsRestored() throws Exception {
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.LIVE, SPEC, new HashMapStateBackend())) {
      learn(before, 0, 100);
      int published = before.manifests().size();
      before.label(command(Action.RETIRE, RETIRED, 99));
      assertThat(before.manifests()).as("published at once").hasSize(published + 1);
      learn(before, 100, 120);
      state = before.snapshot();
    }
    try (LearnerHarness after =
        LearnerHarness.restore(Order.LIVE, SPEC, Digits.SEED, new HashMapStateBackend(), state)) {
      learn(after, 120, 150);
      long refused = IntStream.range(120, 150).filter(RetiredLabelsTest::isRetired).count();
      assertThat(refused).isPositive();
      assertThat(after.deadLetters())
          .hasSize((int) refused)
          .extracting(DeadLetter::reason)
          .containsOnly("label \"1\" is retired: send the command restore first");
      assertThat(after.predictions())
          .extracting(Prediction::label)
          .doesNotContain(Optional.of(RETIRED));
      after.clock(2_000);
      assertThat(after.metrics().totals().of(Counter.LABELS_RETIRED)).isEqualTo(1);
      assertThat(after.metrics().windowAccuracyByLabel()).isNotEmpty().doesNotContainKey(RETIRED);

      after.label(command(Action.RESTORE, RETIRED, 150));
      learn(after, 150, 220);
      after.clock(7_001);
      assertThat(after.metrics().totals().of(Counter.LABELS_RETIRED)).isZero();
      assertThat(after.metrics().windowAccuracyByLabel()).containsKey(RETIRED);
      assertThat(after.publishedFingerprint()).isEqualTo(plain(100, 150, 220));
    }
  }

  @Test
  void inReplayACommandTakesItsTurn() throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.open(Order.REPLAY, SPEC, new HashMapStateBackend())) {
      // Commands come before their turn, and at equal times after frames.
      learner.label(command(Action.RESTORE, RETIRED, 140));
      learner.label(command(Action.RETIRE, RETIRED, 99));
      for (int i = 0; i < 180; i++) {
        learner.frame(i);
        if (i < 100 || i > 140 || !isRetired(i)) {
          learner.label(i);
        }
      }
      learner.end();
      assertThat(learner.deadLetters()).isEmpty();
      assertThat(learner.publishedFingerprint()).isEqualTo(plain(100, 141, 180));
    }
  }

  @Test
  void aCommandThatCannotBeCarriedOutIsADeadLetter() throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.open(Order.LIVE, SPEC, new HashMapStateBackend())) {
      learn(learner, 0, 40);
      learner.label(command(Action.RETIRE, "giraffe", 40));
      learner.label(command(Action.RESTORE, "giraffe", 40));
      learner.label(command(Action.RESTORE, RETIRED, 40));
      for (int label = 0; label < 10; label++) {
        learner.label(command(Action.RETIRE, "" + label, 40));
      }
      learner.clock(1_000);
      assertThat(learner.deadLetters())
          .extracting(DeadLetter::reason)
          .satisfiesExactly(
              unknown -> assertThat(unknown).contains("\"giraffe\" is unknown to network"),
              unknown -> assertThat(unknown).contains("\"giraffe\" is unknown to network"),
              last -> assertThat(last).contains("is the last that is not retired"));
      Counts totals = learner.metrics().totals();
      assertThat(totals.of(Counter.LABELS_RETIRED)).isEqualTo(9);
      assertThat(totals.of(Counter.LABELS_REFUSED)).isEqualTo(3);
    }
  }
}
