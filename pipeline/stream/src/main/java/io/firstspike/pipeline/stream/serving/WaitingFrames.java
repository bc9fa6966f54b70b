package io.firstspike.pipeline.stream.serving;

import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.pipeline.stream.state.WaitingFrame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * Frames that came before their model, by topic, partition and offset: one lane's at a time, the
 * lane of the current key.
 */
final class WaitingFrames {

  static final MapStateDescriptor<String, WaitingFrame> DESCRIPTOR =
      new MapStateDescriptor<>(
          "waiting-frames", Types.STRING, new VersionedType<>(Codecs.WAITING_FRAME));

  private final MapState<String, WaitingFrame> state;
  private final long laneBytes;

  /** Bytes that wait, by lane: counted once from state, then kept up. */
  private final Map<Integer, Long> held = new HashMap<>();

  /**
   * @param laneBytes the most bytes of a lane; one frame there is always room for
   */
  WaitingFrames(RuntimeContext context, long laneBytes) {
    this.state = context.getMapState(DESCRIPTOR);
    this.laneBytes = laneBytes;
  }

  /** Keeps a frame, or leaves it if there is no room. */
  boolean hold(int lane, WaitingFrame frame) throws Exception {
    long bytes = held(lane);
    if (bytes > 0 && bytes + size(frame) > laneBytes) {
      return false;
    }
    state.put(frame.received().position(), frame);
    held.put(lane, bytes + size(frame));
    return true;
  }

  private long held(int lane) throws Exception {
    Long known = held.get(lane);
    if (known != null) {
      return known;
    }
    long bytes = 0;
    for (WaitingFrame frame : state.values()) {
      bytes += size(frame);
    }
    return bytes;
  }

  /** A record's value, and about what an empty one takes. */
  private static long size(WaitingFrame frame) {
    return 200L + frame.received().value().length;
  }

  /** Takes the frames of the current lane that {@code which} accepts. */
  List<WaitingFrame> take(int lane, Predicate<WaitingFrame> which) throws Exception {
    return take(lane, state, which);
  }

  /**
   * The same.
   *
   * @param frames those of the lane, as Flink hands them out
   */
  List<WaitingFrame> take(
      int lane, MapState<String, WaitingFrame> frames, Predicate<WaitingFrame> which)
      throws Exception {
    List<WaitingFrame> taken = new ArrayList<>();
    Iterator<Map.Entry<String, WaitingFrame>> all = frames.iterator();
    while (all.hasNext()) {
      WaitingFrame frame = all.next().getValue();
      if (which.test(frame)) {
        taken.add(frame);
        all.remove();
        held.computeIfPresent(lane, (l, bytes) -> bytes - size(frame));
      }
    }
    return taken;
  }
}
