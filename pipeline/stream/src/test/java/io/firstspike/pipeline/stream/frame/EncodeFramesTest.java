package io.firstspike.pipeline.stream.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedSerializer;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EncodeFramesTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");
  private static final ModelSource SOURCE = ModelSource.of(SPEC, 1, Optional.empty(), "test");

  private OneInputStreamOperatorTestHarness<DecodedFrame, EncodedFrame> harness;

  private void open(Batching batching) throws Exception {
    harness = new OneInputStreamOperatorTestHarness<>(new EncodeFrames(SOURCE, batching));
    harness.setup(new VersionedSerializer<>(Codecs.ENCODED_FRAME));
    harness.setProcessingTime(1000);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static Batching batches(int frames) {
    return new Batching(Backends.CPU, frames, Duration.ofMillis(50));
  }

  private static StreamRecord<DecodedFrame> frame(int digit) {
    return frame(digit, TrainedModels.DIGITS.image(digit));
  }

  private static StreamRecord<DecodedFrame> frame(int number, Image image) {
    Received received =
        new Received(new Origin("frames", 0, number, number), new byte[0], new byte[0], List.of());
    Frame frame = new Frame("camera", "f-" + number, image, Optional.empty(), number);
    return new StreamRecord<>(new DecodedFrame(received, frame), number);
  }

  /** What came out: frame ids, marks of event time and other marks, in their order. */
  private List<String> output() {
    List<String> output = new ArrayList<>();
    for (Object element : harness.getOutput()) {
      if (element instanceof StreamRecord<?> record) {
        EncodedFrame frame = (EncodedFrame) record.getValue();
        assertThat(record.getTimestamp()).isEqualTo(frame.timestamp());
        output.add(frame.frameId());
      } else if (element instanceof Watermark mark) {
        output.add("mark " + mark.getTimestamp());
      } else {
        output.add(element.toString());
      }
    }
    return output;
  }

  @Test
  void framesOfABatchAreTheEncodersAndMarksKeepTheirPlaces() throws Exception {
    open(batches(4));
    harness.processWatermark(new Watermark(0));
    harness.processElement(frame(1));
    harness.processElement(frame(2));
    harness.processWatermark(new Watermark(1));
    harness.processWatermark(new Watermark(2));
    harness.processElement(frame(3));
    assertThat(output()).containsExactly("mark 0");
    harness.processElement(frame(4));
    harness.processWatermark(new Watermark(4));

    assertThat(output()).containsExactly("mark 0", "f-1", "f-2", "mark 2", "f-3", "f-4", "mark 4");
    Encoder encoder = new Encoder(SPEC.input(), SPEC.encoding());
    for (EncodedFrame frame : harness.extractOutputValues()) {
      int digit = (int) frame.timestamp();
      assertThat(frame.volley()).isEqualTo(encoder.encode(TrainedModels.DIGITS.image(digit)));
    }
  }

  @Test
  void nothingWaitsWhileACheckpointIsTakenOrWhenItsTimeIsUp() throws Exception {
    open(batches(100));
    harness.processElement(frame(1));
    harness.prepareSnapshotPreBarrier(1);
    assertThat(output()).containsExactly("f-1");

    harness.processElement(frame(2));
    harness.processWatermark(new Watermark(2));
    harness.setProcessingTime(1049);
    assertThat(output()).containsExactly("f-1");
    harness.setProcessingTime(1050);
    assertThat(output()).containsExactly("f-1", "f-2", "mark 2");

    harness.processElement(frame(3));
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    assertThat(output().subList(3, 5)).containsExactly("f-3", "WatermarkStatus(IDLE)");
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);

    harness.processElement(frame(4));
    harness.endInput();
    assertThat(output()).endsWith("f-4");
  }

  @Test
  void aFrameThatDoesNotFitIsRejectedAloneAndItsMarkGoesOn() throws Exception {
    open(batches(3));
    harness.processElement(frame(1));
    harness.processElement(frame(2, Image.grey(1, 2, new byte[2])));
    harness.processWatermark(new Watermark(2));
    harness.processElement(frame(3));

    assertThat(output()).containsExactly("f-1", "mark 2", "f-3");
    assertThat(harness.getSideOutput(SideOutputs.DEAD_LETTERS))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.getValue().origin().offset()).isEqualTo(2);
              assertThat(letter.getValue().reason()).contains("1x2 grey", "28x28");
            });
  }

  @Test
  void aBackendThatIsNotHereEndsTheJobForGood() {
    Batching elsewhere = new Batching("gpu", 0, Duration.ZERO);
    assertThatThrownBy(() -> open(elsewhere))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("there is no backend \"gpu\"");
  }
}
