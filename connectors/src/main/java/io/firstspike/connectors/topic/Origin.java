package io.firstspike.connectors.topic;

import java.util.Comparator;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Where a value came from: the place of its record in a topic, and the record's timestamp.
 *
 * <p>Origins are ordered by partition, then by offset; topic and timestamp come last, so that only
 * equal origins compare as equal.
 *
 * @param topic the topic's name
 * @param partition the partition within the topic
 * @param offset the offset within the partition
 * @param timestamp Kafka's timestamp of the record, in milliseconds since the epoch; -1 when it has
 *     none. For the time in the stream see {@link Received#eventTime()}. The event time, if the
 *     value has not come from Kafka
 */
@API(status = Status.MAINTAINED)
public record Origin(String topic, int partition, long offset, long timestamp)
    implements Comparable<Origin> {

  private static final Comparator<Origin> ORDER =
      Comparator.comparingInt(Origin::partition)
          .thenComparingLong(Origin::offset)
          .thenComparing(Origin::topic)
          .thenComparingLong(Origin::timestamp);

  public Origin {
    Objects.requireNonNull(topic, "topic");
  }

  /** Topic, partition and offset as text, for messages and as the id of a frame without one. */
  public String position() {
    return topic + "-" + partition + "-" + offset;
  }

  @Override
  public int compareTo(Origin other) {
    return ORDER.compare(this, other);
  }
}
