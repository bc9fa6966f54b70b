package io.firstspike.connectors.replay;

/** Computes the times of frames and labels from their positions, 0 to {@code frames - 1}. */
final class Schedule {

  /**
   * The longest time between time marks, in seconds: a reader in event-time order holds frames back
   * until a mark comes.
   */
  private static final double SECONDS_BETWEEN_MARKS = 0.004;

  private final ReplayOptions options;
  private final int perEpoch;
  private final long frames;
  private final long labelDelay;

  Schedule(ReplayOptions options, int size) {
    int to = Math.min(options.to(), size);
    if (options.from() >= to) {
      throw new IllegalArgumentException(
          "nothing to replay from index "
              + options.from()
              + ": the dataset has "
              + size
              + " images");
    }
    this.options = options;
    this.perEpoch = to - options.from();
    this.frames = (long) perEpoch * options.epochs();
    this.labelDelay =
        options.labelDelay().eventMillis(options.framesPerSecond(), options.stepMillis());
    // Overflow of event time fails here, before the first record.
    Math.addExact(
        Math.addExact(options.start(), Math.multiplyExact(frames, options.stepMillis())),
        Math.addExact(labelDelay, 1));
  }

  long frames() {
    return frames;
  }

  /** The number of labels for the labels topic. */
  long labels() {
    return options.labels() == LabelPlace.TOPIC ? frames : 0;
  }

  int index(long position) {
    return options.from() + (int) (position % perEpoch);
  }

  String frameId(long position) {
    return options.idPrefix() + "-" + position / perEpoch + "-" + index(position);
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
