package io.firstspike.connectors.topic;

import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A record that carries only time: no record older than its event time follows in its partition. It
 * lets event time pass in partitions that have no data of their own. Recognised by a null value and
 * the header {@code mark}.
 */
public final class TimeMark {

  static final String HEADER = "mark";

  private TimeMark() {}

  /** Whether the record is a mark; its time is {@link Received#eventTime()}. */
  public static boolean is(Received received) {
    return received.value() == null && received.hasHeader(HEADER);
  }

  /**
   * A mark for one partition.
   *
   * @param time milliseconds since the epoch, at least 0
   */
  public static ProducerRecord<byte[], byte[]> record(String topic, int partition, long time) {
    byte[] none = null;
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, none, none);
    EventTimeHeader.put(record.headers(), time);
    record.headers().add(HEADER, new byte[0]);
    return record;
  }
}
