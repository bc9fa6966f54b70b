package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it came from Kafka, or in the same form from elsewhere. Arrays are neither copied nor
 * compared by content.
 *
 * @param origin where it came from
 * @param key the key, or null
 * @param value the value, or null
 * @param headers the headers in their order
 */
public record Received(Origin origin, byte[] key, byte[] value, List<Header> headers) {

  public Received {
    Objects.requireNonNull(origin, "origin");
    headers = List.copyOf(headers);
  }

  /** The record that a consumer returned. */
  public static Received of(ConsumerRecord<byte[], byte[]> polled) {
    List<Header> headers = new ArrayList<>();
    polled.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
    Origin origin =
        new Origin(polled.topic(), polled.partition(), polled.offset(), polled.timestamp());
    return new Received(origin, polled.key(), polled.value(), headers);
  }

  /**
   * A stand-in for the record of a frame or label that has not come from Kafka: the model key, and
   * the frame id as a header, so that a dead letter tells which one it is.
   */
  public static Received standIn(Origin origin, String modelKey, String frameId) {
    Header id = new Header(FrameFormat.FRAME_ID, frameId.getBytes(StandardCharsets.UTF_8));
    return new Received(origin, modelKey.getBytes(StandardCharsets.UTF_8), null, List.of(id));
  }

  /** The content of the record, whole. */
  public Payload payload() {
    return Payload.whole(key, value, headers);
  }

  /** The value of the last header called {@code name}; empty when there is none or it is null. */
  public Optional<byte[]> header(String name) {
    return lastHeader(name).map(Header::value);
  }

  /** Whether there is a header called {@code name}, whatever its value. */
  public boolean hasHeader(String name) {
    return lastHeader(name).isPresent();
  }

  /**
   * The event time: the time of what the record describes, in milliseconds since the epoch, at
   * least 0. It is the header {@code event-time} or, without one, Kafka's timestamp; empty if there
   * is neither, or the header cannot be read.
   */
  public OptionalLong eventTime() {
    return EventTimeHeader.of(this);
  }

  /**
   * The event time, in milliseconds since the epoch; a record without one has no place in the
   * stream.
   *
   * @param where the kind of thing that is being read, for the dead letter
   * @throws MalformedException if there is none, or none that can be read
   */
  public long eventTime(String where) throws MalformedException {
    return EventTimeHeader.require(this, where);
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
