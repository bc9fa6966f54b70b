package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.reading.EndedInputs;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs one learner per model key: frames and labels in, predictions out; metrics, model updates and
 * dead letters as side outputs ({@link io.firstspike.pipeline.stream.state.SideOutputs}).
 *
 * <p>It is an operator, not one of Flink's functions, because before each checkpoint it visits all
 * keys in memory and writes to state what they have learned and what waits for event time; this
 * would be too slow with every record. When learners take too much memory, the least recently used
 * are suspended.
 */
public final class LearnerOperator extends AbstractStreamOperator<Prediction>
    implements TwoInputStreamOperator<EncodedFrame, ReceivedLabel, Prediction>,
        Triggerable<String, VoidNamespace>,
        BoundedMultiInput {

  private static final long serialVersionUID = 1L;

  /** The name of the timer service; part of every savepoint. */
  private static final String TIMERS = "user-timers";

  /**
   * The divisor of the learners' memory that gives the share for records that wait for event time.
   */
  private static final int WAITING_SHARE = 8;

  private final ModelSource source;
  private final LearnerSettings settings;
  private transient LearnerPool pool;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient Sessions sessions;
  private transient ReplayOrder waiting;
  private transient ReadUpTo read;
  private transient RejectionCounts rejections;
  private transient int endedInputs;

  /** Makes an operator whose learners start from {@code source}. */
  public LearnerOperator(ModelSource source, LearnerSettings settings) {
    this.source = source;
    this.settings = settings;
  }

  /**
   * Checks restored state before the first record, which may come late. State of earlier programs
   * does not name the base model here; there each key is checked by itself.
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
    pool = new LearnerPool(model, source.starting().withSeries(kept.series()));
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
    sessions =
        new Sessions(pool, settings, state, new LearnerMeters(getMetricGroup(), pool), memory);
    rejections =
        new RejectionCounts(
            getMetricGroup(),
            Rejection.LATE,
            Rejection.REPEATED,
            Rejection.CONTRADICTING,
            Rejection.REFUSED_LABEL,
            Rejection.WITHOUT_FRAME,
            Rejection.OVERFLOW);
    waiting = new ReplayOrder(state, memory / WAITING_SHARE);
  }

  @Override
  public void processElement1(StreamRecord<EncodedFrame> element) throws Exception {
    EncodedFrame frame = element.getValue();
    KeyContext context = context(frame.timestamp());
    if (settings.order() == Order.REPLAY) {
      waiting.hold(frame, context);
    } else {
      sessions.of(context).frame(frame, context);
      makeRoom();
    }
  }

  @Override
  public void processElement2(StreamRecord<ReceivedLabel> element) throws Exception {
    ReceivedLabel label = element.getValue();
    KeyContext context = context(label.timestamp());
    if (settings.order() == Order.REPLAY) {
      waiting.hold(label, context);
    } else {
      sessions.of(context).label(label, context);
      makeRoom();
    }
  }

  /** Notes how far the frames topic has been read, which a watermark tells in live order. */
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

  /** Processes the frames and labels that event time has reached, in replay order. */
  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    KeyContext context = context(timer.getTimestamp());
    Session session = sessions.of(context);
    for (Map.Entry<Long, Arrivals> reached : waiting.release(context).entrySet()) {
      session.arrive(reached.getValue(), context.at(reached.getKey()));
    }
    session.expireAt(timer.getTimestamp(), context);
    makeRoom();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    if (EndedInputs.of(this)) {
      return;
    }
    KeyContext context = context(0);
    Session session = sessions.of(context);
    session.wake(context);
    if (settings.order() == Order.LIVE) {
      session.expireAt(timer.getTimestamp(), context);
    }
    makeRoom();
  }

  /**
   * Tells, when both inputs have ended, what has been learned of all model keys. Event time has
   * ended before, so nothing waits for it. Not called when the job is stopped to go on later.
   */
  @Override
  public void endInput(int input) throws Exception {
    endedInputs++;
    if (endedInputs < 2) {
      return;
    }
    List<String> modelKeys;
    try (Stream<String> all =
        this.<String>getKeyedStateBackend().getKeys(LearnerState.BASE, VoidNamespace.INSTANCE)) {
      modelKeys = all.sorted().toList();
    }
    for (String modelKey : modelKeys) {
      setCurrentKey(modelKey);
      KeyContext context = context(0);
      sessions.of(context).end(context);
      makeRoom();
    }
  }

  private KeyContext context(long eventTime) {
    return new KeyContext(
        timers, output, (String) getCurrentKey(), settings.order(), eventTime, read, rejections);
  }

  /**
   * Suspends learners until the rest fit into memory. Changes the current key, which the next
   * element sets again.
   */
  private void makeRoom() throws Exception {
    for (Optional<String> modelKey = sessions.superfluous();
        modelKey.isPresent();
        modelKey = sessions.superfluous()) {
      setCurrentKey(modelKey.get());
      sessions.suspend(modelKey.get());
      waiting.suspend(context(0));
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
      waiting.save(context(0));
    }
  }
}
