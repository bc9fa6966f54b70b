package io.firstspike.connectors.protocol;

import java.util.Objects;

/**
 * Drift of a stream: what changes, when, and how fast.
 *
 * @param change what changes
 * @param every the number of frames from the beginning to the first drift, and from each drift to
 *     the next, at least 1
 * @param over the number of frames over which the share of the new concept grows linearly, at most
 *     {@code every}; 0 if all frames are of the new concept at once
 * @param recurring whether the stream goes back and forth between concepts 0 and 1, rather than on
 *     to a new one each time
 */
public record Drift(Change change, long every, long over, boolean recurring) {

  public Drift {
    Objects.requireNonNull(change, "change");
    if (every < 1) {
      throw new IllegalArgumentException("frames from drift to drift are at least 1, not " + every);
    }
    if (over < 0 || over > every) {
      throw new IllegalArgumentException(
          "a gradual drift takes 0 to "
              + every
              + " frames, as many as lie between two drifts, not "
              + over);
    }
  }

  /** Drift that comes at once, every {@code frames} frames, each time to a new concept. */
  public static Drift every(long frames, Change change) {
    return new Drift(change, frames, 0, false);
  }

  /** A copy in which the share of the new concept grows over a number of frames. */
  public Drift withOver(long frames) {
    return new Drift(change, every, frames, recurring);
  }

  /** A copy that goes back and forth between two concepts. */
  public Drift withRecurring() {
    return new Drift(change, every, over, true);
  }

  /**
   * The concept that the {@code number}th drift leads to; of number 0, the one at the beginning.
   */
  long concept(long number) {
    return number % (recurring ? 2 : change.concepts());
  }

  /** The number of the last drift that the frame at {@code position} shows already. */
  long drifts(long position, long seed) {
    long number = position / every;
    long since = position % every;
    boolean between = number > 0 && since < over;
    // The share of new frames grows from 1 / (over + 1) to over / (over + 1).
    return between && Draw.fraction(seed, Draw.DRIFT, position) * (over + 1) >= since + 1
        ? number - 1
        : number;
  }
}
