package io.firstspike.pipeline.app.page.board;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The frames that something has happened to last. */
final class LatestFrames {

  private final int most;

  /** The oldest first. */
  private final Set<SeenFrame> frames = new LinkedHashSet<>();

  /**
   * @param most how many are kept
   */
  LatestFrames(int most) {
    this.most = most;
  }

  void add(SeenFrame frame) {
    frames.remove(frame);
    frames.add(frame);
    if (frames.size() > most) {
      frames.remove(frames.iterator().next());
    }
  }

  Stream<SeenFrame> stream() {
    return frames.stream();
  }
}
