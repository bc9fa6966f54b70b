package io.firstspike.pipeline.stream.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.reading.PartitionStanding;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.pipeline.stream.status.StatusLines;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class EventClockTest {

  @Test
  void standsAtTheBeginningUntilEveryPartitionHasBeenHeard() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.mark(0, 100);
      assertThat(clock.times()).isEmpty();

      clock.record(1, 40);
      clock.read(39);
      assertThat(clock.times()).containsExactly(39L);
    }
  }

  @Test
  void goesWithThePartitionThatIsFurthestBehindAndNeverBackwards() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.mark(0, 100);
      clock.mark(1, 40);
      clock.read(39);
      clock.record(1, 60);
      clock.read(59);
      clock.mark(1, 50);
      clock.mark(1, 70);

      assertThat(clock.times()).containsExactly(39L, 59L, 69L);
      assertThat(clock.records()).isEqualTo(5);
    }
  }

  @Test
  void knowsAfterARestartWhatPartitionsSaidThatNowAreSilent() throws Exception {
    OperatorSubtaskState state;
    try (Clock clock = new Clock().open()) {
      clock.mark(0, 100);
      clock.mark(1, 40);
      clock.read(39);
      clock.mark(1, 50);
      state = clock.snapshot();
    }

    try (Clock clock = new Clock()) {
      clock.restore(state);
      clock.mark(1, 60);

      assertThat(clock.times()).containsExactly(49L, 59L);
    }
  }

  @Test
  void goesByTheTimeThatRecordsTellOfThemselves() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.record(0, 5000, "60");
      clock.record(0, 5001, "noon");
      clock.read(0);

      assertThat(clock.times()).containsExactly(59L);
    }
  }

  @Test
  void theEndOfAllTimeIsPassedOn() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.read(Long.MAX_VALUE);

      assertThat(clock.times()).containsExactly(Long.MAX_VALUE);
    }
  }

  @Test
  void aSilentPartitionIsWaitedForAndNamedOnceItIsReadToItsEnd() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.mark(1, 100);
      clock.standing(0, false);
      clock.standing(1, true);
      clock.standing(2, true);
      clock.wall(9_000);
      assertThat(clock.says()).isEmpty();

      clock.wall(11_000);
      assertThat(clock.says())
          .containsExactly(
              "event time waits for partition 2 of frames: send time marks (null value, header"
                  + " mark, header event-time) or give --idle-after TIME");

      clock.standing(0, true);
      clock.wall(13_000);
      assertThat(clock.says())
          .singleElement()
          .asString()
          .startsWith("event time waits for partitions 0, 2 of frames: ");

      clock.mark(0, 90);
      clock.mark(2, 95);
      clock.read(89);
      clock.wall(30_000);
      assertThat(clock.times()).containsExactly(89L);
      assertThat(clock.says()).isEmpty();
    }
  }

  @Test
  void aRecordThatWaitsForAMarkOfItsOwnTopicIsSaid() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.record(0, 100);
      clock.read(99);
      clock.standing(0, true);
      clock.wall(12_000);

      assertThat(clock.says()).singleElement().asString().contains("waits for partition 0 of");

      clock.mark(0, 101);
      clock.wall(40_000);
      assertThat(clock.says()).isEmpty();
    }
  }

  @Test
  void anIdlePartitionHoldsNothingBackUntilItSpeaksAgain() throws Exception {
    try (Clock clock = new Clock(Duration.ofSeconds(5)).open()) {
      clock.record(0, 100);
      clock.standing(0, true);
      clock.standing(1, false);
      clock.standing(2, true);
      clock.wall(4_000);
      clock.record(0, 150);
      clock.standing(0, true);
      clock.wall(6_000);
      assertThat(clock.times()).as("partition 1 has more to read").isEmpty();

      clock.record(1, 120);
      clock.standing(1, true);
      clock.wall(7_000);
      assertThat(clock.times()).containsExactly(119L);

      clock.wall(9_500);
      clock.record(1, 140);
      clock.wall(10_500);
      assertThat(clock.times()).containsExactly(119L, 139L);
    }
  }

  @Test
  void aTopicThatIsIdleAltogetherLetsTheOtherGoOn() throws Exception {
    try (Clock clock = new Clock(Duration.ofSeconds(5)).open()) {
      clock.record(0, 100);
      clock.standing(0, true);
      clock.wall(6_000);
      assertThat(clock.times()).containsExactly(100L);
      assertThat(clock.idle()).isTrue();

      clock.record(0, 110);
      assertThat(clock.idle()).isFalse();
    }
  }

  @Test
  void whatTheReaderTellsGoesNoFurther() throws Exception {
    try (Clock clock = new Clock().open()) {
      clock.standing(0, true);

      assertThat(clock.records()).isZero();
    }
  }

  /** The operator in a test harness. */
  private static final class Clock implements AutoCloseable {

    private final OneInputStreamOperatorTestHarness<Received, Received> harness;

    Clock() throws Exception {
      this(Duration.ZERO);
    }

    Clock(Duration idleAfter) throws Exception {
      harness =
          new OneInputStreamOperatorTestHarness<>(
              new EventClock(ClockBound.of(Duration.ofDays(1)), "frames", idleAfter));
      harness.setup(
          new VersionedType<>(Codecs.RECEIVED).createSerializer(new SerializerConfigImpl()));
    }

    Clock open() throws Exception {
      harness.open();
      return this;
    }

    void restore(OperatorSubtaskState state) throws Exception {
      harness.initializeState(state);
      harness.open();
      harness.setProcessingTime(1);
    }

    OperatorSubtaskState snapshot() throws Exception {
      return harness.snapshot(1, 1);
    }

    void record(int partition, long time) throws Exception {
      take(new Received(new Origin("frames", partition, 0, time), null, new byte[1], List.of()));
    }

    /**
     * Sends a record with Kafka's time {@code timestamp} and an event time of its own, {@code
     * told}.
     */
    void record(int partition, long timestamp, String told) throws Exception {
      List<Header> headers = List.of(new Header("event-time", told.getBytes(UTF_8)));
      take(new Received(new Origin("frames", partition, 0, timestamp), null, new byte[1], headers));
    }

    void mark(int partition, long time) throws Exception {
      List<Header> headers = List.of(new Header("mark", new byte[0]));
      take(new Received(new Origin("frames", partition, 0, time), null, null, headers));
    }

    private void take(Received received) throws Exception {
      harness.processElement(new StreamRecord<>(received));
    }

    /** Advances the reader's own event time to {@code time}. */
    void read(long time) throws Exception {
      harness.processWatermark(time);
    }

    /** Sends the reader's report on a partition. */
    void standing(int partition, boolean atEnd) throws Exception {
      take(new PartitionStanding(partition, atEnd).record("frames"));
    }

    void wall(long time) throws Exception {
      harness.setProcessingTime(time);
    }

    List<String> says() {
      StatusLines lines =
          (StatusLines)
              ((EventClock) harness.getOperator())
                  .getRuntimeContext()
                  .<String, TreeSet<String>>getAccumulator(StatusLines.NAME);
      return List.copyOf(lines.getLocalValue());
    }

    /** Whether the last status is idle. */
    boolean idle() {
      return harness.getOutput().stream()
          .filter(WatermarkStatus.class::isInstance)
          .reduce((first, second) -> second)
          .equals(Optional.of(WatermarkStatus.IDLE));
    }

    int records() {
      return harness.extractOutputValues().size();
    }

    List<Long> times() {
      return harness.getOutput().stream()
          .filter(Watermark.class::isInstance)
          .map(output -> ((Watermark) output).getTimestamp())
          .toList();
    }

    @Override
    public void close() {
      try {
        harness.close();
      } catch (Exception e) { // as the harness declares
        throw new IllegalStateException(e);
      }
    }
  }
}
