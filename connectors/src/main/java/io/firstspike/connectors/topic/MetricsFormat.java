package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Metrics on their topic: the key is the model key, the timestamp the window's end, the value a
 * {@link Metrics} as JSON with the names of its components.
 */
public final class MetricsFormat {

  private static final String WHERE = "metrics";
  private static final int MAX_BYTES = 1 << 20;

  private MetricsFormat() {}

  /** The record of a window; the producer chooses the partition by model key. */
  public static ProducerRecord<byte[], byte[]> encode(String topic, Metrics metrics) {
    return new ProducerRecord<>(
        topic, null, metrics.time(), Text.encode(metrics.modelKey()), Json.write(metrics));
  }

  /**
   * Reads one record.
   *
   * @throws MalformedException when the record holds no metrics, or more than 1 MiB
   */
  public static Metrics decode(Received received) throws MalformedException {
    return Json.read(received.value(), MAX_BYTES, Metrics.class, WHERE);
  }
}
