package io.firstspike.pipeline.stream.frame;

import io.firstspike.pipeline.stream.reading.PartitionStanding;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The partitions of a topic, each with the wall-clock time of its last record. */
final class PartitionSilence {

  private static final class Partition {

    private long heardAt;
    private boolean atEnd;
  }

  private final long idleAfter;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private boolean complete;

  /**
   * Makes an object that knows no partition yet.
   *
   * @param idleAfter the silence after which a partition is idle, in milliseconds; 0: never
   */
  PartitionSilence(long idleAfter) {
    this.idleAfter = idleAfter;
  }

  /** Notes that a record of a partition has come. */
  void heard(int partition, long now) {
    Partition one = of(partition, now);
    one.heardAt = now;
    one.atEnd = false;
  }

  /** Notes the reader's report on a partition; it reports on all at once. */
  void noteStanding(PartitionStanding standing, long now) {
    complete = true;
    of(standing.partition(), now).atEnd = standing.atEnd();
  }

  private Partition of(int partition, long now) {
    return partitions.computeIfAbsent(
        partition,
        number -> {
          Partition one = new Partition();
          one.heardAt = now;
          return one;
        });
  }

  /** Whether all partitions are known. */
  boolean complete() {
    return complete;
  }

  /** Whether a partition has been read to its end. */
  boolean atEnd(int partition) {
    Partition one = partitions.get(partition);
    return one != null && one.atEnd;
  }

  /**
   * Whether a partition has been read to its end and silent for so long that it is not waited for.
   */
  boolean idle(int partition, long now) {
    Partition one = partitions.get(partition);
    return idleAfter > 0 && one != null && one.atEnd && now - one.heardAt >= idleAfter;
  }

  SortedSet<Integer> partitions() {
    return new TreeSet<>(partitions.keySet());
  }
}
