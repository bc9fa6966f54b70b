package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.batch.Batch;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.reading.EndedInputs;
import io.firstspike.pipeline.stream.serving.FrameReplies.Asked;
import io.firstspike.pipeline.stream.value.WaitingFrame;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * Classifies each frame with the latest complete version of its model key's model, and never
 * learns. Frames are keyed by slot key, records of the models topic are broadcast; dead letters are
 * a side output.
 *
 * <p>A frame waits until the models topic has been read up to its end at the start of this subtask,
 * and while its model key has no model, but only for a limited time. Then it is classified by the
 * model that its key has at that moment, in a batch, which no checkpoint's barrier overtakes; for
 * this it is an operator and not one of Flink's functions.
 */
public final class ServeFrames extends AbstractStreamOperator<Prediction>
    implements TwoInputStreamOperator<Received, Received, Prediction>,
        Triggerable<Integer, VoidNamespace>,
        BoundedMultiInput {

  private static final long serialVersionUID = 1L;

  private static final long SECOND = 1000;

  /** The name of the timer service; part of every savepoint. */
  private static final String TIMERS = "user-timers";

  private final FrameRules rules;
  private final ServingLimits limits;
  private final Batching batching;
  private final int slotCount;
  private final byte[] baseModel;
  private final ModelsTopicEnd soFar;
  private transient FrameFormat format;
  private transient ServedModels models;
  private transient ServingMeters meters;
  private transient CatchUp catchUp;
  private transient WaitingFrames waiting;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient FrameReplies replies;
  private transient Batch<Asked> batch;
  private transient int endedInputs;

  /**
   * Makes an operator that serves the models of the models topic.
   *
   * @param rules which frames are taken
   * @param limits what else is taken in, and kept
   * @param batching what executes the models, and on how many frames at a time
   * @param slotKeys the keys of frames
   * @param baseModel a model file's content, to serve keys that have no model of their own
   * @param soFar asked when a subtask starts
   */
  public ServeFrames(
      FrameRules rules,
      ServingLimits limits,
      Batching batching,
      SlotKeys slotKeys,
      Optional<byte[]> baseModel,
      ModelsTopicEnd soFar) {
    this.rules = rules;
    this.limits = limits;
    this.batching = batching;
    this.slotCount = slotKeys.count();
    this.baseModel = baseModel.orElse(null);
    this.soFar = soFar;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    Optional<Model> base =
        Optional.ofNullable(baseModel)
            .map(bytes -> ModelFile.fromBytes("of the job", bytes, NetworkLimit.NONE));
    models = ServedModels.open(context.getOperatorStateStore(), base, batching, limits);
    meters = new ServingMeters(getMetricGroup(), models::ready);
    catchUp = CatchUp.open(context.getOperatorStateStore(), soFar.lastOffsets());
  }

  @Override
  public void open() throws Exception {
    super.open();
    format = rules.format();
    waiting = new WaitingFrames(getRuntimeContext(), limits.waitingBytes() / slotCount);
    timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
    replies = new FrameReplies(output, getProcessingTimeService(), meters, rejections());
    batch =
        new Batch<>(
            batching.size(batching.require()),
            batching.within().toMillis(),
            getProcessingTimeService(),
            this::answer);
  }

  private RejectionCounts rejections() {
    return new RejectionCounts(
        getMetricGroup(),
        Rejection.UNREADABLE,
        Rejection.UNFIT,
        Rejection.WITHOUT_MODEL,
        Rejection.BAD_MODEL);
  }

  @Override
  public void processElement1(StreamRecord<Received> element) throws Exception {
    Received record = element.getValue();
    if (TimeMark.is(record)) {
      return;
    }
    String modelKey = ask(record);
    if (modelKey != null) {
      await(record, modelKey);
    }
  }

  /** Puts a frame into the batch; returns its model key if it has to wait instead, else null. */
  private String ask(Received record) throws Exception {
    Frame frame;
    try {
      frame = format.decode(record);
    } catch (MalformedException e) {
      replies.reject(record, Rejection.UNREADABLE, e.getMessage());
      return null;
    }
    if (!canAnswer(frame.modelKey())) {
      return frame.modelKey();
    }
    meters.frame();
    batch.add(new Asked(record, frame, models.of(frame.modelKey(), meters)));
    return null;
  }

  private boolean canAnswer(String modelKey) {
    return catchUp.done() && models.has(modelKey);
  }

  private void answer(List<Asked> frames) {
    replies.answer(frames, models.networks());
    models.closeRetired();
  }

  private void await(Received record, String modelKey) throws Exception {
    long until = until(timers.currentProcessingTime());
    if (waiting.hold(slotKey(), new WaitingFrame(record, modelKey, until))) {
      timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, until);
    } else {
      replies.reject(
          record,
          Rejection.WITHOUT_MODEL,
          "model \""
              + modelKey
              + "\" is not there yet, and no room is left to wait for it: the limit is "
              + limits.waitingBytes()
              + " bytes of frames (option --max-waiting, or waitingBytes of the limits)");
    }
  }

  private int slotKey() {
    return (Integer) getCurrentKey();
  }

  /**
   * The end of a frame's wait, in milliseconds since the epoch: a full second, so that there is one
   * timer per second, not one per frame.
   */
  private long until(long now) {
    return (Math.floorDiv(now + limits.modelWait().toMillis(), SECOND) + 1) * SECOND;
  }

  @Override
  public void processElement2(StreamRecord<Received> element) throws Exception {
    Received record = element.getValue();
    boolean late = catchUp.done();
    boolean first = take(record);
    catchUp.reached(record.origin());
    if (catchUp.done() && (first || !late)) {
      ofAllWaiting(one -> models.has(one.modelKey()), frame -> ask(frame.received()));
    }
  }

  /** Takes the waiting frames of all slot keys that {@code which} accepts out of state. */
  private void ofAllWaiting(
      Predicate<WaitingFrame> which, ThrowingConsumer<WaitingFrame, Exception> taker)
      throws Exception {
    this.<Integer>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            WaitingFrames.DESCRIPTOR,
            (slotKey, frames) -> {
              for (WaitingFrame frame : waiting.take(slotKey, frames, which)) {
                taker.accept(frame);
              }
            });
  }

  /**
   * Takes a record of the models topic; returns whether it completes the first model of its key.
   */
  private boolean take(Received record) throws Exception {
    try {
      return models.take(record, meters);
    } catch (MalformedException e) {
      // All subtasks reject the record; one of them writes the dead letter.
      if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
        replies.reject(DeadLetter.of(record, e), Rejection.BAD_MODEL);
      }
      return false;
    } finally {
      if (batch.isEmpty()) {
        models.closeRetired();
      }
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Integer, VoidNamespace> timer) throws Exception {
    if (EndedInputs.of(this)) {
      return;
    }
    for (WaitingFrame frame : waiting.take(slotKey(), one -> one.until() <= timer.getTimestamp())) {
      if (canAnswer(frame.modelKey())) {
        ask(frame.received());
      } else if (catchUp.done()) {
        replies.reject(
            frame.received(),
            Rejection.WITHOUT_MODEL,
            noModel(frame.modelKey(), "within " + limits.modelWait().toSeconds() + " s"));
      } else {
        // Its model may be among the records that have yet to be read.
        await(frame.received(), frame.modelKey());
      }
    }
  }

  private static String noModel(String modelKey, String when) {
    return "no model \""
        + modelKey
        + "\" came "
        + when
        + ": have it published, or start with a model for such keys (option --model-in, or model of the"
        + " flow)";
  }

  /** Does nothing: frames wait by the clock. */
  @Override
  public void onEventTime(InternalTimer<Integer, VoidNamespace> timer) {}

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    batch.flush();
    super.prepareSnapshotPreBarrier(checkpointId);
  }

  @Override
  public void endInput(int input) throws Exception {
    endedInputs++;
    if (endedInputs == 2) {
      ofAllWaiting(
          one -> true,
          frame ->
              replies.reject(
                  frame.received(),
                  Rejection.WITHOUT_MODEL,
                  noModel(frame.modelKey(), "before the end of the stream")));
    }
    batch.flush();
  }

  @Override
  public void close() throws Exception {
    if (models != null) {
      models.close();
    }
    super.close();
  }
}
