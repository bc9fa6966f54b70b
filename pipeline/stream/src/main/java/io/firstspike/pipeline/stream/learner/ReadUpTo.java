package io.firstspike.pipeline.stream.learner;

/**
 * The wall-clock times up to which frames and labels have been read, in milliseconds since the
 * epoch: all records that were in the topics by then have come. Used in live order only.
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
