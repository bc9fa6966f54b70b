package io.firstspike.connectors.topic;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that carries only time: no record older than its event time follows in its partition.
 * Event time can so advance in partitions without data. A mark has a null value and the header
 * {@code mark}.
 */
public final class TimeMark {

  static final String HEADER = "mark";

  private TimeMark() {}

  /** Whether the record is a mark; its time is {@link Received#eventTime()}. */
  public static boolean is(Received received) {
    return received.value() == null && received.hasHeader(HEADER);
  }

  /**
   * The record of a mark for one partition.
   *
   * @param time the event time, in milliseconds since the epoch, at least 0
   */
  public static ProducerRecord<byte[], byte[]> record(String topic, int partition, long time) {
    byte[] none = null;
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, none, none);
    EventTimeHeader.put(record.headers(), time);
    record.headers().add(HEADER, new byte[0]);
    return record;
  }
}
