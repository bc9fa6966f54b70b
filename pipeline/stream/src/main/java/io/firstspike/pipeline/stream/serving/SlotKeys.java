package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import java.util.Arrays;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Distributes records evenly over slots, by an artificial key, so that frames that wait for a model
 * are in keyed state: this may be outside the heap, has timers, and moves when the parallelism
 * changes. There are as many slot keys as key groups, one in each.
 */
public final class SlotKeys implements KeySelector<Received, Integer> {

  /**
   * The step between the slot keys of successive records. It is odd, and so has no common divisor
   * with the number of slot keys: neighbouring records go to distant slots.
   */
  private static final long STRIDE = 53;

  private final int[] keys;

  /**
   * Makes the slot keys of a job with the maximum parallelism {@code count}.
   *
   * @param count the number of slot keys, a power of two
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

  /** The number of slot keys. */
  int count() {
    return keys.length;
  }

  @Override
  public Integer getKey(Received record) {
    Origin origin = record.origin();
    return keys[Math.floorMod((origin.offset() + origin.partition()) * STRIDE, count())];
  }
}
