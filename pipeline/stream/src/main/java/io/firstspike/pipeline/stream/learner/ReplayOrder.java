package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.state.Arrivals;
import io.firstspike.pipeline.stream.state.EncodedFrame;
import io.firstspike.pipeline.stream.state.ReceivedLabel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Holds frames and labels back until event time has reached them: then nothing older can follow,
 * and they are taken in the order of timestamp, frames before labels, partition, offset.
 *
 * <p>Most wait for a moment only, in memory. {@link #save} writes what waits to state, where it
 * stays until its time has come, with a timer for each timestamp; so does what memory has no room
 * for. In memory wait only records later than all of the same key in state: one timer, for the
 * first of them, serves all.
 */
final class ReplayOrder {

  /** How much may wait in memory; one topic may be far ahead of the other. */
  private static final long MOST_BYTES = 32 << 20;

  /** What a record takes beside its content and its spikes. */
  private static final int RECORD_BYTES = 512;

  private static final long NONE = Long.MIN_VALUE;

  private final LearnerState state;
  private final long most;
  private final Map<String, Waiting> waiting = new HashMap<>();
  private long bytes;

  /**
   * Nothing waits in memory yet.
   *
   * @param memory that may be used, in bytes; no more than {@value #MOST_BYTES} are
   */
  ReplayOrder(LearnerState state, long memory) {
    this.state = state;
    this.most = Math.min(MOST_BYTES, memory);
  }

  /** What waits of one key. */
  private static final class Waiting {

    /** In memory, by timestamp. */
    private final NavigableMap<Long, Arrivals> arrivals = new TreeMap<>();

    /** The latest timestamp that state has had. */
    private long latestInState = NONE;
  }

  void hold(EncodedFrame frame, KeyContext turn) throws Exception {
    if (late(frame.timestamp(), turn)) {
      turn.rejectFrame(frame.received(), tooLate(frame.timestamp(), turn));
    } else {
      hold(frame.timestamp(), arrivals -> arrivals.with(frame), bytes(frame), turn);
    }
  }

  void hold(ReceivedLabel label, KeyContext turn) throws Exception {
    if (late(label.timestamp(), turn)) {
      turn.rejectLabel(label.received(), tooLate(label.timestamp(), turn));
    } else {
      hold(label.timestamp(), arrivals -> arrivals.with(label), bytes(label), turn);
    }
  }

  private void hold(long time, UnaryOperator<Arrivals> with, long size, KeyContext turn)
      throws Exception {
    Waiting mine = of(turn.modelKey());
    if (time <= mine.latestInState) {
      Arrivals before = state.arrivals().get(time);
      put(time, with.apply(before == null ? Arrivals.NONE : before), turn);
      return;
    }
    if (mine.arrivals.isEmpty() || time < mine.arrivals.firstKey()) {
      turn.awaitTime(time);
    }
    mine.arrivals.put(time, with.apply(mine.arrivals.getOrDefault(time, Arrivals.NONE)));
    bytes += size;
    if (bytes > most) {
      save(turn);
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
   * What event time has reached at a timer of the current key: what state has of the timer's
   * timestamp, or, once state has nothing older, all there is in memory.
   *
   * @param turn the timer's
   * @return by timestamp
   */
  SortedMap<Long, Arrivals> release(KeyContext turn) throws Exception {
    Waiting mine = of(turn.modelKey());
    SortedMap<Long, Arrivals> released = new TreeMap<>();
    long time = turn.eventTime();
    if (time <= mine.latestInState) {
      Arrivals arrivals = state.arrivals().get(time);
      if (arrivals != null) {
        state.arrivals().remove(time);
        released.put(time, arrivals);
      }
    } else if (!mine.arrivals.isEmpty() && mine.arrivals.firstKey() <= time) {
      SortedMap<Long, Arrivals> reached = mine.arrivals.headMap(turn.watermark(), true);
      released.putAll(reached);
      reached.clear();
      released.values().forEach(arrivals -> bytes -= bytes(arrivals));
      if (!mine.arrivals.isEmpty()) {
        turn.awaitTime(mine.arrivals.firstKey());
      }
    }
    return released;
  }

  /** The model keys of which something waits in memory. */
  List<String> modelKeys() {
    return waiting.entrySet().stream()
        .filter(one -> !one.getValue().arrivals.isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Writes what waits of the current key to state. */
  void save(KeyContext turn) throws Exception {
    Waiting mine = of(turn.modelKey());
    for (Map.Entry<Long, Arrivals> one : mine.arrivals.entrySet()) {
      put(one.getKey(), one.getValue(), turn);
      mine.latestInState = one.getKey();
      bytes -= bytes(one.getValue());
    }
    mine.arrivals.clear();
  }

  private void put(long time, Arrivals arrivals, KeyContext turn) throws Exception {
    state.arrivals().put(time, arrivals);
    turn.awaitTime(time);
  }

  /** Lets what waits of the current key leave memory. */
  void rest(KeyContext turn) throws Exception {
    if (waiting.containsKey(turn.modelKey())) {
      save(turn);
      waiting.remove(turn.modelKey());
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
    return bytes(frame.received()) + (long) Integer.BYTES * frame.volley().count();
  }

  private static long bytes(ReceivedLabel label) {
    return bytes(label.received());
  }

  private static long bytes(Received received) {
    return RECORD_BYTES + (received.value() == null ? 0 : received.value().length);
  }

  private static boolean late(long timestamp, KeyContext turn) {
    return timestamp <= turn.watermark();
  }

  private static String tooLate(long timestamp, KeyContext turn) {
    return "arrived after time mark: event time has passed to "
        + turn.watermark()
        + ", the record is of "
        + timestamp;
  }
}
