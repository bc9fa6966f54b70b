package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import java.util.List;
import java.util.Optional;

/**
 * The state of a partition, which the reader sends to the operator right behind it about once a
 * second. It is sent as a record with an offset that no record of Kafka's can have.
 *
 * @param partition the partition's number
 * @param atEnd whether all records have been read that existed a moment ago
 */
public record PartitionStanding(int partition, boolean atEnd) {

  private static final long NO_OFFSET = -1;
  private static final String AT_END = "at-end";

  /** The standing in {@code received}; empty if that is a record of Kafka's. */
  public static Optional<PartitionStanding> of(Received received) {
    return received.origin().offset() == NO_OFFSET
        ? Optional.of(
            new PartitionStanding(received.origin().partition(), received.hasHeader(AT_END)))
        : Optional.empty();
  }

  /** The record of this standing, of {@code topic} and without a time. */
  public Received record(String topic) {
    List<Header> headers = atEnd ? List.of(new Header(AT_END, null)) : List.of();
    return new Received(new Origin(topic, partition, NO_OFFSET, -1), null, null, headers);
  }
}
