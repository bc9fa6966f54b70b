package io.firstspike.connectors.replay;

import java.time.Duration;

/**
 * The delay of a label behind its frame: a number of frames plus a span of time.
 *
 * @param frames the number of frames, at least 0
 * @param time the span of time, at least zero
 */
public record LabelDelay(int frames, Duration time) {

  /** No delay: the label follows its frame, with the same event time. */
  public static final LabelDelay NONE = new LabelDelay(0, Duration.ZERO);

  public LabelDelay {
    if (frames < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "a label cannot come before its frame: " + frames + " frames and " + time);
    }
  }

  /** A delay of {@code frames} frames. */
  public static LabelDelay ofFrames(int frames) {
    return new LabelDelay(frames, Duration.ZERO);
  }

  /** A delay of {@code time}: by the clock if frames have a rate, else in event time. */
  public static LabelDelay of(Duration time) {
    return new LabelDelay(0, time);
  }

  /** The delay in event time, in milliseconds. */
  long eventMillis(double framesPerSecond, long stepMillis) {
    double ofTime =
        framesPerSecond == 0
            ? time.toMillis()
            : time.toMillis() / 1000.0 * framesPerSecond * stepMillis;
    return Math.addExact(Math.multiplyExact(frames, stepMillis), Math.round(ofTime));
  }
}
