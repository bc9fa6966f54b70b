package io.firstspike.testkit;

import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes records as a consumer would receive them, in partition 0. */
public final class Records {

  private Records() {}

  /** The record {@code sent} as it is received at {@code offset}; stamped 0 if it has no time. */
  public static Received received(long offset, ProducerRecord<byte[], byte[]> sent) {
    List<Header> headers = new ArrayList<>();
    sent.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
    long timestamp = sent.timestamp() == null ? 0 : sent.timestamp();
    return new Received(
        new Origin(sent.topic(), 0, offset, timestamp), sent.key(), sent.value(), headers);
  }

  /**
   * A record at {@code offset} of a topic.
   *
   * @param key the key as text; null for none
   * @param value the value as text; null for none
   */
  public static Received received(
      String topic, long offset, long timestamp, String key, String value, Header... headers) {
    return new Received(
        new Origin(topic, 0, offset, timestamp), utf8(key), utf8(value), List.of(headers));
  }

  private static byte[] utf8(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
