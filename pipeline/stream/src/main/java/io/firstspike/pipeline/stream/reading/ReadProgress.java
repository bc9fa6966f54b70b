package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.admin.PartitionEnds;
import io.firstspike.connectors.topic.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds how far a reader has read: the wall-clock time by which all records then in its partitions
 * have been read. Timestamps of records play no part in it.
 */
final class ReadProgress {

  /**
   * The time that a reader without partitions waits for partitions before it tells progress, in
   * milliseconds.
   */
  private static final long PATIENCE = 60_000;

  private static final long NONE = Long.MIN_VALUE;

  /** The offset of the next record to read, by partition. */
  private final Map<Integer, Long> positions = new HashMap<>();

  /** The end offsets at the time {@code goal}, of partitions that have not been read so far. */
  private final Map<Integer, Long> ahead = new HashMap<>();

  private long goal = NONE;
  private long firstAnswer = NONE;

  /**
   * Notes that a partition will be read from {@code offset}. If the offset is below 0, that is
   * unknown, as in states of earlier programs, the partition counts as read until a record of it
   * has come.
   */
  void begins(int partition, long offset) {
    positions.put(partition, offset < 0 ? Long.MAX_VALUE : offset);
    goal = NONE;
    ahead.clear();
  }

  /** Notes that a record has been read. */
  void read(Origin record) {
    positions.put(record.partition(), record.offset() + 1);
  }

  Map<Integer, Long> positions() {
    return positions;
  }

  Set<Integer> partitions() {
    return positions.keySet();
  }

  /** Whether a partition has been read to its end in {@code answer}. */
  boolean reached(int partition, PartitionEnds.Answer answer) {
    Long end = answer.offsets().get(partition);
    return end != null && positions.get(partition) >= end;
  }

  /** Notes the ends of partitions that the broker has told. */
  void noteEnds(PartitionEnds.Answer answer) {
    firstAnswer = firstAnswer == NONE ? answer.askedAt() : firstAnswer;
    boolean early = positions.isEmpty() && answer.askedAt() - firstAnswer < PATIENCE;
    if (early || !answer.offsets().keySet().equals(positions.keySet())) {
      return;
    }
    // A partition that has been read to its present end has been read to its end at the goal, too.
    ahead.keySet().removeIf(partition -> reached(partition, answer));
    if (goal == NONE) {
      goal = answer.askedAt();
      ahead.putAll(answer.offsets());
    }
  }

  /**
   * The time up to which everything has been read, in milliseconds since the epoch; each is
   * returned once, and empty is returned otherwise.
   */
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
