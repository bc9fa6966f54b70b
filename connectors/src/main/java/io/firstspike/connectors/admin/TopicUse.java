package io.firstspike.connectors.admin;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A use of a topic, which demands certain settings of it.
 *
 * @param topic the topic's name
 * @param written whether records are written to it; else they are read from it
 * @param latestOnly whether the topic must keep the last record of each key for ever; else it must
 *     keep all records for some time
 * @param recordBytes the size of the largest record that it has to take, with Kafka's overhead, in
 *     bytes
 */
public record TopicUse(String topic, boolean written, boolean latestOnly, long recordBytes)
    implements Serializable {

  /**
   * The longest time a batch may wait for its broker, in milliseconds: Kafka's default of {@code
   * delivery.timeout.ms}.
   */
  private static final long OLDEST_MILLIS = 120_000;

  /** The largest difference between two clocks that are set correctly, in milliseconds. */
  private static final long CLOCKS_DIFFER_MILLIS = 10_000;

  /**
   * The smallest allowed difference to the broker's clock, in milliseconds, by setting; the last
   * setting is the old name.
   */
  private static final Map<String, Long> CLOCK_MILLIS =
      new TreeMap<>(
          Map.of(
              TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
              OLDEST_MILLIS,
              TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
              CLOCKS_DIFFER_MILLIS,
              "message.timestamp.difference.max.ms",
              OLDEST_MILLIS));

  private static final String UNLIMITED = "-1";

  public TopicUse {
    Objects.requireNonNull(topic, "topic");
  }

  /** The use of a topic that is only read. */
  public static TopicUse read(String topic) {
    return new TopicUse(topic, false, false, 0);
  }

  /** The use of a topic that is written to, in records of up to {@code recordBytes} bytes. */
  public static TopicUse written(String topic, long recordBytes) {
    return new TopicUse(topic, true, false, recordBytes);
  }

  /** The use of a topic that keeps the last record of each key for ever. */
  public TopicUse keepingLatest() {
    return new TopicUse(topic, written, true, recordBytes);
  }

  /**
   * Obstacles to this use, each naming topic, setting, value and remedy. Settings that the broker
   * does not tell are taken as good.
   */
  public List<String> problems(TopicSettings settings) {
    List<String> problems = new ArrayList<>();
    permission(settings).ifPresent(problems::add);
    cleanup(settings).ifPresent(problems::add);
    if (written) {
      copies(settings).ifPresent(problems::add);
      size(settings).ifPresent(problems::add);
      CLOCK_MILLIS.forEach(
          (setting, least) -> clock(settings, setting, least).ifPresent(problems::add));
    }
    return problems;
  }

  /** The obstacle that this client lacks a right; empty if it does not. */
  public Optional<String> permission(TopicSettings settings) {
    AclOperation operation = written ? AclOperation.WRITE : AclOperation.READ;
    return unless(
        settings.allows(operation),
        "this client may not "
            + (written ? "write to" : "read")
            + " topic "
            + topic
            + ": allow it the operation "
            + operation);
  }

  private Optional<String> cleanup(TopicSettings settings) {
    String setting = TopicConfig.CLEANUP_POLICY_CONFIG;
    Optional<String> policy = settings.value(setting);
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    List<String> ways = List.of(policy.get().split("\\s*,\\s*"));
    boolean compacts = ways.contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    boolean deletes = ways.contains(TopicConfig.CLEANUP_POLICY_DELETE) && retains(settings);
    if (latestOnly) {
      return unless(
          !deletes,
          has(setting, policy.get())
              + ", by which what has not changed for long is lost: set it to compact");
    }
    return unless(
        !compacts,
        has(setting, policy.get())
            + ", by which all but the last record of a model key is lost: set it to delete");
  }

  /** Whether the topic deletes records by age or by size. */
  private static boolean retains(TopicSettings settings) {
    boolean byAge =
        settings
            .value(TopicConfig.RETENTION_MS_CONFIG)
            .filter(v -> !v.equals(UNLIMITED))
            .isPresent();
    boolean bySize =
        settings
            .value(TopicConfig.RETENTION_BYTES_CONFIG)
            .filter(v -> !v.equals(UNLIMITED))
            .isPresent();
    return byAge || bySize;
  }

  private Optional<String> copies(TopicSettings settings) {
    String setting = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
    long least = settings.number(setting).orElse(1);
    return unless(
        least <= settings.copies(),
        has(setting, least)
            + " but only "
            + settings.copies()
            + " replicas a partition, so that nothing can be written: set it to at most that");
  }

  private Optional<String> size(TopicSettings settings) {
    return unless(
        settings.told().isEmpty() || settings.recordBytes() >= recordBytes,
        settings.tooLittleFor(recordBytes));
  }

  /**
   * The obstacle of a limit on timestamps that is smaller than {@code least} milliseconds: records
   * are stamped when they are sent, so a broker with such a limit would refuse delayed ones.
   */
  private Optional<String> clock(TopicSettings settings, String setting, long least) {
    long most = settings.number(setting).orElse(Long.MAX_VALUE);
    boolean stampsItself =
        settings
            .value(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
            .filter("LogAppendTime"::equals)
            .isPresent();
    return unless(
        stampsItself || most >= least,
        has(setting, most)
            + ", by which a record that waits for its broker, or comes from another clock, is"
            + " refused: set it to at least "
            + least);
  }

  private String has(String setting, Object value) {
    return "topic " + topic + " has " + setting + "=" + value;
  }

  private static Optional<String> unless(boolean holds, String otherwise) {
    return holds ? Optional.empty() : Optional.of(otherwise);
  }
}
