package io.firstspike.pipeline.frame;

import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * How far event time has come in a topic, kept across restarts. Flink's sources forget it: a
 * partition that was read to its end before a failure says nothing afterwards, and would hold event
 * time back for ever.
 *
 * <p>Event time is that of the partition that is furthest behind. Stands right after the one reader
 * of the topic, hence sees all of its partitions, at parallelism 1.
 */
public final class EventClock extends AbstractStreamOperator<Received>
    implements OneInputStreamOperator<Received, Received> {

  private static final long serialVersionUID = 1L;

  /** Stands among the partitions once all of them have said something. */
  private static final int ALL_HEARD = -1;

  private final ClockBound bound;
  private transient BroadcastState<Integer, Long> times;
  private transient long now;

  /**
   * A clock at the beginning of time, unless state knows better, that no timestamp beyond {@code
   * bound} moves.
   */
  public EventClock(ClockBound bound) {
    this.bound = bound;
    // Flink's own default would part it from the reader.
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    times =
        context
            .getOperatorStateStore()
            .getBroadcastState(new MapStateDescriptor<>("times", Types.INT, Types.LONG));
    now = Long.MIN_VALUE;
  }

  @Override
  public void open() throws Exception {
    super.open();
    // Not here and now: nothing may be sent before all operators are open.
    getProcessingTimeService()
        .registerTimer(getProcessingTimeService().getCurrentProcessingTime(), at -> advance());
  }

  @Override
  public void processElement(StreamRecord<Received> element) throws Exception {
    Received received = element.getValue();
    OptionalLong told = received.eventTime();
    if (told.isPresent() && !bound.excludes(told.getAsLong())) {
      hear(received.partition(), told.getAsLong());
    }
    output.collect(element);
    if (TimeMark.is(received)) {
      // At once: a checkpoint may follow, and after a restart this mark is not read again.
      advance();
    }
  }

  private void hear(int partition, long time) throws Exception {
    Long before = times.get(partition);
    if (before == null || before < time) {
      times.put(partition, time);
    }
  }

  /** The reader's own clock starts when it has heard of each partition. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    times.put(ALL_HEARD, 0L);
    if (mark.equals(Watermark.MAX_WATERMARK)) {
      super.processWatermark(mark);
    } else {
      advance();
    }
  }

  private void advance() throws Exception {
    if (!times.contains(ALL_HEARD)) {
      return;
    }
    long earliest = Long.MAX_VALUE;
    for (Map.Entry<Integer, Long> time : times.immutableEntries()) {
      if (time.getKey() != ALL_HEARD) {
        earliest = Math.min(earliest, time.getValue());
      }
    }
    // Others of the same instant may follow.
    if (earliest - 1 > now) {
      now = earliest - 1;
      super.processWatermark(new Watermark(now));
    }
  }
}
