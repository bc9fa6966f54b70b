package io.firstspike.pipeline.stream.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedSerializer;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EntranceTest {

  private static final int NOW = 5000;

  private OneInputStreamOperatorTestHarness<Label, ReceivedLabel> harness;

  /** Makes an operator, after the one before has ended. */
  private void make(boolean byClock, int subtasks, int subtask) throws Exception {
    if (harness != null) {
      harness.close();
    }
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new Entrance<>("labels", new Admissions.Labels(), byClock), 128, subtasks, subtask);
    harness.setup(new VersionedSerializer<>(Codecs.RECEIVED_LABEL));
    harness.setProcessingTime(NOW);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static StreamRecord<Label> label(String text, long time) {
    return new StreamRecord<>(new Label("camera", "f-1", text, time), time);
  }

  private List<Origin> origins() {
    return harness.extractOutputValues().stream().map(ReceivedLabel::origin).toList();
  }

  @Test
  void numbersGoOnAfterARestart() throws Exception {
    make(false, 2, 1);
    harness.open();
    harness.processElement(label("7", 30));
    harness.processElement(label("7", 30));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    assertThat(origins())
        .containsExactly(new Origin("labels", 1, 0, 30), new Origin("labels", 1, 1, 30));
    make(false, 2, 1);
    harness.initializeState(state);
    harness.open();
    harness.processElement(label("7", 31));
    assertThat(origins()).containsExactly(new Origin("labels", 1, 2, 31));
  }

  @Test
  void afterAChangeOfParallelismNoNumberComesTwice() throws Exception {
    make(false, 1, 0);
    harness.open();
    harness.processElement(label("7", 30));
    OperatorSubtaskState state = harness.snapshot(1, 1);
    OperatorSubtaskState mine =
        AbstractStreamOperatorTestHarness.repartitionOperatorState(state, 128, 1, 2, 0);
    make(false, 2, 0);
    harness.initializeState(mine);
    harness.open();
    harness.processElement(label("7", 31));
    assertThat(origins())
        .singleElement()
        .satisfies(origin -> assertThat(origin.offset()).isGreaterThanOrEqualTo(NOW << 16));
  }

  @Test
  void rejectsLabelsThatNoTextCanBe() throws Exception {
    make(false, 1, 0);
    harness.open();
    harness.processElement(label("\ufffd", 30));
    harness.processElement(label("7", 31));

    assertThat(origins()).containsExactly(new Origin("labels", 0, 1, 31));
    assertThat(harness.getSideOutput(SideOutputs.DEAD_LETTERS))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getValue().where()).isEqualTo("label");
              assertThat(letter.getValue().reason()).contains("U+FFFD");
              assertThat(letter.getValue().frameId()).contains("f-1");
            });
  }

  @Test
  void marksTellEventTimeOrTheClock() throws Exception {
    make(false, 1, 0);
    harness.open();
    harness.processWatermark(new Watermark(30));
    harness.setProcessingTime(NOW + 2000);
    assertThat(harness.getOutput()).containsExactly(new Watermark(30));
    make(true, 1, 0);
    harness.open();
    harness.setProcessingTime(NOW + 1);
    harness.processWatermark(new Watermark(30));
    harness.setProcessingTime(NOW + 1500);
    harness.processWatermark(Watermark.MAX_WATERMARK);
    harness.setProcessingTime(NOW + 9000);
    assertThat(harness.getOutput()).hasSizeGreaterThan(1).doesNotContain(new Watermark(30));
    assertThat(harness.getOutput().stream().skip(harness.getOutput().size() - 1))
        .containsExactly(Watermark.MAX_WATERMARK);
  }
}
