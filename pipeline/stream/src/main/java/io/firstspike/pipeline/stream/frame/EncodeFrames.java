package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.pipeline.stream.batch.Batch;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.util.List;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Encodes frames as the spikes that the learner reads: the encoder's volley or, if the base model's
 * feature layers are frozen, the output of these layers. Works on batches; watermarks keep their
 * places between the frames. Keeps no state, as no frame waits while a checkpoint is taken, and so
 * may have any parallelism.
 */
public final class EncodeFrames extends AbstractStreamOperator<EncodedFrame>
    implements OneInputStreamOperator<DecodedFrame, EncodedFrame>, BoundedOneInput {

  private static final long serialVersionUID = 1L;

  private static final String WHERE = "frame";

  private final ModelSource source;
  private final Batching batching;
  private transient NetworkSpec spec;
  private transient Inference inference;
  private transient boolean frozen;
  private transient Batch<Waiting> batch;
  private transient RejectionCounts rejections;

  /** Makes an operator that encodes for the network of {@code source}. */
  public EncodeFrames(ModelSource source, Batching batching) {
    this.source = source;
    this.batching = batching;
    // The default for operators would separate it from the decoding.
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  /** A frame that waits for its batch to be full, and the watermark that has come after it. */
  private static final class Waiting {

    private final StreamRecord<DecodedFrame> record;
    private Watermark after;

    Waiting(StreamRecord<DecodedFrame> record) {
      this.record = record;
    }

    Stimulus stimulus() {
      return record.getValue().frame().stimulus();
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    BaseModel model = source.load();
    spec = model.spec();
    frozen = model.deciding();
    Backend backend = batching.require(spec);
    inference = backend.open(model.network());
    rejections = new RejectionCounts(getMetricGroup(), Rejection.UNFIT);
    batch =
        new Batch<>(
            batching.size(backend),
            batching.within().toMillis(),
            getProcessingTimeService(),
            this::encode);
  }

  @Override
  public void processElement(StreamRecord<DecodedFrame> element) throws Exception {
    batch.add(new Waiting(element.copy(element.getValue())));
  }

  private void encode(List<Waiting> frames) {
    Batch.compute(frames, this::volleys, this::passOn, this::reject);
  }

  private List<Volley> volleys(List<Waiting> frames) {
    List<Stimulus> stimuli = frames.stream().map(Waiting::stimulus).toList();
    return frozen ? inference.evidence(stimuli) : inference.encode(stimuli);
  }

  private EncodedFrame encoded(DecodedFrame decoded, Volley volley) {
    Frame frame = decoded.frame();
    return new EncodedFrame(
        decoded.received().origin(),
        frame.timestamp(),
        decoded.received().payload(),
        frame.modelKey(),
        frame.frameId(),
        frame.label(),
        frozen ? spec.features().size() : 0,
        volley);
  }

  private void passOn(Waiting frame, Volley volley) {
    StreamRecord<DecodedFrame> record = frame.record;
    output.collect(record.replace(encoded(record.getValue(), volley)));
    passOn(frame.after);
  }

  private void reject(Waiting frame, IllegalArgumentException reason) {
    StreamRecord<DecodedFrame> record = frame.record;
    rejections.count(Rejection.UNFIT);
    DeadLetter letter = DeadLetter.of(record.getValue().received(), WHERE, reason.getMessage());
    output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter, record.getTimestamp()));
    passOn(frame.after);
  }

  private void passOn(Watermark mark) {
    if (mark != null) {
      output.emitWatermark(mark);
    }
  }

  /** Keeps a watermark behind the frames that came before it. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    if (batch.isEmpty()) {
      super.processWatermark(mark);
    } else {
      batch.last().after = mark;
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    batch.flush();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    batch.flush();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void endInput() throws Exception {
    batch.flush();
  }

  @Override
  public void close() throws Exception {
    if (inference != null) {
      inference.close();
    }
    super.close();
  }
}
