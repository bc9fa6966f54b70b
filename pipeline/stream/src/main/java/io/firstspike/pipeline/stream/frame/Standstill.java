package io.firstspike.pipeline.stream.frame;

import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.pipeline.stream.status.StatusLines;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that event time stands, and what it waits for, when it has stood for some seconds with
 * something waiting for it. Without that a job whose senders give no time marks decides nothing and
 * says nothing.
 */
final class Standstill {

  private static final Logger LOG = LoggerFactory.getLogger(Standstill.class);

  /** Longer than a sender of time marks pauses. */
  private static final long PATIENCE = 10_000;

  private final String topic;
  private final long idleAfter;
  private final StatusLines lines;
  private long since;
  private long latestRecord = Long.MIN_VALUE;
  private String said = "";

  /**
   * Of the event time of {@code topic}, which has stood since {@code now}.
   *
   * @param idleAfter after how many milliseconds of silence a partition is not waited for; 0: never
   * @param lines what to say goes here, and to the log
   */
  Standstill(String topic, long idleAfter, StatusLines lines, long now) {
    this.topic = topic;
    this.idleAfter = idleAfter;
    this.lines = lines;
    this.since = now;
  }

  /** A record has come, of event time {@code time}: unless it is a mark, it waits. */
  void heard(Received received, long time) {
    if (!TimeMark.is(received)) {
      latestRecord = Math.max(latestRecord, time);
    }
  }

  long latestRecord() {
    return latestRecord;
  }

  /** Event time has moved. */
  void ends(long now) {
    since = now;
  }

  /** The last statement of what event time waits for; empty if nothing. */
  String waitsFor() {
    return said;
  }

  /**
   * Says what is to be said by now.
   *
   * @param holders the partitions that hold event time back, if it waits
   */
  void look(Collection<Integer> holders, long now) {
    String line = holders.isEmpty() || now - since < PATIENCE ? "" : line(holders);
    if (!line.equals(said)) {
      said = line;
      lines.replace(line.isEmpty() ? List.of() : List.of(line));
      if (!line.isEmpty()) {
        LOG.warn(line);
      }
    }
  }

  private String line(Collection<Integer> holders) {
    return "event time waits for partition"
        + (holders.size() == 1 ? " " : "s ")
        + holders.stream().map(String::valueOf).collect(Collectors.joining(", "))
        + " of "
        + topic
        + ": send time marks (null value, header mark, header event-time)"
        + (idleAfter == 0
            ? " or give --idle-after TIME"
            : "; not waited for after " + Duration.ofMillis(idleAfter).toSeconds() + " s idle");
  }
}
