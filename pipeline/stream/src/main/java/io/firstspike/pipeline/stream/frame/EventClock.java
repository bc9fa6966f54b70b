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
 * How far event time has come in a topic, kept across restarts. Flink's sources forget it: a
 * partition that was read to its end before a failure says nothing afterwards, and would hold event
 * time back for ever.
 *
 * <p>Event time is that of the partition that is furthest behind; where idle ones are not waited
 * for, of those that are not idle. Stands right after the one reader of the topic, hence sees all
 * of its partitions, at parallelism 1. When event time stands it says which partitions it waits
 * for.
 */
public final class EventClock extends AbstractStreamOperator<Received>
    implements OneInputStreamOperator<Received, Received> {

  private static final long serialVersionUID = 1L;

  /** Stands among the partitions once all of them have said something. */
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
   * A clock at the beginning of time, unless state knows better, that no timestamp beyond {@code
   * bound} moves.
   *
   * @param topic its name, for people
   * @param idleAfter after what silence a partition is not waited for; zero: never
   */
  public EventClock(ClockBound bound, String topic, Duration idleAfter) {
    this.bound = bound;
    this.topic = topic;
    this.idleAfter = idleAfter.toMillis();
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
    silence = new PartitionSilence(idleAfter);
    StatusLines lines = new StatusLines();
    getRuntimeContext().addAccumulator(StatusLines.NAME, lines);
    standstill = new Standstill(topic, idleAfter, lines, clock());
    getMetricGroup().gauge("eventTimeWaitsFor", standstill::waitsFor);
    // Not here and now: nothing may be sent before all operators are open.
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
      silence.told(standing.get(), clock());
      return;
    }
    silence.heard(received.partition(), clock());
    activate();
    OptionalLong told = received.eventTime();
    if (told.isPresent() && !bound.excludes(told.getAsLong())) {
      hear(received.partition(), told.getAsLong());
      standstill.heard(received, told.getAsLong());
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
      // Others of the same instant may follow.
      advanceTo(earliest - 1);
    } else if (idleAfter > 0) {
      advanceTo(latest);
      rest();
    }
  }

  private void advanceTo(long time) throws Exception {
    if (time > now) {
      now = time;
      standstill.ends(clock());
      super.processWatermark(new Watermark(now));
    }
  }

  /**
   * All partitions are idle: the other topic's event time is to go on alone. Says so again and
   * again; where both are idle, the one that speaks moves event time up to its own.
   */
  private void rest() {
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
    return times.contains(ALL_HEARD) || idleAfter > 0 && silence.complete() && unheard().isEmpty();
  }

  /** The partitions that have not said anything and are waited for, as far as they are known. */
  private SortedSet<Integer> unheard() throws Exception {
    SortedSet<Integer> unheard = new TreeSet<>();
    for (int partition : silence.partitions()) {
      if (!times.contains(partition) && !silence.idle(partition, clock())) {
        unheard.add(partition);
      }
    }
    return unheard;
  }

  /** The partitions that hold event time back and have nothing more to read, if anything waits. */
  private SortedSet<Integer> holders() throws Exception {
    SortedSet<Integer> holders = unheard();
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
