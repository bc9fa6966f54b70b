package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.pipeline.stream.reading.PartitionStanding;
import io.firstspike.pipeline.stream.status.StatusLines;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Tells how far event time has come in a topic, and keeps it across restarts. Flink's sources
 * forget it: a partition that was read to its end before a failure gives no record afterwards, and
 * would hold event time back for ever.
 *
 * <p>Event time is that of the partition that is furthest behind; idle partitions do not count if
 * they are not waited for. The operator has parallelism 1 and comes right after the only reader of
 * the topic, so it sees all partitions. When event time does not advance, it tells which partitions
 * it waits for.
 */
public final class EventClock extends AbstractStreamOperator<Received>
    implements OneInputStreamOperator<Received, Received> {

  private static final long serialVersionUID = 1L;

  /** The number that is stored among the partitions once all of them have given a record. */
  private static final int ALL_HEARD = -1;

  private static final long LOOK_EVERY = 1000;

  private final ClockBound bound;
  private final String topic;
  private final long idleAfter;
  private transient BroadcastState<Integer, Long> times;
  private transient PartitionSilence silence;
  private transient Standstill standstill;
  private transient long now;
  private transient boolean idle;

  /**
   * Makes a clock that starts from its state, else from the beginning of time, and that ignores
   * event times beyond {@code bound}.
   *
   * @param topic the topic's name, for messages
   * @param idleAfter the silence after which a partition is no longer waited for; zero: every
   *     partition is waited for
   */
  public EventClock(ClockBound bound, String topic, Duration idleAfter) {
    this.bound = bound;
    this.topic = topic;
    this.idleAfter = idleAfter.toMillis();
    // Flink's default would separate it from the reader.
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
    silence = new PartitionSilence(idleAfter);
    StatusLines lines = new StatusLines();
    getRuntimeContext().addAccumulator(StatusLines.NAME, lines);
    standstill = new Standstill(topic, idleAfter, lines, clock());
    getMetricGroup().gauge("eventTimeWaitsFor", standstill::waitsFor);
    // By a timer: no record may be sent before all operators are open.
    lookAt(clock());
  }

  private long clock() {
    return getProcessingTimeService().getCurrentProcessingTime();
  }

  private void lookAt(long time) {
    getProcessingTimeService()
        .registerTimer(
            time,
            at -> {
              advance();
              standstill.look(holders(), at);
              lookAt(at + LOOK_EVERY);
            });
  }

  @Override
  public void processElement(StreamRecord<Received> element) throws Exception {
    Received received = element.getValue();
    Optional<PartitionStanding> standing = PartitionStanding.of(received);
    if (standing.isPresent()) {
      silence.noteStanding(standing.get(), clock());
      return;
    }
    silence.heard(received.origin().partition(), clock());
    activate();
    OptionalLong eventTime = received.eventTime();
    if (eventTime.isPresent() && !bound.excludes(eventTime.getAsLong())) {
      noteTime(received.origin().partition(), eventTime.getAsLong());
      standstill.heard(received, eventTime.getAsLong());
    }
    output.collect(element);
    if (TimeMark.is(received)) {
      // Without waiting: a checkpoint may follow, and after a restart this mark is not read again.
      advance();
    }
  }

  private void noteTime(int partition, long time) throws Exception {
    Long before = times.get(partition);
    if (before == null || before < time) {
      times.put(partition, time);
    }
  }

  /** Notes that all partitions have given a record: the reader's own watermarks start only then. */
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
    if (!started()) {
      return;
    }
    long earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (Map.Entry<Integer, Long> time : times.immutableEntries()) {
      if (time.getKey() != ALL_HEARD) {
        latest = Math.max(latest, time.getValue());
        boolean waitedFor = !silence.idle(time.getKey(), clock());
        earliest = waitedFor ? Math.min(earliest, time.getValue()) : earliest;
      }
    }
    if (earliest < Long.MAX_VALUE) {
      // Other records of the same time may follow.
      advanceTo(earliest - 1);
    } else if (idleAfter > 0) {
      advanceTo(latest);
      markIdle();
    }
  }

  private void advanceTo(long time) throws Exception {
    if (time > now) {
      now = time;
      standstill.advanced(clock());
      super.processWatermark(new Watermark(now));
    }
  }

  /**
   * Marks the stream as idle when all partitions are, so that the other topic's event time advances
   * alone. Repeats this: if both topics are idle, the one that is marked last advances event time
   * to its own.
   */
  private void markIdle() {
    activate();
    output.emitWatermarkStatus(WatermarkStatus.IDLE);
    idle = true;
  }

  private void activate() {
    if (idle) {
      output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
      idle = false;
    }
  }

  private boolean started() throws Exception {
    return times.contains(ALL_HEARD)
        || idleAfter > 0 && silence.complete() && withoutRecord().isEmpty();
  }

  /** The known partitions that have given no record yet and are waited for. */
  private SortedSet<Integer> withoutRecord() throws Exception {
    SortedSet<Integer> withoutRecord = new TreeSet<>();
    for (int partition : silence.partitions()) {
      if (!times.contains(partition) && !silence.idle(partition, clock())) {
        withoutRecord.add(partition);
      }
    }
    return withoutRecord;
  }

  /**
   * The partitions that hold event time back and have been read to their end; empty if no record
   * waits.
   */
  private SortedSet<Integer> holders() throws Exception {
    SortedSet<Integer> holders = withoutRecord();
    if (holders.isEmpty() && standstill.latestRecord() > now) {
      for (Map.Entry<Integer, Long> time : times.immutableEntries()) {
        boolean waitedFor = time.getKey() != ALL_HEARD && !silence.idle(time.getKey(), clock());
        if (waitedFor && time.getValue() - 1 <= now) {
          holders.add(time.getKey());
        }
      }
    }
    holders.removeIf(partition -> !silence.atEnd(partition));
    return holders;
  }
}
