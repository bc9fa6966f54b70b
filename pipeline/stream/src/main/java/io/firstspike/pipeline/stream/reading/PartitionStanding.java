package io.firstspike.pipeline.stream.reading;

import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Received;
import java.util.List;
import java.util.Optional;

/**
 * Tells what there is to a partition, about once a second, to the operator right behind the reader.
 * Goes as a record with an offset that none of Kafka's can have.
 *
 * @param partition which one
 * @param atEnd whether all has been read that was there a moment ago
 */
public record PartitionStanding(int partition, boolean atEnd) {

  private static final long NO_OFFSET = -1;
  private static final String AT_END = "at-end";

  /** The standing that {@code received} tells; empty if it is a record of Kafka's. */
  public static Optional<PartitionStanding> of(Received received) {
    return received.offset() == NO_OFFSET
        ? Optional.of(new PartitionStanding(received.partition(), received.hasHeader(AT_END)))
        : Optional.empty();
  }

  /** As a record of {@code topic}, of no time. */
  public Received record(String topic) {
    List<Header> headers = atEnd ? List.of(new Header(AT_END, null)) : List.of();
    return new Received(topic, partition, NO_OFFSET, -1, null, null, headers);
  }
}
