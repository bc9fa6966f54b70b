package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** The learner operator in a test harness, which controls both clocks. */
final class LearnerHarness implements AutoCloseable {

  static final long TIME_TO_LIVE = 10_000;

  /** The largest size of a snapshot, in bytes; Flink's default has no room for two learners. */
  private static final int MOST_STATE = 64 << 20;

  /** The setting for a third of the heap. */
  private static final long ANY_MEMORY = 0;

  private static final int MANY = Integer.MAX_VALUE;

  private final KeyedTwoInputStreamOperatorTestHarness<
          String, EncodedFrame, ReceivedLabel, Prediction>
      harness;

  private final Order order;

  private LearnerHarness(
      Order order, NetworkSpec spec, long seed, StateBackend backend, long memory, int mostLabels)
      throws Exception {
    this(
        order, ModelSource.of(spec, seed, Optional.empty(), "digits"), backend, memory, mostLabels);
  }

  private LearnerHarness(
      Order order, ModelSource source, StateBackend backend, long memory, int mostLabels)
      throws Exception {
    this.order = order;
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new LearnerOperator(
                source,
                new LearnerSettings(
                    order,
                    Duration.ofMillis(TIME_TO_LIVE),
                    mostLabels,
                    500,
                    1000,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    memory)),
            EncodedFrame::modelKey,
            ReceivedLabel::modelKey,
            Types.STRING);
    harness.setStateBackend(backend);
    harness.setCheckpointStorage(new JobManagerCheckpointStorage(MOST_STATE));
    harness.setup(
        new VersionedType<>(Codecs.PREDICTION).createSerializer(new SerializerConfigImpl()));
  }

  static LearnerHarness open(Order order) throws Exception {
    return open(order, new HashMapStateBackend());
  }

  static LearnerHarness open(Order order, StateBackend backend) throws Exception {
    return open(order, Digits.SPEC, backend);
  }

  static LearnerHarness open(Order order, NetworkSpec spec, StateBackend backend) throws Exception {
    LearnerHarness harness =
        new LearnerHarness(order, spec, Digits.SEED, backend, ANY_MEMORY, MANY);
    harness.harness.open();
    return harness;
  }

  /** Opens a learner in which at most {@code most} labels wait for their frames. */
  static LearnerHarness openForFewLabels(Order order, int most) throws Exception {
    LearnerHarness harness =
        new LearnerHarness(
            order, Digits.SPEC, Digits.SEED, new HashMapStateBackend(), ANY_MEMORY, most);
    harness.harness.open();
    return harness;
  }

  /**
   * Opens learners that begin with {@code source}, restored from {@code state} if it is not null.
   */
  static LearnerHarness open(ModelSource source, StateBackend backend, OperatorSubtaskState state)
      throws Exception {
    LearnerHarness harness = new LearnerHarness(Order.LIVE, source, backend, ANY_MEMORY, MANY);
    if (state != null) {
      harness.harness.initializeState(state);
    }
    harness.harness.open();
    return harness;
  }

  /** Opens learners with so little memory that only the last used one stays in it. */
  static LearnerHarness openSmall(Order order, NetworkSpec spec, StateBackend backend)
      throws Exception {
    LearnerHarness harness = new LearnerHarness(order, spec, Digits.SEED, backend, 1, MANY);
    harness.harness.open();
    return harness;
  }

  static LearnerHarness restore(
      Order order, long seed, StateBackend backend, OperatorSubtaskState state) throws Exception {
    return restore(order, Digits.SPEC, seed, backend, state);
  }

  static LearnerHarness restore(
      Order order, NetworkSpec spec, long seed, StateBackend backend, OperatorSubtaskState state)
      throws Exception {
    LearnerHarness harness = new LearnerHarness(order, spec, seed, backend, ANY_MEMORY, MANY);
    harness.harness.initializeState(state);
    harness.harness.open();
    return harness;
  }

  void frame(EncodedFrame frame) throws Exception {
    harness.processElement1(new StreamRecord<>(frame, frame.timestamp()));
  }

  void frame(int index) throws Exception {
    frame(Digits.frame(index));
  }

  void frames(int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      frame(i);
    }
  }

  void label(ReceivedLabel label) throws Exception {
    harness.processElement2(new StreamRecord<>(label, label.timestamp()));
  }

  void label(int index) throws Exception {
    label(Digits.labelOf(index));
  }

  /** Sets the wall clock to {@code millis}; in live order both topics have been read by then. */
  void clock(long millis) throws Exception {
    if (order == Order.LIVE) {
      framesRead(millis);
      labelsRead(millis);
    }
    wallClock(millis);
  }

  /** Sets the wall clock to {@code millis}, and nothing else. */
  void wallClock(long millis) throws Exception {
    harness.setProcessingTime(millis);
  }

  /** Tells, in live order, that all frames that existed at {@code millis} have been read. */
  void framesRead(long millis) throws Exception {
    harness.processWatermark1(new Watermark(millis));
  }

  /** Tells, in live order, that all labels that existed at {@code millis} have been read. */
  void labelsRead(long millis) throws Exception {
    harness.processWatermark2(new Watermark(millis));
  }

  /** Sets event time to {@code millis} on both inputs. */
  void watermark(long millis) throws Exception {
    harness.processBothWatermarks(new Watermark(millis));
  }

  /** Ends both inputs, as a bounded job does. */
  void end() throws Exception {
    watermark(Watermark.MAX_WATERMARK.getTimestamp());
    harness.endInput1();
    harness.endInput2();
  }

  OperatorSubtaskState snapshot() throws Exception {
    harness.prepareSnapshotPreBarrier(1);
    return harness.snapshot(1, 1);
  }

  List<Prediction> predictions() {
    return harness.extractOutputValues();
  }

  List<DeadLetter> deadLetters() {
    return side(SideOutputs.DEAD_LETTERS);
  }

  List<ModelUpdate> modelUpdates() {
    return side(SideOutputs.MODEL_UPDATES);
  }

  /** The newest metrics. */
  Metrics metrics() {
    List<Metrics> all = side(SideOutputs.METRICS);
    return all.get(all.size() - 1);
  }

  List<Metrics> allMetrics() {
    return side(SideOutputs.METRICS);
  }

  /** The fingerprint in the newest manifest. */
  String publishedFingerprint() {
    return manifests().get(manifests().size() - 1).sha256();
  }

  List<ModelManifest> manifests() {
    return modelUpdates().stream()
        .filter(ModelManifest.class::isInstance)
        .map(ModelManifest.class::cast)
        .toList();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    var records = harness.getSideOutput(tag);
    return records == null ? List.of() : records.stream().map(StreamRecord::getValue).toList();
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
