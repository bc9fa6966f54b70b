package io.firstspike.pipeline.stream.serving;

import static io.firstspike.pipeline.stream.serving.ServingHarness.Start.FRESH;
import static io.firstspike.pipeline.stream.serving.ServingHarness.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.cuda.CudaBackend;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Serving by a device that fails in the middle of a job: with a restore from the last checkpoint,
 * or with the processor in its place, each frame is answered once, as by the processor, bit by bit.
 */
class ServeFramesOnDeviceTest {

  private static final int LAUNCH_FAILED = 719;
  private static final int FRAMES = 14;

  /** The frames before the checkpoint; the last of them are no full batch. */
  private static final int BEFORE = 6;

  /** Small, as the shim is slow. */
  private static final NetworkSpec SPEC =
      TrainedModels.SPEC.toBuilder().feature("S1", f -> f.maps(8)).build();

  private static final Model ONE = TrainedModels.trained(SPEC, TrainedModels.FEATURE_FRAMES, 10);
  private static final Model TWO = TrainedModels.trained(SPEC, TrainedModels.FEATURE_FRAMES, 40);

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

  private static ServingHarness.Start start(String backend) {
    return FRESH.with(new Batching(backend, 4, Duration.ofSeconds(10)));
  }

  private static void publish(ServingHarness server) throws Exception {
    long offset = 0;
    for (List<ModelUpdate> publication :
        List.of(Versions.publication("a", ONE), Versions.publication("b", TWO))) {
      offset = server.models(offset, publication);
    }
  }

  /** Sends frames of two models, as a source that replays them does. */
  private static void send(ServingHarness server, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      server.take(frame(i % 3 == 0 ? "b" : "a", 300 + i));
    }
  }

  /** The predictions of an attempt in which nothing ends the task. */
  private static List<Prediction> undisturbed(String backend) throws Exception {
    try (ServingHarness server = ServingHarness.open(start(backend))) {
      publish(server);
      send(server, 0, BEFORE);
      server.barrier();
      send(server, BEFORE, FRAMES);
      server.barrier();
      assertThat(server.deadLetters()).isEmpty();
      return server.predictions();
    }
  }

  private interface Failing {
    void end(ServingHarness server) throws Exception;
  }

  /**
   * The predictions up to a checkpoint, and those of a second attempt that begins there: what
   * reaches a reader of committed records.
   *
   * @param failing ends the first attempt, in which some frames after the checkpoint were sent
   */
  private static List<Prediction> committed(String backend, Failing failing) throws Exception {
    List<Prediction> before;
    OperatorSubtaskState state;
    try (ServingHarness first = ServingHarness.open(start(backend))) {
      publish(first);
      send(first, 0, BEFORE);
      first.barrier();
      state = first.snapshot();
      before = first.predictions();
      failing.end(first);
    }
    try (ServingHarness second = ServingHarness.restore(start(backend), state)) {
      send(second, BEFORE, FRAMES);
      second.barrier();
      assertThat(second.deadLetters()).isEmpty();
      List<Prediction> all = new ArrayList<>(before);
      all.addAll(second.predictions());
      return all;
    }
  }

  @Test
  void afterADriversErrorARestoreGivesTheBitsOfTheProcessor() throws Exception {
    installShim();
    List<Prediction> committed =
        committed(
            "cuda:memory=128m",
            server -> {
              send(server, BEFORE, BEFORE + 1);
              Shim.fail("cuStreamSynchronize", LAUNCH_FAILED, 2);
              assertThatThrownBy(() -> send(server, BEFORE + 1, FRAMES))
                  .isInstanceOf(BackendFailure.class)
                  .hasMessageContaining("719");
              Shim.reset();
            });
    assertThat(committed).hasSize(FRAMES).isEqualTo(undisturbed(Backends.CPU));
    assertThat(Shim.allocated()).isZero();
  }

  @Test
  void withAutoTheProcessorGoesOnInTheMiddleOfABatch() throws Exception {
    installShim();
    List<Prediction> expected = undisturbed(Backends.CPU);
    Shim.fail("cuLaunchKernel", LAUNCH_FAILED, 6);
    assertThat(undisturbed(Backends.AUTO)).isEqualTo(expected);
    assertThat(Shim.allocated()).isZero();
  }

  @Test
  void modelsWithEqualFeaturesAreEncodedOnceABatch() throws Exception {
    assertThat(ONE.weights()[0]).isDeepEqualTo(TWO.weights()[0]);
    assertThat(ONE.weights()[1]).isNotEqualTo(TWO.weights()[1]);
    installShim();
    List<Prediction> shared = undisturbed("cuda:memory=128m");
    assertThat(shared).isEqualTo(undisturbed(Backends.CPU));
    // Of four and two frames before the checkpoint, and of four and four after it.
    assertThat(Shim.launches("fs_encode_few")).isEqualTo(4);
  }

  @Tag("gpu")
  @Test
  void onAGpuATaskThatIsLostIsRestoredWithTheBitsOfTheProcessor() throws Exception {
    new CudaBackend().obstacle().ifPresent(Assumptions::abort);
    List<Prediction> committed = committed("cuda", server -> send(server, BEFORE, FRAMES - 1));
    assertThat(committed).hasSize(FRAMES).isEqualTo(undisturbed(Backends.CPU));
    assertThat(undisturbed(Backends.AUTO)).isEqualTo(committed);
  }
}
