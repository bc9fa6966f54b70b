package io.firstspike.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {

  private static final ReplayOptions OPTIONS = ReplayOptions.startingAt(1000);

  @Test
  void framesAreAStepApart() {
    Schedule schedule = new Schedule(OPTIONS.withStepMillis(40), 10);
    assertThat(schedule.frameTime(0)).isEqualTo(1000);
    assertThat(schedule.frameTime(3)).isEqualTo(1120);
  }

  @Test
  void epochsRepeatTheRangeUnderNewIds() {
    Schedule schedule =
        new Schedule(OPTIONS.withRange(4, 7).withEpochs(2).withIdPrefix("digit"), 10);
    assertThat(schedule.frames()).isEqualTo(6);
    assertThat(schedule.index(5)).isEqualTo(6);
    assertThat(schedule.frameId(2)).isEqualTo("digit-0-6");
    assertThat(schedule.frameId(3)).isEqualTo("digit-1-4");
  }

  @Test
  void rangeEndsWithTheDataset() {
    assertThat(new Schedule(OPTIONS.withRange(8, 99), 10).frames()).isEqualTo(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Schedule(OPTIONS.withRange(10, 99), 10))
        .withMessageContaining("the dataset has 10 images");
  }

  @ParameterizedTest
  @CsvSource({"25, 40", "300, 3", "1000, 1", "5000, 1", "0.5, 2000", "0, 1"})
  void stepFollowsTheRateInWholeMilliseconds(double rate, long step) {
    assertThat(OPTIONS.withRate(rate).stepMillis()).isEqualTo(step);
  }

  @Test
  void delayInFramesIsThatManySteps() {
    ReplayOptions options = OPTIONS.withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(5));
    assertThat(new Schedule(options.withStepMillis(40), 10).labelTime(1)).isEqualTo(1240);
  }

  @Test
  void delayInTimeIsEventTimeWithoutARateAndClockTimeWithOne() {
    ReplayOptions options =
        OPTIONS.withLabels(LabelPlace.TOPIC, LabelDelay.of(Duration.ofSeconds(2)));
    assertThat(new Schedule(options, 10).labelTime(0)).isEqualTo(3000);

    // At 5,000 frames/s a step of 1 ms takes 0.2 ms by the clock, so 2 s take 10,000 steps.
    Schedule fast = new Schedule(options.withRate(5000), 10);
    assertThat(fast.labelTime(0)).isEqualTo(11_000);
    assertThat(fast.nanosUntil(fast.labelTime(0))).isEqualTo(2_000_000_000L);
  }

  @Test
  void clockFollowsTheRateAlone() {
    assertThat(new Schedule(OPTIONS.withRate(20).withStepMillis(7), 10).nanosUntil(1000 + 7 * 10))
        .isEqualTo(500_000_000L);
    assertThat(new Schedule(OPTIONS.withStepMillis(7), 10).nanosUntil(1070)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 100", "10, 1", "500, 2", "5000, 20", "1000000, 100"})
  void marksFollowTheClockWhenThereIsARate(double rate, int frames) {
    assertThat(new Schedule(OPTIONS.withRate(rate), 10).markEvery()).isEqualTo(frames);
  }

  @Test
  void labelsGoToTheirTopicOnlyWhenAsked() {
    assertThat(new Schedule(OPTIONS, 10).labels()).isEqualTo(10);
    for (LabelPlace place : new LabelPlace[] {LabelPlace.FRAME, LabelPlace.NOWHERE}) {
      assertThat(new Schedule(OPTIONS.withLabels(place, LabelDelay.NONE), 10).labels()).isZero();
    }
  }

  @Test
  void timeThatOverflowsIsRefusedAtTheStart() {
    ReplayOptions options = ReplayOptions.startingAt(Long.MAX_VALUE - 5);
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> new Schedule(options, 10));
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

  private static void assertRefused(Runnable construction, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(construction::run)
        .withMessageContaining(reason);
  }
}
