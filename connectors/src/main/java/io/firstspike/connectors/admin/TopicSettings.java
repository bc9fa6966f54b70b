package io.firstspike.connectors.admin;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;

/**
 * The settings of a topic, with the broker's defaults, as far as the broker tells them.
 *
 * @param topic the topic's name
 * @param told the values of its settings by name; empty if this client may not ask for them
 * @param copies the smallest number of replicas assigned to one of its partitions
 * @param allowed the operations that this client may perform on it; absent if the broker does not
 *     tell
 */
public record TopicSettings(
    String topic,
    Optional<Map<String, String>> told,
    int copies,
    Optional<Set<AclOperation>> allowed) {

  /** Kafka's default of {@code max.message.bytes}, used where the broker tells nothing. */
  private static final int DEFAULT_MAX_BYTES = 1_048_588;

  /**
   * The share of a batch that is left free: one byte in this many. The limit holds for a batch as
   * the topic stores it, and compression enlarges data that cannot be compressed.
   */
  private static final int RESERVE = 32;

  public TopicSettings {
    Objects.requireNonNull(topic, "topic");
    told = told.map(Map::copyOf);
    allowed = allowed.map(Set::copyOf);
  }

  /** A topic that the broker hides from this client, which may do nothing with it. */
  static TopicSettings hidden(String topic) {
    return new TopicSettings(topic, Optional.empty(), 1, Optional.of(Set.of()));
  }

  /**
   * The size of the largest record that the topic always takes, with Kafka's overhead, in bytes.
   */
  public int recordBytes() {
    return recordBytes(number(bound()).orElse(DEFAULT_MAX_BYTES));
  }

  /** The size of the largest record that fits into a batch of {@code batchBytes}, in bytes. */
  private static int recordBytes(long batchBytes) {
    return (int) Math.min(Integer.MAX_VALUE, batchBytes - batchBytes / RESERVE);
  }

  /** The smallest limit on batches, in bytes, that admits a record of {@code recordBytes}. */
  static long batchBytes(long recordBytes) {
    return recordBytes + recordBytes / (RESERVE - 1) + 1;
  }

  /** An upper bound of a record's size, alone in its batch, in bytes. */
  public static int bytes(ProducerRecord<byte[], byte[]> record) {
    return AbstractRecords.estimateSizeInBytesUpperBound(
        RecordBatch.CURRENT_MAGIC_VALUE,
        CompressionType.NONE,
        record.key(),
        record.value(),
        record.headers().toArray());
  }

  /** The setting that bounds a record's size, and its value, in words for people. */
  public String bytesSetting() {
    return told.isEmpty()
        ? "settings that this client may not ask for"
        : bound() + "=" + number(bound()).orElse(DEFAULT_MAX_BYTES);
  }

  /**
   * A message saying that the topic does not take records of {@code recordBytes}, with the remedy.
   */
  public String tooLittleFor(long recordBytes) {
    return "topic "
        + topic
        + " has "
        + bytesSetting()
        + ", too little for records of up to "
        + recordBytes
        + " bytes: set "
        + bound()
        + " to at least "
        + batchBytes(recordBytes);
  }

  /**
   * The name of the setting that bounds a batch: {@code segment.bytes} where that is smaller, since
   * a batch must fit into a segment of the log.
   */
  String bound() {
    long segment = number(TopicConfig.SEGMENT_BYTES_CONFIG).orElse(Long.MAX_VALUE);
    return segment < number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).orElse(DEFAULT_MAX_BYTES)
        ? TopicConfig.SEGMENT_BYTES_CONFIG
        : TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
  }

  /** The value of a setting; empty if the broker does not tell. */
  Optional<String> value(String setting) {
    return told.map(settings -> settings.get(setting));
  }

  /** The value of a numeric setting; empty if the broker does not tell. */
  OptionalLong number(String setting) {
    try {
      return value(setting).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Whether this client may perform {@code operation} on the topic, as far as the broker tells. */
  boolean allows(AclOperation operation) {
    return allowed.map(operations -> operations.contains(operation)).orElse(true);
  }
}
