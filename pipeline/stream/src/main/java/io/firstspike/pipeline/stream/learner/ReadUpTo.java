package io.firstspike.pipeline.stream.learner;

/**
 * Up to which moments of the clock frames and labels have been read: all that were in their topics
 * by then have come. In live order only.
 */
final class ReadUpTo {

  private long frames = Long.MIN_VALUE;
  private long labels = Long.MIN_VALUE;

  void frames(long millis) {
    frames = millis;
  }

  void labels(long millis) {
    labels = millis;
  }

  long frames() {
    return frames;
  }

  long labels() {
    return labels;
  }
}
