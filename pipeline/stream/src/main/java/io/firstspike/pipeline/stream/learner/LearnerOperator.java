package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.Arrivals;
import io.firstspike.pipeline.stream.state.EncodedFrame;
import io.firstspike.pipeline.stream.state.ReceivedLabel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The learners, one a model key: frames and labels in, predictions out; metrics, model updates and
 * dead letters as side outputs ({@link io.firstspike.pipeline.stream.state.SideOutputs}).
 *
 * <p>An operator and not a function of Flink's, as before each checkpoint it goes through all keys
 * in memory: what they have learned, and what waits for event time, is written to state then and
 * not with every record. When learners become too many for memory, those not used for longest leave
 * it.
 */
public final class LearnerOperator extends AbstractStreamOperator<Prediction>
    implements TwoInputStreamOperator<EncodedFrame, ReceivedLabel, Prediction>,
        Triggerable<String, VoidNamespace> {

  private static final long serialVersionUID = 1L;

  /** The name is part of every savepoint. */
  private static final String TIMERS = "user-timers";

  /** One part of so many of the learners' memory is for what waits for event time. */
  private static final int WAITING_SHARE = 8;

  private final ModelSource source;
  private final LearnerSettings settings;
  private transient LearnerPool base;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Sessions sessions;
  private transient ReplayOrder waiting;
  private transient ReadUpTo read;

  /** Learners that start from {@code source}. */
  public LearnerOperator(ModelSource source, LearnerSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  /**
   * Checks state before the first record comes: there may be none of its keys for long. State of
   * earlier programs does not tell what it was learned from; each key does.
   */
  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    BaseModel model = source.load();
    ListState<String> beginning =
        context.getOperatorStateStore().getUnionListState(JobBeginning.STATE);
    JobBeginning found =
        new JobBeginning(source.starting().series(), settings.order(), model.identity());
    for (String text : beginning.get()) {
      found = JobBeginning.parse(text);
    }
    JobBeginning kept = found;
    StateChecks.require(() -> kept.requireContinuedBy(model, settings.order()));
    base = new LearnerPool(model, source.starting().withSeries(kept.series()));
    boolean first = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    beginning.update(first ? List.of(kept.text()) : List.of());
  }

  @Override
  public void open() throws Exception {
    super.open();
    read = new ReadUpTo();
    timers = getInternalTimerService(TIMERS, VoidNamespaceSerializer.INSTANCE, this);
    LearnerState state = LearnerState.open(getRuntimeContext());
    int subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    long memory = settings.memory(subtasks);
    sessions = new Sessions(base, settings, state, memory);
    waiting = new ReplayOrder(state, memory / WAITING_SHARE);
  }

  @Override
  public void processElement1(StreamRecord<EncodedFrame> element) throws Exception {
    EncodedFrame frame = element.getValue();
    KeyContext turn = turn(frame.timestamp());
    if (settings.order() == Order.REPLAY) {
      waiting.hold(frame, turn);
    } else {
      sessions.of(turn).frame(frame, turn);
      makeRoom();
    }
  }

  @Override
  public void processElement2(StreamRecord<ReceivedLabel> element) throws Exception {
    ReceivedLabel label = element.getValue();
    KeyContext turn = turn(label.timestamp());
    if (settings.order() == Order.REPLAY) {
      waiting.hold(label, turn);
    } else {
      sessions.of(turn).label(label, turn);
      makeRoom();
    }
  }

  /** In live order watermarks tell how far topics have been read, each on its own. */
  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    read.frames(mark.getTimestamp());
    super.processWatermark1(mark);
  }

  @Override
  public void processWatermark2(Watermark mark) throws Exception {
    read.labels(mark.getTimestamp());
    super.processWatermark2(mark);
  }

  /** Event time has reached something, in replay order. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    KeyContext turn = turn(timer.getTimestamp());
    Session session = sessions.of(turn);
    for (Map.Entry<Long, Arrivals> reached : waiting.release(turn).entrySet()) {
      session.arrive(reached.getValue(), turn.at(reached.getKey()));
    }
    session.expireAt(timer.getTimestamp(), turn);
    makeRoom();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    KeyContext turn = turn(0);
    Session session = sessions.of(turn);
    session.wake(turn);
    if (settings.order() == Order.LIVE) {
      session.expireAt(timer.getTimestamp(), turn);
    }
    makeRoom();
  }

  private KeyContext turn(long eventTime) {
    return new KeyContext(
        timers, output, (String) getCurrentKey(), settings.order(), eventTime, read);
  }

  /** The next element brings its own key. */
  private void makeRoom() throws Exception {
    for (Optional<String> modelKey = sessions.superfluous();
        modelKey.isPresent();
        modelKey = sessions.superfluous()) {
      setCurrentKey(modelKey.get());
      sessions.suspend(modelKey.get());
      waiting.rest(turn(0));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    for (String modelKey : sessions.modelKeys()) {
      setCurrentKey(modelKey);
      sessions.save(modelKey);
    }
    for (String modelKey : waiting.modelKeys()) {
      setCurrentKey(modelKey);
      waiting.save(turn(0));
    }
  }
}
