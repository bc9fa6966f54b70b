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
 * Settings of a topic, the broker's defaults among them, as far as the broker tells.
 *
 * @param topic its name
 * @param told its settings by name; empty if this client may not ask for them
 * @param copies the fewest replicas that one of its partitions is meant to have
 * @param allowed what this client may do with it; empty if the broker does not tell
 */
public record TopicSettings(
    String topic, Optional<Map<String, String>> told, int copies, Set<AclOperation> allowed) {

  /** Kafka's own limit, where nothing else is known. */
  private static final int DEFAULT_MAX_BYTES = 1_048_588;

  /**
   * Of so many bytes one is left over. The limit holds for a batch as the topic keeps it, and to
   * compress what cannot be compressed makes it larger.
   */
  private static final int RESERVE = 32;

  public TopicSettings {
    Objects.requireNonNull(topic, "topic");
    told = told.map(Map::copyOf);
    allowed = Set.copyOf(allowed);
  }

  /** The largest record, with all that Kafka adds to it, that the topic takes in any event. */
  public int recordBytes() {
    return recordBytes(number(bound()).orElse(DEFAULT_MAX_BYTES));
  }

  /** The record that fits into a batch of at most {@code batchBytes}. */
  private static int recordBytes(long batchBytes) {
    return (int) Math.min(Integer.MAX_VALUE, batchBytes - batchBytes / RESERVE);
  }

  /** The least limit on batches under which a record of {@code recordBytes} fits. */
  static long batchBytes(long recordBytes) {
    return recordBytes + recordBytes / (RESERVE - 1) + 1;
  }

  /** The most bytes that a record takes, alone in its batch. */
  public static int bytes(ProducerRecord<byte[], byte[]> record) {
    return AbstractRecords.estimateSizeInBytesUpperBound(
        RecordBatch.CURRENT_MAGIC_VALUE,
        CompressionType.NONE,
        record.key(),
        record.value(),
        record.headers().toArray());
  }

  /** The bound of a record, for people: the setting and its value. */
  public String bytesSetting() {
    return told.isEmpty()
        ? "settings that this client may not ask for"
        : bound() + "=" + number(bound()).orElse(DEFAULT_MAX_BYTES);
  }

  /** Says that the topic does not take records of {@code recordBytes}, and what to do. */
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

  /** The setting that bounds a batch: a segment of the log takes nothing larger than itself. */
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

  /** The value of a setting that is a number; empty if the broker does not tell. */
  OptionalLong number(String setting) {
    try {
      return value(setting).map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** Whether this client may do {@code operation} to it, as far as the broker tells. */
  boolean allows(AclOperation operation) {
    return allowed.isEmpty() || allowed.contains(operation);
  }
}
