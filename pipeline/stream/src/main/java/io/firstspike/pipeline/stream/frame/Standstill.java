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
 * Reports that event time does not advance, and the partitions it waits for, when this has lasted
 * for some seconds and records wait. Otherwise a job whose senders give no time marks would decide
 * nothing, without an explanation.
 */
final class Standstill {

  private static final Logger LOG = LoggerFactory.getLogger(Standstill.class);

  /** The time until a report, in milliseconds: longer than senders pause between time marks. */
  private static final long PATIENCE = 10_000;

  private final String topic;
  private final long idleAfter;
  private final StatusLines lines;
  private long since;
  private long latestRecord = Long.MIN_VALUE;
  private String said = "";

  /**
   * Watches the event time of {@code topic}, which has not advanced since {@code now}, in
   * milliseconds since the epoch.
   *
   * @param idleAfter the silence after which a partition is no longer waited for, in milliseconds;
   *     0: every partition is waited for
   * @param lines receives the report, as the log does
   */
  Standstill(String topic, long idleAfter, StatusLines lines, long now) {
    this.topic = topic;
    this.idleAfter = idleAfter;
    this.lines = lines;
    this.since = now;
  }

  /** Notes a record of event time {@code time}: unless it is a time mark, it waits. */
  void heard(Received received, long time) {
    if (!TimeMark.is(received)) {
      latestRecord = Math.max(latestRecord, time);
    }
  }

  long latestRecord() {
    return latestRecord;
  }

  /** Notes that event time has advanced. */
  void advanced(long now) {
    since = now;
  }

  /** The last report of what event time waits for; empty if there is none. */
  String waitsFor() {
    return said;
  }

  /**
   * Reports a standstill that has lasted long enough, and takes back a report that is no longer
   * true.
   *
   * @param holders the partitions that hold event time back; empty if no record waits
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
