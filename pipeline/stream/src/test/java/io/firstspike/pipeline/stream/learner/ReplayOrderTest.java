package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayOrderTest {

  private static final int COUNT = 30;
  private static final int DELAY = 5;

  private interface Step {
    void run(LearnerHarness learner) throws Exception;
  }

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      int index = i;
      steps.add(learner -> learner.frame(index));
      ReceivedLabel label = Digits.labelOf(index, index + DELAY);
      steps.add(learner -> learner.label(label));
    }
    return steps;
  }

  @Test
  void theOrderOfArrivalMakesNoDifference() throws Exception {
    for (long shuffle = 0; shuffle < 3; shuffle++) {
      List<Step> steps = steps();
      Collections.shuffle(steps, new Random(shuffle));
      try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY)) {
        for (Step step : steps) {
          step.run(learner);
        }
        assertThat(learner.predictions()).isEmpty();
        learner.watermark(COUNT + DELAY);
        learner.clock(5_001);

        assertThat(learner.publishedFingerprint()).isEqualTo(Digits.plain(COUNT, DELAY));
        assertThat(learner.predictions())
            .extracting(Prediction::frameTimestamp)
            .isSorted()
            .hasSize(COUNT);
        assertThat(learner.metrics().latencyMillis()).isNull();
      }
    }
  }

  @Test
  void whatEventTimeHasNotReachedWaits() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY)) {
      learner.frames(0, 10);
      learner.watermark(6);

      assertThat(learner.predictions()).hasSize(7);
    }
  }

  @Test
  void whatArrivesAfterATimeMarkIsADeadLetter() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY)) {
      learner.watermark(6);
      learner.frame(6);
      learner.label(5);
      learner.frame(7);
      learner.watermark(7);

      assertThat(learner.predictions()).hasSize(1);
      assertThat(learner.deadLetters())
          .hasSize(2)
          .allSatisfy(letter -> assertThat(letter.reason()).startsWith("arrived after time mark"));
    }
  }

  @Test
  void expiryGoesByEventTimeHoweverFarItJumps() throws Exception {
    try (LearnerHarness learner = LearnerHarness.open(Order.REPLAY)) {
      long late = LearnerHarness.TIME_TO_LIVE + 5_000;
      learner.frame(0);
      learner.label(Digits.labelOf(1, 0));
      learner.label(Digits.labelOf(0, late));
      learner.frame(Digits.frame(1, late, Optional.empty()));
      learner.watermark(late);
      learner.clock(1_000);

      assertThat(learner.deadLetters())
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(letter.reason())
                      .isEqualTo("no frame with id \"digit-1\" came within 10 s"));
      assertThat(learner.metrics().totals().of(Counter.EXPIRED)).isEqualTo(2);
      assertThat(learner.metrics().totals().of(Counter.LABELS_WAITING)).isEqualTo(1);
      assertThat(learner.metrics().totals().of(Counter.TRACES_WAITING)).isEqualTo(1);
    }
  }
}
