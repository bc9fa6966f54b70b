package io.firstspike.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  private static final ReplayOptions OPTIONS = ReplayOptions.startingAt(1000);

  @Test
  void framesAreAStepApart() {
    Schedule schedule = schedule(OPTIONS.withStepMillis(40));
    assertThat(schedule.frameTime(0)).isEqualTo(1000);
    assertThat(schedule.frameTime(3)).isEqualTo(1120);
  }

  @Test
  void epochsRepeatTheRangeUnderNewIds() {
    Schedule schedule = schedule(OPTIONS.withRange(4, 7).withEpochs(2).withIdPrefix("digit"));
    assertThat(schedule.frames()).isEqualTo(6);
    assertThat(schedule.frameId(2)).isEqualTo("digit-0-6");
    assertThat(schedule.frameId(3)).isEqualTo("digit-1-4");
    assertThat(schedule.frameId(5)).isEqualTo("digit-1-6");
  }

  @Test
  void rangeEndsWithTheDataset() {
    assertThat(schedule(OPTIONS.withRange(8, 99)).frames()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule(OPTIONS.withRange(10, 99)))
        .withMessageContaining("the dataset has 10 examples");
  }

  @ParameterizedTest
  @CsvSource({"25, 40", "300, 3", "1000, 1", "5000, 1", "0.5, 2000", "0, 1"})
  void stepFollowsTheRateInWholeMilliseconds(double rate, long step) {
    assertThat(OPTIONS.withRate(rate).stepMillis()).isEqualTo(step);
  }

  @Test
  void delayInFramesIsThatManySteps() {
    ReplayOptions options = OPTIONS.withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(5));
    assertThat(schedule(options.withStepMillis(40)).labelTime(1)).isEqualTo(1240);
  }

  @Test
  void delayInTimeIsEventTimeWithoutARateAndClockTimeWithOne() {
    ReplayOptions options =
        OPTIONS.withLabels(LabelPlace.TOPIC, LabelDelay.of(Duration.ofSeconds(2)));
    assertThat(schedule(options).labelTime(0)).isEqualTo(3000);

    // At 5,000 frames/s a step of 1 ms takes 0.2 ms by the clock, so 2 s take 10,000 steps.
    Schedule fast = schedule(options.withRate(5000));
    assertThat(fast.labelTime(0)).isEqualTo(11_000);
    assertThat(fast.nanosUntil(fast.labelTime(0))).isEqualTo(2_000_000_000L);
  }

  @Test
  void clockFollowsTheRateAlone() {
    assertThat(schedule(OPTIONS.withRate(20).withStepMillis(7)).nanosUntil(1000 + 7 * 10))
        .isEqualTo(500_000_000L);
    assertThat(schedule(OPTIONS.withStepMillis(7)).nanosUntil(1070)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "10, 1", "500, 2", "5000, 20", "1000000, 100"})
  void marksFollowTheClockWhenThereIsARate(double rate, int frames) {
    assertThat(schedule(OPTIONS.withRate(rate)).markEvery()).isEqualTo(frames);
  }

  @Test
  void labelsGoToTheirTopicOnlyWhenAsked() {
    assertThat(schedule(OPTIONS).labels()).isEqualTo(10);
    for (LabelPlace place : new LabelPlace[] {LabelPlace.FRAME, LabelPlace.NOWHERE}) {
      assertThat(schedule(OPTIONS.withLabels(place, LabelDelay.NONE)).labels()).isZero();
    }
  }

  @Test
  void timeThatOverflowsIsRefusedAtTheStart() {
    ReplayOptions options = ReplayOptions.startingAt(Long.MAX_VALUE - 5);
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> schedule(options));
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    assertRefused(() -> OPTIONS.withRate(-1), "frames per second");
    assertRefused(() -> OPTIONS.withRate(Double.NaN), "frames per second");
    assertRefused(() -> OPTIONS.withStepMillis(0), "step");
    assertRefused(() -> OPTIONS.withEpochs(0), "epochs");
    assertRefused(() -> OPTIONS.withRange(3, 3), "range");
    assertRefused(() -> OPTIONS.withRange(-1, 3), "range");
    assertRefused(() -> OPTIONS.withMarkEvery(0), "marks");
    assertRefused(() -> ReplayOptions.startingAt(-1), "start");
    assertRefused(() -> LabelDelay.ofFrames(-1), "cannot come before its frame");
    assertRefused(() -> LabelDelay.of(Duration.ofMillis(-1)), "cannot come before its frame");
  }

  private static Schedule schedule(ReplayOptions options) {
    Dataset digits = MnistSample.test().slice(0, 10);
    return new Schedule(
        options,
        options.protocol().present(digits, options.from(), options.to(), options.epochs()).order());
  }

  private static void assertRefused(Runnable construction, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction::run)
        .withMessageContaining(reason);
  }
}
