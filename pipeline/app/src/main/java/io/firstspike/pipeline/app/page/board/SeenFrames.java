package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.Received;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The frames of which something came last, of all model keys. Decisions and labels may come long
 * after their frames, and before them.
 */
final class SeenFrames {

  /** The most frames that are kept. */
  static final int MOST_FRAMES = 50_000;

  /** The most bytes of their contents that are kept. */
  private static final long MOST_CONTENT_BYTES = 64L << 20;

  private record Name(String modelKey, String frameId) {}

  /** The oldest first. */
  private final Map<Name, SeenFrame> frames = new LinkedHashMap<>();

  /** Those whose contents are kept, the oldest first. */
  private final Set<SeenFrame> held = new LinkedHashSet<>();

  private long contentBytes;

  /** The frame of this id, which is new if it has not been seen. */
  SeenFrame of(String modelKey, String frameId) {
    Name name = new Name(modelKey, frameId);
    SeenFrame frame = frames.get(name);
    if (frame == null) {
      frame = new SeenFrame(frameId);
      frames.put(name, frame);
      if (frames.size() > MOST_FRAMES) {
        Name oldest = frames.keySet().iterator().next();
        release(frames.remove(oldest));
      }
    }
    return frame;
  }

  Optional<SeenFrame> known(String modelKey, String frameId) {
    return Optional.ofNullable(frames.get(new Name(modelKey, frameId)));
  }

  /** Keeps the content of a frame, as long as there is room. */
  void hold(SeenFrame frame, Received content) {
    contentBytes += frame.hold(content);
    held.add(frame);
    while (contentBytes > MOST_CONTENT_BYTES) {
      release(held.iterator().next());
    }
  }

  private void release(SeenFrame frame) {
    held.remove(frame);
    contentBytes -= frame.release();
  }
}
