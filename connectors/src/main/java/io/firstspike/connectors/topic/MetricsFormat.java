package io.firstspike.connectors.topic;

import io.firstspike.connectors.MalformedException;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Metrics on their topic: the key is the model key, the value a {@link Metrics} as JSON with the
 * names of its components. Where a record would be too large the confusion matrix, and if need be
 * the labels, are left out, and a field {@code leftOut} says so.
 */
public final class MetricsFormat {

  /** The largest record of metrics. */
  public static final int MAX_BYTES = 1 << 20;

  /** More than the record of metrics without confusion matrix and labels takes. */
  public static final int LEAST_BYTES = 8 << 10;

  private static final String WHERE = "metrics";
  private static final String LEFT_OUT = "leftOut";

  /** More than a record is larger than its value by: a model key, {@code leftOut}, Kafka's own. */
  private static final int AROUND = 2 << 10;

  private MetricsFormat() {}

  /**
   * The record of a window; the producer chooses the partition by model key. It is stamped when it
   * is sent: event time may be any, also one that the broker would refuse or soon delete.
   *
   * @param maxBytes the largest record that the topic takes, at least {@link #LEAST_BYTES}; above
   *     {@link #MAX_BYTES} it counts as that
   */
  public static ProducerRecord<byte[], byte[]> encode(String topic, int maxBytes, Metrics metrics) {
    return new ProducerRecord<>(
        topic,
        Text.encode(metrics.modelKey()),
        value(metrics, Math.min(maxBytes, MAX_BYTES) - AROUND));
  }

  private static byte[] value(Metrics metrics, int room) {
    int labels = metrics.labels().size();
    String matrix = "the confusion matrix of " + labels + " labels";
    if (metrics.confusion() != null) {
      byte[] whole = Json.write(metrics);
      if (whole.length <= room) {
        return whole;
      }
    }
    byte[] without = Json.writeWith(metrics.without(false), LEFT_OUT, matrix);
    return without.length <= room
        ? without
        : Json.writeWith(metrics.without(true), LEFT_OUT, matrix + ", and the labels");
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
