package io.firstspike.pipeline.stream.frame;

import io.firstspike.pipeline.stream.reading.PartitionStanding;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which partitions of a topic there are, and since when each of them has been silent by the wall
 * clock.
 */
final class PartitionSilence {

  private static final class Partition {

    private long heardAt;
    private boolean atEnd;
  }

  private final long idleAfter;
  private final Map<Integer, Partition> partitions = new HashMap<>();
  private boolean complete;

  /**
   * No partition is known yet.
   *
   * @param idleAfter after how many milliseconds of silence a partition is idle; 0: never
   */
  PartitionSilence(long idleAfter) {
    this.idleAfter = idleAfter;
  }

  /** A record of a partition has come. */
  void heard(int partition, long now) {
    Partition one = of(partition, now);
    one.heardAt = now;
    one.atEnd = false;
  }

  /** The reader has told of a partition; it tells of all at once. */
  void told(PartitionStanding standing, long now) {
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

  /** Whether there is nothing more to read of a partition. */
  boolean atEnd(int partition) {
    Partition one = partitions.get(partition);
    return one != null && one.atEnd;
  }

  /** Whether a partition has been silent for so long, at its end, that it is not waited for. */
  boolean idle(int partition, long now) {
    Partition one = partitions.get(partition);
    return idleAfter > 0 && one != null && one.atEnd && now - one.heardAt >= idleAfter;
  }

  SortedSet<Integer> partitions() {
    return new TreeSet<>(partitions.keySet());
  }
}
