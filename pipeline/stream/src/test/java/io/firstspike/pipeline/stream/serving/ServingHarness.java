package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.testkit.Records;
import io.firstspike.testkit.TrainedModels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** One subtask of the serving operator in a test harness, which controls the clock. */
final class ServingHarness implements AutoCloseable {

  static final int SLOT_KEYS = 128;
  static final long WAIT = 10_000;
  static final ServingLimits LIMITS =
      new ServingLimits(Duration.ofMillis(WAIT), 64 << 20, 3, 20_000_000);
  private static final ImageLimits IMAGE_LIMITS = new ImageLimits(1 << 20, 1 << 20);
  static final SlotKeys KEYS = new SlotKeys(SLOT_KEYS);

  private final KeyedTwoInputStreamOperatorTestHarness<Integer, Received, Received, Prediction>
      harness;

  /** The options for the start of the subtask. */
  record Start(
      ServingLimits limits,
      Batching batching,
      Optional<Model> base,
      Map<Integer, Long> soFar,
      StateBackend backend,
      int subtasks,
      int subtask) {

    static final Start FRESH =
        new Start(
            LIMITS, Batching.DEFAULT, Optional.empty(), Map.of(), new HashMapStateBackend(), 1, 0);

    Start with(ServingLimits other) {
      return new Start(other, batching, base, soFar, backend, subtasks, subtask);
    }

    Start with(Batching other) {
      return new Start(limits, other, base, soFar, backend, subtasks, subtask);
    }

    Start with(Model model) {
      return new Start(limits, batching, Optional.of(model), soFar, backend, subtasks, subtask);
    }

    Start with(StateBackend other) {
      return new Start(limits, batching, base, soFar, other, subtasks, subtask);
    }

    /** A copy in which the models topic ends at this offset of partition 0. */
    Start behind(long offset) {
      return new Start(limits, batching, base, Map.of(0, offset), backend, subtasks, subtask);
    }

    Start as(int number, int of) {
      return new Start(limits, batching, base, soFar, backend, of, number);
    }
  }

  private ServingHarness(Start start) throws Exception {
    Map<Integer, Long> soFar = start.soFar();
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new ServeFrames(
                FrameRules.of(IMAGE_LIMITS),
                start.limits(),
                start.batching(),
                KEYS,
                start.base().map(ModelFile::toBytes),
                () -> soFar),
            KEYS,
            null,
            Types.INT,
            SLOT_KEYS,
            start.subtasks(),
            start.subtask());
    harness.setStateBackend(start.backend());
    harness.setup(
        new VersionedType<>(Codecs.PREDICTION).createSerializer(new SerializerConfigImpl()));
  }

  static ServingHarness open(Start start) throws Exception {
    ServingHarness harness = new ServingHarness(start);
    harness.harness.open();
    return harness;
  }

  static ServingHarness restore(Start start, OperatorSubtaskState state) throws Exception {
    ServingHarness harness = new ServingHarness(start);
    harness.harness.initializeState(state);
    harness.harness.open();
    return harness;
  }

  /** The frame of digit number {@code digit}, at offset {@code digit}. */
  static Received frame(String modelKey, int digit) {
    return frame(modelKey, digit, digit);
  }

  static Received frame(String modelKey, int digit, long offset) {
    Frame frame =
        new Frame(
            modelKey, "f-" + offset, TrainedModels.DIGITS.image(digit), Optional.empty(), digit);
    return Records.received(offset, FrameFormat.encodeRaw("frames", 0, frame));
  }

  void take(Received frame) throws Exception {
    harness.processElement1(new StreamRecord<>(frame));
  }

  /** Sends a record of the models topic. */
  void model(Received record) throws Exception {
    harness.processElement2(new StreamRecord<>(record));
  }

  void model(long offset, ModelUpdate update) throws Exception {
    model(Records.received(offset, ModelUpdateFormat.encode("models", 1, update)));
  }

  /** Sends updates with offsets from {@code from} on; returns the next offset. */
  long models(long from, List<? extends ModelUpdate> updates) throws Exception {
    long offset = from;
    for (ModelUpdate update : updates) {
      model(offset++, update);
    }
    return offset;
  }

  /** Announces a checkpoint's barrier, as Flink does before it sends the barrier on. */
  void barrier() throws Exception {
    harness.prepareSnapshotPreBarrier(1);
  }

  /** Sets the wall clock to {@code millis}. */
  void clock(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  OperatorSubtaskState snapshot() throws Exception {
    return harness.snapshot(1, 1);
  }

  List<Prediction> predictions() {
    return harness.extractOutputValues();
  }

  List<String> versions() {
    return predictions().stream().map(Prediction::modelVersion).toList();
  }

  List<DeadLetter> deadLetters() {
    var records = harness.getSideOutput(SideOutputs.DEAD_LETTERS);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
  }

  List<String> reasons() {
    return deadLetters().stream().map(letter -> letter.where() + ": " + letter.reason()).toList();
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
