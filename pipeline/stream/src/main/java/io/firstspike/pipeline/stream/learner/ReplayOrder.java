package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Payload;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Holds frames and labels back until event time has reached them and no older record can follow.
 * They are then released in the order of timestamp; at equal times frames come before labels, and
 * records in the order of partition and offset.
 *
 * <p>Most records wait only for a moment, in memory. {@link #save} moves them to state, where they
 * stay until their time has come, with a timer for each timestamp; records for which memory has no
 * room are moved to state, too. Records in memory are always later than those of the same key in
 * state, so one timer, for the first of them, is enough.
 */
final class ReplayOrder {

  /** The largest memory of waiting records, in bytes; one topic may be far ahead of the other. */
  private static final long MOST_BYTES = 32 << 20;

  /** The memory of a record without its content and its spikes, in bytes. */
  private static final int RECORD_BYTES = 512;

  private static final long NONE = Long.MIN_VALUE;

  private final LearnerState state;
  private final long most;
  private final Map<String, Waiting> waiting = new HashMap<>();
  private long bytes;

  /**
   * Makes an empty queue.
   *
   * @param memory the largest memory of waiting records, in bytes; no more than {@value
   *     #MOST_BYTES} are used
   */
  ReplayOrder(LearnerState state, long memory) {
    this.state = state;
    this.most = Math.min(MOST_BYTES, memory);
  }

  /** The waiting records of one key. */
  private static final class Waiting {

    /** The records in memory, by timestamp. */
    private final NavigableMap<Long, Arrivals> arrivals = new TreeMap<>();

    /** The latest timestamp of the records that have been in state. */
    private long latestInState = NONE;
  }

  void hold(EncodedFrame frame, KeyContext context) throws Exception {
    if (late(frame.timestamp(), context)) {
      context.rejectFrame(frame, Rejection.LATE, tooLate(frame.timestamp(), context));
    } else {
      hold(frame.timestamp(), arrivals -> arrivals.with(frame), bytes(frame), context);
    }
  }

  void hold(ReceivedLabel label, KeyContext context) throws Exception {
    if (late(label.timestamp(), context)) {
      context.rejectLabel(label, Rejection.LATE, tooLate(label.timestamp(), context));
    } else {
      hold(label.timestamp(), arrivals -> arrivals.with(label), bytes(label), context);
    }
  }

  private void hold(long time, UnaryOperator<Arrivals> with, long size, KeyContext context)
      throws Exception {
    Waiting mine = of(context.modelKey());
    if (time <= mine.latestInState) {
      Arrivals before = state.arrivals().get(time);
      put(time, with.apply(before == null ? Arrivals.NONE : before), context);
      return;
    }
    if (mine.arrivals.isEmpty() || time < mine.arrivals.firstKey()) {
      context.awaitTime(time);
    }
    mine.arrivals.put(time, with.apply(mine.arrivals.getOrDefault(time, Arrivals.NONE)));
    bytes += size;
    if (bytes > most) {
      save(context);
    }
  }

  private Waiting of(String modelKey) throws Exception {
    Waiting mine = waiting.get(modelKey);
    if (mine == null) {
      mine = new Waiting();
      for (long time : state.arrivals().keys()) {
        mine.latestInState = Math.max(mine.latestInState, time);
      }
      waiting.put(modelKey, mine);
    }
    return mine;
  }

  /**
   * Removes the records that event time has reached at a timer of the current key: those in state
   * with the timer's timestamp or, if state holds nothing later, those in memory.
   *
   * @param context the context of the timer
   * @return the records by timestamp
   */
  SortedMap<Long, Arrivals> release(KeyContext context) throws Exception {
    Waiting mine = of(context.modelKey());
    SortedMap<Long, Arrivals> released = new TreeMap<>();
    long time = context.eventTime();
    if (time <= mine.latestInState) {
      Arrivals arrivals = state.arrivals().get(time);
      if (arrivals != null) {
        state.arrivals().remove(time);
        released.put(time, arrivals);
      }
    } else if (!mine.arrivals.isEmpty() && mine.arrivals.firstKey() <= time) {
      SortedMap<Long, Arrivals> reached = mine.arrivals.headMap(context.watermark(), true);
      released.putAll(reached);
      reached.clear();
      released.values().forEach(arrivals -> bytes -= bytes(arrivals));
      if (!mine.arrivals.isEmpty()) {
        context.awaitTime(mine.arrivals.firstKey());
      }
    }
    return released;
  }

  /** The model keys with records in memory. */
  List<String> modelKeys() {
    return waiting.entrySet().stream()
        .filter(one -> !one.getValue().arrivals.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Moves the waiting records of the current key to state. */
  void save(KeyContext context) throws Exception {
    Waiting mine = of(context.modelKey());
    for (Map.Entry<Long, Arrivals> one : mine.arrivals.entrySet()) {
      put(one.getKey(), one.getValue(), context);
      mine.latestInState = one.getKey();
      bytes -= bytes(one.getValue());
    }
    mine.arrivals.clear();
  }

  private void put(long time, Arrivals arrivals, KeyContext context) throws Exception {
    state.arrivals().put(time, arrivals);
    context.awaitTime(time);
  }

  /** Moves the waiting records of the current key to state, and forgets the key. */
  void suspend(KeyContext context) throws Exception {
    if (waiting.containsKey(context.modelKey())) {
      save(context);
      waiting.remove(context.modelKey());
    }
  }

  private static long bytes(Arrivals arrivals) {
    long bytes = 0;
    for (EncodedFrame frame : arrivals.frames()) {
      bytes += bytes(frame);
    }
    for (ReceivedLabel label : arrivals.labels()) {
      bytes += bytes(label);
    }
    return bytes;
  }

  private static long bytes(EncodedFrame frame) {
    return bytes(frame.payload()) + (long) Integer.BYTES * frame.volley().count();
  }

  private static long bytes(ReceivedLabel label) {
    return bytes(label.payload());
  }

  private static long bytes(Payload payload) {
    return RECORD_BYTES + payload.bytes();
  }

  private static boolean late(long timestamp, KeyContext context) {
    return timestamp <= context.watermark();
  }

  private static String tooLate(long timestamp, KeyContext context) {
    return "arrived after time mark: event time has passed to "
        + context.watermark()
        + ", the record is of "
        + timestamp;
  }
}
