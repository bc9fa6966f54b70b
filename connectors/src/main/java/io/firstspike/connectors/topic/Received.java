package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it came from Kafka. Arrays are neither copied nor compared by content.
 *
 * @param topic where it came from
 * @param partition the partition within the topic
 * @param offset the offset within the partition
 * @param timestamp the record's timestamp, in milliseconds since the epoch; -1 when it has none
 * @param key the key, or null
 * @param value the value, or null
 * @param headers the headers in their order
 */
public record Received(
    String topic,
    int partition,
    long offset,
    long timestamp,
    byte[] key,
    byte[] value,
    List<Header> headers) {

  public Received {
    Objects.requireNonNull(topic, "topic");
    headers = List.copyOf(headers);
  }

  /** The record a consumer returned. */
  public static Received of(ConsumerRecord<byte[], byte[]> polled) {
    List<Header> headers = new ArrayList<>();
    polled.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
    return new Received(
        polled.topic(),
        polled.partition(),
        polled.offset(),
        polled.timestamp(),
        polled.key(),
        polled.value(),
        headers);
  }

  /** The value of the last header called {@code name}; empty when there is none or it is null. */
  public Optional<byte[]> header(String name) {
    return lastHeader(name).map(Header::value);
  }

  /** Whether there is a header called {@code name}, whatever its value. */
  public boolean hasHeader(String name) {
    return lastHeader(name).isPresent();
  }

  /** Topic, partition and offset, for messages and as the id of a frame that has none. */
  public String position() {
    return topic + "-" + partition + "-" + offset;
  }

  /** The timestamp as event time; a record without one cannot take its place in the stream. */
  long eventTime(String where) throws MalformedException {
    if (timestamp < 0) {
      throw new MalformedException(where, "the " + where + " has no timestamp: " + timestamp);
    }
    return timestamp;
  }

  private Optional<Header> lastHeader(String name) {
    for (int i = headers.size() - 1; i >= 0; i--) {
      if (headers.get(i).name().equals(name)) {
        return Optional.of(headers.get(i));
      }
    }
    return Optional.empty();
  }
}
