package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.topic.Origin;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Tracks whether the models topic has been read up to its end at the start of this subtask. Until
 * then the latest version of a model may not be known yet.
 */
final class CatchUp {

  static final MapStateDescriptor<Integer, Long> POSITIONS =
      new MapStateDescriptor<>("model-positions", Types.INT, Types.LONG);

  private final BroadcastState<Integer, Long> positions;
  private final Map<Integer, Long> missing;

  private CatchUp(BroadcastState<Integer, Long> positions, Map<Integer, Long> missing) {
    this.positions = positions;
    this.missing = missing;
  }

  /**
   * Makes one from state.
   *
   * @param last the offset of the last record, by partition; without empty partitions
   */
  static CatchUp open(OperatorStateStore store, Map<Integer, Long> last) throws Exception {
    BroadcastState<Integer, Long> positions = store.getBroadcastState(POSITIONS);
    Map<Integer, Long> missing = new HashMap<>();
    for (Map.Entry<Integer, Long> end : last.entrySet()) {
      Long reached = positions.get(end.getKey());
      if (reached == null || reached < end.getValue()) {
        missing.put(end.getKey(), end.getValue());
      }
    }
    return new CatchUp(positions, missing);
  }

  boolean done() {
    return missing.isEmpty();
  }

  /** Notes that a record of the models topic has been read. */
  void reached(Origin record) throws Exception {
    positions.put(record.partition(), record.offset());
    missing.computeIfPresent(
        record.partition(), (partition, end) -> end <= record.offset() ? null : end);
  }
}
