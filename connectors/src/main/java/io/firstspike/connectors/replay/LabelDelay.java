package io.firstspike.connectors.replay;

import java.time.Duration;

/**
 * How much later than its frame a label comes: a number of frames plus a span of time.
 *
 * @param frames at least 0
 * @param time at least zero
 */
public record LabelDelay(int frames, Duration time) {

  /** The label comes right after its frame, with the same timestamp. */
  public static final LabelDelay NONE = new LabelDelay(0, Duration.ZERO);

  public LabelDelay {
    if (frames < 0 || time.isNegative()) {
      throw new IllegalArgumentException(
          "a label cannot come before its frame: " + frames + " frames and " + time);
    }
  }

  /** As long as {@code frames} frames take. */
  public static LabelDelay ofFrames(int frames) {
    return new LabelDelay(frames, Duration.ZERO);
  }

  /** A span of time: by the clock when frames have a rate, else of event time. */
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
