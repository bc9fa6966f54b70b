package io.firstspike.pipeline.stream.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.admin.PartitionEnds.Answer;
import io.firstspike.connectors.topic.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadProgressTest {

  private final ReadProgress progress = new ReadProgress();

  @Test
  void aMomentIsReachedWhenAllPartitionsAreReadThatFar() {
    progress.begins(0, 0);
    progress.begins(1, 5);
    progress.noteEnds(new Answer(1_000, Map.of(0, 2L, 1, 6L)));
    assertThat(progress.take()).isEmpty();

    progress.read(record(0, 0));
    progress.read(record(0, 1));
    assertThat(progress.take()).isEmpty();

    progress.read(record(1, 5));
    assertThat(progress.take()).hasValue(1_000);
    assertThat(progress.take()).as("each moment once").isEmpty();
  }

  @Test
  void aReaderThatIsAlwaysALittleBehindGetsOnNevertheless() {
    progress.begins(0, 0);
    progress.noteEnds(new Answer(1_000, Map.of(0, 10L)));
    progress.read(record(0, 4));
    progress.noteEnds(new Answer(2_000, Map.of(0, 20L)));
    progress.read(record(0, 14));

    assertThat(progress.take()).hasValue(1_000);
  }

  @Test
  void whatAfterASecondLookIsNoRecordIsNotWaitedFor() {
    progress.begins(0, 3);
    progress.noteEnds(new Answer(1_000, Map.of(0, 4L)));
    assertThat(progress.take()).isEmpty();

    progress.noteEnds(new Answer(2_000, Map.of(0, 3L)));
    assertThat(progress.take()).hasValue(1_000);
  }

  @Test
  void anAnswerFromBeforeAPartitionCameTellsNothing() {
    progress.begins(0, 3);
    Answer before = new Answer(1_000, Map.of(0, 3L));
    progress.begins(1, 0);
    progress.noteEnds(before);
    assertThat(progress.take()).isEmpty();

    progress.noteEnds(new Answer(2_000, Map.of(0, 3L, 1, 0L)));
    assertThat(progress.take()).hasValue(2_000);
  }

  @Test
  void aReaderWithoutPartitionsSaysSoOnlyAfterAMinute() {
    progress.noteEnds(new Answer(1_000, Map.of()));
    assertThat(progress.take()).isEmpty();

    progress.noteEnds(new Answer(61_000, Map.of()));
    assertThat(progress.take()).hasValue(61_000);
  }

  private static Origin record(int partition, long offset) {
    return new Origin("frames", partition, offset, 0);
  }
}
