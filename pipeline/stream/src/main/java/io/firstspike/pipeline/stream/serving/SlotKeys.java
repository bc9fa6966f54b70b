package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.Received;
import java.util.Arrays;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Deals records to slots in turn, and yet by key, so that what waits for a model is keyed state: it
 * may live outside the heap, has timers, and moves when the parallelism changes. There are as many
 * keys as key groups, one in each.
 */
public final class SlotKeys implements KeySelector<Received, Integer> {

  /** Odd, and so without a common divisor with the number of lanes: neighbours end far apart. */
  private static final long STRIDE = 53;

  private final int[] keys;

  /**
   * SlotKeys for a job with this maximum parallelism.
   *
   * @param count how many lanes, a power of two
   */
  public SlotKeys(int count) {
    keys = new int[count];
    Arrays.fill(keys, -1);
    int found = 0;
    for (int key = 0; found < count; key++) {
      int group = KeyGroupRangeAssignment.assignToKeyGroup(key, count);
      if (keys[group] < 0) {
        keys[group] = key;
        found++;
      }
    }
  }

  /** How many there are. */
  int count() {
    return keys.length;
  }

  @Override
  public Integer getKey(Received record) {
    return keys[Math.floorMod((record.offset() + record.partition()) * STRIDE, count())];
  }
}
