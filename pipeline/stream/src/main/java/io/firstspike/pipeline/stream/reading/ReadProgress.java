package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.admin.PartitionEnds;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds out how far a reader has come: up to which moment of the clock it has read all records that
 * were in its partitions by then. No record's timestamp has a say in that.
 */
final class ReadProgress {

  /** Time that a reader without partitions waits for some before it says that it has none. */
  private static final long PATIENCE = 60_000;

  private static final long NONE = Long.MIN_VALUE;

  /** The offset from which each partition is read on. */
  private final Map<Integer, Long> positions = new HashMap<>();

  /** Where partitions ended at {@code goal}, of those that have not been read so far. */
  private final Map<Integer, Long> ahead = new HashMap<>();

  private long goal = NONE;
  private long firstAnswer = NONE;

  /**
   * A partition will be read from {@code offset}. If that is not known, below 0, as it may be in an
   * earlier program's state, the partition counts as read until a record of it has come.
   */
  void begins(int partition, long offset) {
    positions.put(partition, offset < 0 ? Long.MAX_VALUE : offset);
    goal = NONE;
    ahead.clear();
  }

  /** The record at {@code offset} has been read. */
  void read(int partition, long offset) {
    positions.put(partition, offset + 1);
  }

  Map<Integer, Long> positions() {
    return positions;
  }

  Set<Integer> partitions() {
    return positions.keySet();
  }

  /** Whether all that {@code answer} knows of a partition has been read. */
  boolean reached(int partition, PartitionEnds.Answer answer) {
    Long end = answer.offsets().get(partition);
    return end != null && positions.get(partition) >= end;
  }

  /** The broker has told where partitions end. */
  void told(PartitionEnds.Answer answer) {
    firstAnswer = firstAnswer == NONE ? answer.askedAt() : firstAnswer;
    boolean early = positions.isEmpty() && answer.askedAt() - firstAnswer < PATIENCE;
    if (early || !answer.offsets().keySet().equals(positions.keySet())) {
      return;
    }
    // Where there was nothing more to read just now, there was not at the goal either.
    ahead.keySet().removeIf(partition -> reached(partition, answer));
    if (goal == NONE) {
      goal = answer.askedAt();
      ahead.putAll(answer.offsets());
    }
  }

  /** The moment up to which all has been read, once for each that there is. */
  OptionalLong take() {
    if (goal == NONE) {
      return OptionalLong.empty();
    }
    ahead.entrySet().removeIf(end -> positions.get(end.getKey()) >= end.getValue());
    if (!ahead.isEmpty()) {
      return OptionalLong.empty();
    }
    long reached = goal;
    goal = NONE;
    return OptionalLong.of(reached);
  }
}
