package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Received;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * Bounds the time by which a record may be ahead of the wall clock. In replay order a record moves
 * the event clock, and one from the far future would make all that comes after it late. There is no
 * bound for the past: old data sets are replayed with the times they have.
 *
 * @param aheadMillis milliseconds, at least 0
 */
public record ClockBound(long aheadMillis) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** A bound of {@code ahead}. */
  public static ClockBound of(Duration ahead) {
    return new ClockBound(ahead.toMillis());
  }

  /** Whether an event time, in milliseconds since the epoch, is beyond the bound now. */
  public boolean excludes(long timestamp) {
    return timestamp - aheadMillis > System.currentTimeMillis();
  }

  /**
   * Returns if the record's event time can be read and is within the bound.
   *
   * @param where what is being read, for the dead letter
   */
  void check(Received received, String where) throws MalformedException {
    long time = received.eventTime(where);
    if (excludes(time)) {
      throw new MalformedException(
          where,
          "its time "
              + time
              + " ("
              + Instant.ofEpochMilli(time)
              + ") is more than "
              + Duration.ofMillis(aheadMillis).toSeconds()
              + " s ahead of the clock: correct the sender's clock, or allow more with"
              + " --max-ahead");
    }
  }
}
