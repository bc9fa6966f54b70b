package io.firstspike.pipeline.stream.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.cuda.CudaBackend;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedSerializer;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Encoding on a device that fails in the middle of a job: with a restore from the last checkpoint,
 * or with the processor in its place, the operator gives what it gives on the processor, bit by
 * bit, and nothing twice.
 */
class EncodeFramesOnDeviceTest {

  private static final int LAUNCH_FAILED = 719;
  private static final int FRAMES = 14;

  /** The frames before the checkpoint; the last of them are no full batch. */
  private static final int BEFORE = 6;

  private static final int BATCH = 4;

  /** Small, as the shim is slow. */
  private static final NetworkSpec SPEC =
      TrainedModels.SPEC.toBuilder().feature("S1", f -> f.maps(8)).build();

  private boolean shim;

  @AfterEach
  void reset() {
    if (shim) {
      Shim.reset();
    }
  }

  private void installShim() {
    Shim.install();
    shim = true;
    Shim.setMemory(256 << 20);
  }

  /** A frame as it left the operator, or a watermark between frames. */
  private record Output(String frameId, int layers, Volley volley, long mark) {

    static Output of(Object element) {
      if (element instanceof Watermark mark) {
        return new Output(null, 0, null, mark.getTimestamp());
      }
      EncodedFrame frame = (EncodedFrame) ((StreamRecord<?>) element).getValue();
      return new Output(frame.frameId(), frame.layers(), frame.volley(), frame.timestamp());
    }
  }

  /** One attempt of the job's task. */
  private static final class Attempt implements AutoCloseable {

    private final OneInputStreamOperatorTestHarness<DecodedFrame, EncodedFrame> harness;

    Attempt(ModelSource source, String backend, OperatorSubtaskState state) throws Exception {
      Batching batching = new Batching(backend, BATCH, Duration.ofSeconds(10));
      harness = new OneInputStreamOperatorTestHarness<>(new EncodeFrames(source, batching));
      harness.setup(new VersionedSerializer<>(Codecs.ENCODED_FRAME));
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
    }

    /** Sends frames, each followed by a watermark, as a source that replays them does. */
    void send(int from, int to) throws Exception {
      for (int i = from; i < to; i++) {
        Received received =
            new Received(new Origin("frames", 0, i, i), new byte[0], new byte[0], List.of());
        Frame frame =
            new Frame("camera", "f-" + i, TrainedModels.DIGITS.image(i), Optional.empty(), i);
        harness.processElement(new StreamRecord<>(new DecodedFrame(received, frame), i));
        harness.processWatermark(new Watermark(i));
      }
    }

    OperatorSubtaskState checkpoint() throws Exception {
      harness.prepareSnapshotPreBarrier(1);
      return harness.snapshot(1, 1);
    }

    List<Output> output() {
      return harness.getOutput().stream().map(Output::of).toList();
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

  private static ModelSource learning() {
    return ModelSource.of(SPEC, 1, Optional.empty(), "test");
  }

  private static ModelSource frozen() {
    Model model = TrainedModels.trained(SPEC, TrainedModels.FEATURE_FRAMES, 5);
    return ModelSource.of(SPEC, 1, Optional.of(ModelFile.toBytes(model)), "test");
  }

  /** The output of an attempt in which nothing fails. */
  private static List<Output> undisturbed(ModelSource source, String backend) throws Exception {
    try (Attempt attempt = new Attempt(source, backend, null)) {
      attempt.send(0, BEFORE);
      attempt.checkpoint();
      attempt.send(BEFORE, FRAMES);
      attempt.harness.endInput();
      return attempt.output();
    }
  }

  /**
   * The output up to a checkpoint, and that of a second attempt that begins there: what reaches a
   * reader of committed records.
   *
   * @param failing ends the first attempt, in which some frames after the checkpoint were sent
   */
  private static List<Output> committed(ModelSource source, String backend, Failing failing)
      throws Exception {
    List<Output> before;
    OperatorSubtaskState state;
    try (Attempt first = new Attempt(source, backend, null)) {
      first.send(0, BEFORE);
      state = first.checkpoint();
      before = first.output();
      failing.end(first);
    }
    try (Attempt second = new Attempt(source, backend, state)) {
      second.send(BEFORE, FRAMES);
      second.harness.endInput();
      List<Output> all = new ArrayList<>(before);
      all.addAll(second.output());
      return all;
    }
  }

  private interface Failing {
    void end(Attempt attempt) throws Exception;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterADriversErrorARestoreGivesTheBitsOfTheProcessor(boolean frozen) throws Exception {
    installShim();
    ModelSource source = frozen ? frozen() : learning();
    List<Output> committed =
        committed(
            source,
            "cuda:memory=128m",
            attempt -> {
              attempt.send(BEFORE, BEFORE + 1);
              Shim.fail("cuStreamSynchronize", LAUNCH_FAILED, 2);
              assertThatThrownBy(() -> attempt.send(BEFORE + 1, FRAMES))
                  .isInstanceOf(BackendFailure.class)
                  .hasMessageContaining("719");
              Shim.reset();
            });
    assertThat(committed).isEqualTo(undisturbed(source, Backends.CPU));
    assertThat(Shim.allocated()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void withAutoTheProcessorGoesOnInTheMiddleOfABatch(boolean frozen) throws Exception {
    installShim();
    ModelSource source = frozen ? frozen() : learning();
    List<Output> expected = undisturbed(source, Backends.CPU);
    Shim.fail("cuLaunchKernel", LAUNCH_FAILED, 4);
    assertThat(undisturbed(source, Backends.AUTO)).isEqualTo(expected);
    assertThat(Shim.allocated()).isZero();
  }

  @Tag("gpu")
  @Test
  void onAGpuATaskThatIsLostIsRestoredWithTheBitsOfTheProcessor() throws Exception {
    new CudaBackend().obstacle().ifPresent(Assumptions::abort);
    for (ModelSource source : Stream.of(learning(), frozen()).toList()) {
      // The second attempt opens the device while memory of the first one is being given back.
      List<Output> committed =
          committed(source, "cuda", attempt -> attempt.send(BEFORE, FRAMES - 1));
      assertThat(committed).isEqualTo(undisturbed(source, Backends.CPU));
      assertThat(undisturbed(source, Backends.AUTO)).isEqualTo(committed);
    }
  }
}
