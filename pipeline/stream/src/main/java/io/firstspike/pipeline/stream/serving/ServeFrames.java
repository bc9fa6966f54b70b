package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.WaitingFrame;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Classifies each frame with the latest complete version of its model key's model, and never
 * learns. Frames are keyed by slot key, records of the models topic are broadcast; dead letters are
 * a side output.
 *
 * <p>A frame waits until the models topic has been read up to its end at the start of this subtask,
 * and while its model key has no model, but only for a limited time.
 */
public final class ServeFrames
    extends KeyedBroadcastProcessFunction<Integer, Received, Received, Prediction>
    implements CheckpointedFunction {

  private static final long SECOND = 1000;

  private final ImageLimits imageLimits;
  private final ServingLimits limits;
  private final int slotCount;
  private final byte[] baseModel;
  private final ModelsTopicEnd soFar;
  private transient FrameFormat format;
  private transient ServedModels models;
  private transient CatchUp catchUp;
  private transient WaitingFrames waiting;

  /**
   * @param imageLimits how large a frame's image may be
   * @param limits what else is taken in, and kept
   * @param slotKeys the keys of frames
   * @param baseModel a model file's content, to serve keys that have no model of their own
   * @param soFar asked when a subtask starts
   */
  public ServeFrames(
      ImageLimits imageLimits,
      ServingLimits limits,
      SlotKeys slotKeys,
      Optional<byte[]> baseModel,
      ModelsTopicEnd soFar) {
    this.imageLimits = imageLimits;
    this.limits = limits;
    this.slotCount = slotKeys.count();
    this.baseModel = baseModel.orElse(null);
    this.soFar = soFar;
  }

  /** The descriptors of its broadcast state. */
  public static MapStateDescriptor<?, ?>[] broadcastState() {
    return new MapStateDescriptor<?, ?>[] {
      ServedModels.SERVING, ServedModels.PENDING, CatchUp.POSITIONS
    };
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    Optional<ServedModel> base =
        Optional.ofNullable(baseModel)
            .map(
                bytes ->
                    ServedModel.of(ModelFile.fromBytes("of the job", bytes, NetworkLimit.NONE)));
    models = ServedModels.open(context.getOperatorStateStore(), base, limits);
    catchUp = CatchUp.open(context.getOperatorStateStore(), soFar.lastOffsets());
  }

  /** Does nothing: state is written as it changes. */
  @Override
  public void snapshotState(FunctionSnapshotContext context) {}

  @Override
  public void open(OpenContext context) {
    format = new FrameFormat(imageLimits);
    waiting = new WaitingFrames(getRuntimeContext(), limits.waitingBytes() / slotCount);
  }

  @Override
  public void processElement(Received record, ReadOnlyContext context, Collector<Prediction> out)
      throws Exception {
    if (TimeMark.is(record)) {
      return;
    }
    FrameReplies replies =
        new FrameReplies(
            context.currentProcessingTime(),
            out::collect,
            letter -> context.output(SideOutputs.DEAD_LETTERS, letter));
    String modelKey = answer(record, replies);
    if (modelKey != null) {
      await(record, modelKey, context, replies);
    }
  }

  /** Replies to a frame; returns its model key if it has to wait, else null. */
  private String answer(Received record, FrameReplies replies) throws Exception {
    Frame frame;
    try {
      frame = format.decode(record);
    } catch (MalformedException e) {
      replies.reject(record, e.getMessage());
      return null;
    }
    if (!canAnswer(frame.modelKey())) {
      return frame.modelKey();
    }
    replies.answer(record, frame, models.of(frame.modelKey()));
    return null;
  }

  private boolean canAnswer(String modelKey) {
    return catchUp.done() && models.has(modelKey);
  }

  private void await(
      Received record, String modelKey, ReadOnlyContext context, FrameReplies replies)
      throws Exception {
    long until = until(replies.now());
    if (waiting.hold(context.getCurrentKey(), new WaitingFrame(record, modelKey, until))) {
      context.timerService().registerProcessingTimeTimer(until);
    } else {
      replies.reject(
          record,
          "model \""
              + modelKey
              + "\" is not there yet, and no room is left to wait for it: the limit is "
              + limits.waitingBytes()
              + " bytes of frames (--max-waiting)");
    }
  }

  /**
   * The end of a frame's wait, in milliseconds since the epoch: a full second, so that there is one
   * timer per second, not one per frame.
   */
  private long until(long now) {
    return (Math.floorDiv(now + limits.modelWait().toMillis(), SECOND) + 1) * SECOND;
  }

  @Override
  public void processBroadcastElement(Received record, Context context, Collector<Prediction> out)
      throws Exception {
    boolean late = catchUp.done();
    boolean first = take(record, context);
    catchUp.reached(record.origin());
    if (catchUp.done() && (first || !late)) {
      FrameReplies replies =
          new FrameReplies(
              context.currentProcessingTime(),
              out::collect,
              letter -> context.output(SideOutputs.DEAD_LETTERS, letter));
      context.applyToKeyedState(
          WaitingFrames.DESCRIPTOR,
          (slotKey, frames) -> {
            for (WaitingFrame frame :
                waiting.take(slotKey, frames, one -> models.has(one.modelKey()))) {
              answer(frame.received(), replies);
            }
          });
    }
  }

  /**
   * Takes a record of the models topic; returns whether it completes the first model of its key.
   */
  private boolean take(Received record, Context context) throws Exception {
    try {
      return models.take(record);
    } catch (MalformedException e) {
      // All subtasks reject the record; one of them writes the dead letter.
      if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
        context.output(SideOutputs.DEAD_LETTERS, DeadLetter.of(record, e));
      }
      return false;
    }
  }

  @Override
  public void onTimer(long time, OnTimerContext context, Collector<Prediction> out)
      throws Exception {
    FrameReplies replies =
        new FrameReplies(
            context.currentProcessingTime(),
            out::collect,
            letter -> context.output(SideOutputs.DEAD_LETTERS, letter));
    for (WaitingFrame frame : waiting.take(context.getCurrentKey(), one -> one.until() <= time)) {
      if (canAnswer(frame.modelKey())) {
        answer(frame.received(), replies);
      } else if (catchUp.done()) {
        replies.reject(
            frame.received(),
            "no model \""
                + frame.modelKey()
                + "\" came within "
                + limits.modelWait().toSeconds()
                + " s: have it published, or start the server with --model-in");
      } else {
        // Its model may be among the records that have yet to be read.
        await(frame.received(), frame.modelKey(), context, replies);
      }
    }
  }
}
