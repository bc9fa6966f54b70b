package io.firstspike.connectors.topic;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Turns a record that was sent into the one that a consumer would receive. */
final class Delivery {

  static final String TOPIC = "some-topic";

  private Delivery() {}

  static Received of(ProducerRecord<byte[], byte[]> sent) {
    List<Header> headers = new ArrayList<>();
    sent.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
    long timestamp = sent.timestamp() == null ? -1 : sent.timestamp();
    return new Received(
        new Origin(sent.topic(), 3, 42, timestamp), sent.key(), sent.value(), headers);
  }

  static Received of(byte[] key, byte[] value, Header... headers) {
    return new Received(new Origin(TOPIC, 3, 42, 1000), key, value, List.of(headers));
  }
}
