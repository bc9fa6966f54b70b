package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.testkit.PlainStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that contradict each other, and labels that the network does not know. */
class MessyLabelsTest {

  /** A network that knows one label, "7", and has room for three more. */
  private static final NetworkSpec GROWING = growing(List.of("7"));

  private static NetworkSpec growing(List<String> labels) {
    return Digits.SPEC.toBuilder().decision(d -> d.labels(labels).capacity(4)).build();
  }

  private static ReceivedLabel label(int index, String label) {
    ReceivedLabel right = Digits.labelOf(index);
    return new ReceivedLabel(
        right.origin(),
        right.timestamp(),
        right.payload(),
        right.modelKey(),
        right.frameId(),
        label);
  }

  /** The first digits that have one of {@code labels}. */
  private static List<Integer> digits(String labels, int count) {
    return IntStream.range(0, 2000)
        .filter(i -> labels.contains(Digits.labelText(i)))
        .limit(count)
        .boxed()
        .toList();
  }

  @Test
  void theFirstLabelHoldsAndContradictionsAreDeadLetters() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.LIVE)) {
      learner.frames(0, 9);
      learner.label(label(8, "3"));
      learner.label(label(8, "4"));
      learner.label(label(8, "3"));
      learner.label(label(50, "1"));
      learner.label(label(50, "2"));
      learner.clock(1_000);

      assertThat(learner.deadLetters())
          .extracting(DeadLetter::where, DeadLetter::reason)
          .containsExactly(
              tuple("label", "frame \"digit-8\" already has its label, \"3\""),
              tuple("label", "frame \"digit-8\" already has its label"),
              tuple("label", "frame \"digit-50\" already has its label, \"1\""));
      Counts totals = learner.metrics().totals();
      assertThat(totals.of(Counter.LABELS_CONTRADICTING)).isEqualTo(2);
      assertThat(totals.of(Counter.LABELS_REPEATED)).isEqualTo(1);
      assertThat(totals.of(Counter.LABELS_LEARNED)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0})
  void newLabelsTakeFreeNeuronsUpToTheCapacity(int known) throws Exception {
    NetworkSpec spec = growing(List.of("7").subList(0, known));
    PlainStream plain = Digits.plain(spec);
    try (LearnerHarness learner =
        LearnerHarness.open(Order.LIVE, spec, new HashMapStateBackend())) {
      for (int index : digits("7139", 60)) {
        learner.frame(index);
        learner.label(index);
        plain.frame(index);
        plain.label(index);
      }
      learner.frame(Digits.labelledFrame(digits("5", 1).get(0)));
      learner.label(label(1999, "giraffe"));
      learner.clock(5_001);

      assertThat(learner.publishedFingerprint()).isEqualTo(plain.fingerprint());
      assertThat(learner.metrics().labels()).containsExactlyInAnyOrder("7", "1", "3", "9");
      assertThat(learner.metrics().confusion()).hasDimensions(4, 5);
      assertThat(learner.metrics().totals().of(Counter.LABELS_LEARNED)).isEqualTo(52);
      assertThat(learner.metrics().totals().of(Counter.LABELS_REFUSED)).isEqualTo(2);
      assertThat(learner.predictions())
          .extracting(Prediction::label)
          .containsAnyOf(Optional.of("1"), Optional.of("3"), Optional.of("9"));
      assertThat(learner.deadLetters())
          .extracting(DeadLetter::where)
          .containsExactly("frame", "label");
      assertThat(learner.deadLetters().get(1).reason())
          .contains("\"giraffe\"", "give decision.capacity a value above 4");
    }
  }

  @Test
  void spellingsOfOneLabelAreOneClass() throws Exception {
    List<String> sevens = List.of("7", "7\n", " 7 ", "7.0", "07", "\uff17", "\"7\"", "\ufeff7");
    List<String> cats = List.of("Cat ", "cat", "CAT", "Cat\0", "\uff23\uff41\uff54");
    List<Integer> sevensAndOnes = digits("71", 40);
    PlainStream plain = Digits.plain(GROWING);
    try (LearnerHarness learner =
        LearnerHarness.open(Order.LIVE, GROWING, new HashMapStateBackend())) {
      for (int i = 0; i < sevensAndOnes.size(); i++) {
        int index = sevensAndOnes.get(i);
        List<String> spellings = Digits.labelText(index).equals("7") ? sevens : cats;
        learner.frame(index);
        learner.label(label(index, spellings.get(i % spellings.size())));
        plain.frame(index);
        plain.label(index);
      }
      learner.clock(5_001);

      assertThat(learner.publishedFingerprint()).isEqualTo(plain.fingerprint());
      assertThat(learner.metrics().labels()).containsExactly("7", "Cat");
      assertThat(learner.deadLetters()).isEmpty();
    }
  }

  @Test
  void theSameLabelInAnotherSpellingIsNoContradiction() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.LIVE)) {
      learner.frames(0, 9);
      learner.label(label(8, "3"));
      learner.label(label(8, "3.0\n"));
      learner.label(label(50, "\"1\""));
      learner.label(label(50, "1"));
      learner.clock(1_000);

      assertThat(learner.deadLetters())
          .extracting(DeadLetter::reason)
          .containsExactly(
              "frame \"digit-8\" already has its label",
              "frame \"digit-50\" already has its label");
      assertThat(learner.metrics().totals().of(Counter.LABELS_REPEATED)).isEqualTo(2);
      assertThat(learner.metrics().totals().of(Counter.LABELS_CONTRADICTING)).isZero();
    }
  }

  @Test
  void aWaitingLabelForWhichNoRoomIsLeftIsRefusedAndTheFrameWaitsForAnother() throws Exception {
    List<Integer> five = digits("5", 1);
    try (LearnerHarness learner =
        LearnerHarness.open(Order.LIVE, GROWING, new HashMapStateBackend())) {
      learner.label(five.get(0));
      for (int index : digits("7139", 60)) {
        learner.frame(Digits.labelledFrame(index));
      }
      learner.frame(five.get(0));
      learner.label(label(five.get(0), "1"));
      learner.clock(1_000);

      assertThat(learner.deadLetters())
          .singleElement()
          .extracting(DeadLetter::where)
          .isEqualTo("label");
      assertThat(learner.metrics().totals().of(Counter.LABELS_LEARNED)).isEqualTo(53);
      assertThat(learner.metrics().totals().of(Counter.LABELS_WAITING)).isZero();
      assertThat(learner.metrics().totals().of(Counter.TRACES_WAITING)).isZero();
    }
  }

  @Test
  void labelsMetAtRunTimeAreRestored() throws Exception {
    List<Integer> digits = digits("7139", 60);
    PlainStream plain = Digits.plain(GROWING);
    OperatorSubtaskState state;
    try (LearnerHarness before =
        LearnerHarness.open(Order.LIVE, GROWING, new HashMapStateBackend())) {
      for (int index : digits.subList(0, 30)) {
        before.frame(Digits.labelledFrame(index));
      }
      state = before.snapshot();
    }
    try (LearnerHarness after =
        LearnerHarness.restore(
            Order.LIVE, GROWING, Digits.SEED, new HashMapStateBackend(), state)) {
      for (EncodedFrame frame :
          digits.subList(30, 60).stream().map(Digits::labelledFrame).toList()) {
        after.frame(frame);
      }
      after.clock(5_001);
      for (int index : digits) {
        plain.frame(index);
        plain.label(index);
      }
      assertThat(after.publishedFingerprint()).isEqualTo(plain.fingerprint());
      assertThat(after.metrics().labels()).hasSize(4);
    }
  }
}
