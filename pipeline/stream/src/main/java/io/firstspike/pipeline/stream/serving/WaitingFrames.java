package io.firstspike.pipeline.stream.serving;

import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.pipeline.stream.value.WaitingFrame;
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
 * Frames that came before their model, by topic, partition and offset. Each call concerns the
 * frames of one slot key, which is the current key.
 */
final class WaitingFrames {

  static final MapStateDescriptor<String, WaitingFrame> DESCRIPTOR =
      new MapStateDescriptor<>(
          "waiting-frames", Types.STRING, new VersionedType<>(Codecs.WAITING_FRAME));

  private final MapState<String, WaitingFrame> state;
  private final long maxBytes;

  /** The bytes of waiting frames by slot key: counted once from state, then kept up to date. */
  private final Map<Integer, Long> held = new HashMap<>();

  /**
   * Makes the view of the waiting frames in state.
   *
   * @param maxBytes the largest number of bytes of a slot key; there is always room for one frame
   */
  WaitingFrames(RuntimeContext context, long maxBytes) {
    this.state = context.getMapState(DESCRIPTOR);
    this.maxBytes = maxBytes;
  }

  /** Keeps a frame if there is room; returns whether there was. */
  boolean hold(int slotKey, WaitingFrame frame) throws Exception {
    long bytes = held(slotKey);
    if (bytes > 0 && bytes + size(frame) > maxBytes) {
      return false;
    }
    state.put(frame.received().origin().position(), frame);
    held.put(slotKey, bytes + size(frame));
    return true;
  }

  private long held(int slotKey) throws Exception {
    Long known = held.get(slotKey);
    if (known != null) {
      return known;
    }
    long bytes = 0;
    for (WaitingFrame frame : state.values()) {
      bytes += size(frame);
    }
    return bytes;
  }

  /** The size of a frame in memory, about, in bytes. */
  private static long size(WaitingFrame frame) {
    return 200L + frame.received().value().length;
  }

  /** Removes and returns the frames of the current slot key that {@code which} accepts. */
  List<WaitingFrame> take(int slotKey, Predicate<WaitingFrame> which) throws Exception {
    return take(slotKey, state, which);
  }

  /**
   * Removes and returns the frames in {@code frames} that {@code which} accepts.
   *
   * @param frames the frames of the slot key, as Flink gives them
   */
  List<WaitingFrame> take(
      int slotKey, MapState<String, WaitingFrame> frames, Predicate<WaitingFrame> which)
      throws Exception {
    List<WaitingFrame> taken = new ArrayList<>();
    Iterator<Map.Entry<String, WaitingFrame>> all = frames.iterator();
    while (all.hasNext()) {
      WaitingFrame frame = all.next().getValue();
      if (which.test(frame)) {
        taken.add(frame);
        all.remove();
        held.computeIfPresent(slotKey, (l, bytes) -> bytes - size(frame));
      }
    }
    return taken;
  }
}
