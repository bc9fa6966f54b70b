package io.firstspike.connectors.replay;

import io.firstspike.connectors.protocol.PresentationOrder;

/** Computes the times of frames and labels from their positions, 0 to {@code frames - 1}. */
final class Schedule {

  /**
   * The longest time between time marks, in seconds: a reader in event-time order holds frames back
   * until a mark comes.
   */
  private static final double SECONDS_BETWEEN_MARKS = 0.004;

  private final ReplayOptions options;
  private final PresentationOrder stream;
  private final long labelDelay;

  Schedule(ReplayOptions options, PresentationOrder stream) {
    this.options = options;
    this.stream = stream;
    this.labelDelay =
        options.labelDelay().eventMillis(options.framesPerSecond(), options.stepMillis());
    // Overflow of event time fails here, before the first record.
    Math.addExact(
        Math.addExact(options.start(), Math.multiplyExact(frames(), options.stepMillis())),
        Math.addExact(labelDelay, 1));
  }

  long frames() {
    return stream.size();
  }

  /** The number of labels for the labels topic. */
  long labels() {
    return options.labels() == LabelPlace.TOPIC ? stream.labels() : 0;
  }

  String frameId(long position) {
    return options.idPrefix() + "-" + stream.pass(position) + "-" + stream.index(position);
  }

  /** The event time of a frame, in milliseconds since the epoch. */
  long frameTime(long position) {
    return options.start() + position * options.stepMillis();
  }

  /** The event time of a frame's label, in milliseconds since the epoch. */
  long labelTime(long position) {
    return frameTime(position) + labelDelay;
  }

  /**
   * The number of frames between time marks, at least 1; smaller when frames are far apart by the
   * clock.
   */
  int markEvery() {
    double rate = options.framesPerSecond();
    return rate == 0
        ? options.markEvery()
        : (int) Math.max(1, Math.min(options.markEvery(), rate * SECONDS_BETWEEN_MARKS));
  }

  /** The time by the clock from the start to an event time, in nanoseconds; 0 without a rate. */
  long nanosUntil(long eventTime) {
    if (options.framesPerSecond() == 0) {
      return 0;
    }
    double steps = (double) (eventTime - options.start()) / options.stepMillis();
    return (long) (steps / options.framesPerSecond() * 1e9);
  }
}
