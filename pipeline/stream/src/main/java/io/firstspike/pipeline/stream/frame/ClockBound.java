package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.metric.Rejection;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A bound on the time by which a record may be ahead of the wall clock. In replay order a record
 * advances event time, and one from the far future would make all later records late. There is no
 * bound for the past: old data sets are replayed with their original times.
 *
 * @param aheadMillis the bound in milliseconds, at least 0
 */
public record ClockBound(long aheadMillis) implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Excludes no time. */
  public static final ClockBound NONE = new ClockBound(Long.MAX_VALUE);

  /** Makes a bound of {@code ahead}. */
  public static ClockBound of(Duration ahead) {
    return new ClockBound(ahead.toMillis());
  }

  /** Whether an event time, in milliseconds since the epoch, is beyond the bound at present. */
  public boolean excludes(long timestamp) {
    return timestamp - aheadMillis > System.currentTimeMillis();
  }

  /** The kind of reason why a record that has failed {@link #check}, or decoding, is rejected. */
  public Rejection rejectionOf(Received received) {
    OptionalLong time = received.eventTime();
    return time.isPresent() && excludes(time.getAsLong()) ? Rejection.AHEAD : Rejection.UNREADABLE;
  }

  /**
   * Checks that the record's event time can be read and is within the bound.
   *
   * @param where the kind of thing that is being read, for the dead letter
   * @throws MalformedException if not
   */
  public void check(Received received, String where) throws MalformedException {
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
