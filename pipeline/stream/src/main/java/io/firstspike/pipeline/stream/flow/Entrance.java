package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.state.SideOutputs;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Gives each value of a stream an {@link Origin}, and rejects what no operator behind could use.
 *
 * <p>The numbers of a subtask go on after a restart, so ties of event time are broken in the same
 * way again. After a change of parallelism they go on from the clock, so that no number comes
 * twice.
 *
 * @param <T> the values of the stream
 * @param <R> the values with their origins
 */
final class Entrance<T, R> extends AbstractStreamOperator<R>
    implements OneInputStreamOperator<T, R> {

  private static final long serialVersionUID = 1L;

  private static final long MARK_EVERY = 1000;

  /** The bits that a clock's milliseconds are shifted by to give a number. */
  private static final int CLOCK_SHIFT = 20;

  private final String stream;
  private final Admission<T, R> admission;
  private final boolean byClock;
  private transient ListState<Tuple2<Integer, Long>> state;
  private transient int subtasks;
  private transient int subtask;
  private transient long next;
  private transient boolean ended;
  private transient RejectionCounts rejections;

  /**
   * Makes an operator for one stream.
   *
   * @param stream the stream's name, which origins have in place of a topic
   * @param admission admits or rejects values
   * @param byClock whether watermarks tell the wall-clock time up to which the stream has been
   *     read, as live order needs it, in place of event time
   */
  Entrance(String stream, Admission<T, R> admission, boolean byClock) {
    this.stream = stream;
    this.admission = admission;
    this.byClock = byClock;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  /** Admits or rejects the values of a stream. */
  interface Admission<T, R> extends Serializable {

    /** The event time of a value, in milliseconds since the epoch; -1 if it has none. */
    long time(T value);

    /** A value in the form of a record, in case it is rejected. */
    Received standIn(Origin origin, T value);

    /**
     * The value with its origin.
     *
     * @throws MalformedException if it cannot be used
     */
    R admit(Origin origin, T value) throws MalformedException;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    subtasks = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("next-number", Types.TUPLE(Types.INT, Types.LONG)));
    next =
        context.isRestored()
            ? getProcessingTimeService().getCurrentProcessingTime() << CLOCK_SHIFT
            : 0;
    for (Tuple2<Integer, Long> before : state.get()) {
      if (before.f0 == subtasks) {
        next = before.f1;
      }
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    state.update(List.of(Tuple2.of(subtasks, next)));
  }

  @Override
  public void open() throws Exception {
    super.open();
    rejections = new RejectionCounts(getMetricGroup(), Rejection.UNREADABLE);
    if (byClock) {
      markAt(getProcessingTimeService().getCurrentProcessingTime());
    }
  }

  private void markAt(long time) {
    getProcessingTimeService()
        .registerTimer(
            time,
            now -> {
              if (!ended) {
                output.emitWatermark(new Watermark(now));
                markAt(now + MARK_EVERY);
              }
            });
  }

  @Override
  public void processElement(StreamRecord<T> element) throws Exception {
    T value = element.getValue();
    Origin origin = new Origin(stream, subtask, next++, admission.time(value));
    R admitted;
    try {
      admitted = admission.admit(origin, value);
    } catch (MalformedException e) {
      rejections.count(Rejection.UNREADABLE);
      DeadLetter letter = DeadLetter.of(admission.standIn(origin, value), e);
      output.collect(SideOutputs.DEAD_LETTERS, new StreamRecord<>(letter));
      return;
    }
    output.collect(element.replace(admitted));
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    ended = mark.equals(Watermark.MAX_WATERMARK);
    if (!byClock || ended) {
      super.processWatermark(mark);
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    if (!byClock) {
      super.processWatermarkStatus(status);
    }
  }
}
