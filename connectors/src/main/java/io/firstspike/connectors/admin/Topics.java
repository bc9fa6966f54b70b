package io.firstspike.connectors.admin;

import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Creates the topics of a pipeline on any broker, and checks that they are there. The client
 * properties are those of any Kafka client; settings that an admin client does not know are left
 * out.
 */
public final class Topics {

  /**
   * The size of the largest record that the frames topic takes, in bytes: more than any frame that
   * can be decoded.
   */
  public static final int MAX_FRAME_BYTES = 8 << 20;

  /**
   * The size of the largest dead letter, in bytes: the largest frame, and headers that name the
   * fault.
   */
  public static final int MAX_DEAD_LETTER_BYTES = DeadLetterFormat.MAX_BYTES;

  /** The size of the largest record that the models topic takes, in bytes. */
  public static final int MAX_MODEL_BYTES = 32 << 20;

  /**
   * The value of {@code compression.type} for the topics that are read. Otherwise the limit on a
   * record's bytes would hold for its compressed form, and a few kilobytes could become gigabytes
   * in every consumer.
   */
  private static final String UNCOMPRESSED = "uncompressed";

  /**
   * The longest wait for a coordinator: a new broker must first create its topics for groups and
   * transactions.
   */
  static final Duration COORDINATOR = Duration.ofSeconds(30);

  private Topics() {}

  /**
   * Creates those of the six topics that do not exist yet, and waits up to a minute until all can
   * be used; see {@link #ensure(Properties, TopicNames, int, Duration)}.
   */
  public static void ensure(Properties client, TopicNames names, int partitions) {
    ensure(client, names, partitions, Duration.ofMinutes(1));
  }

  /**
   * Creates those of the six topics that do not exist yet, and waits until all can be used. Topics
   * that exist are left as they are.
   *
   * @param partitions the number of partitions of a new topic, at least 1
   * @param timeout the longest wait for the broker
   * @throws BrokerUnavailableException when no broker answers in time
   */
  public static void ensure(Properties client, TopicNames names, int partitions, Duration timeout) {
    if (partitions < 1) {
      throw new IllegalArgumentException("a topic needs at least 1 partition, not " + partitions);
    }
    try (Connection connection = new Connection(client, timeout)) {
      List<String> missing = connection.missing(names.all());
      connection.create(
          definitions(names, partitions).stream()
              .filter(topic -> missing.contains(topic.name()))
              .toList());
      connection.awaitLeaders(names.all());
    }
  }

  /** The six topics as {@link #ensure} would create them. */
  public static List<NewTopic> definitions(TopicNames names, int partitions) {
    return names.all().stream().map(name -> newTopic(names, name, partitions)).toList();
  }

  /**
   * Checks that all {@code topics} exist.
   *
   * @throws BrokerUnavailableException when no broker answers in time
   * @throws MissingTopicsException when topics are missing
   */
  public static void requireExisting(
      Properties client, Collection<String> topics, Duration timeout) {
    try (Connection connection = new Connection(client, timeout)) {
      List<String> missing = connection.missing(topics);
      if (!missing.isEmpty()) {
        throw MissingTopicsException.of(connection.servers(), missing);
      }
    }
  }

  /**
   * Checks that all {@code topics} exist and that this client may read them.
   *
   * @throws BrokerUnavailableException when no broker answers in time, or one may not be read
   * @throws MissingTopicsException when topics are missing
   */
  public static void requireReadable(
      Properties client, Collection<String> topics, Duration timeout) {
    String problems =
        settings(client, topics, timeout).values().stream()
            .flatMap(topic -> TopicUse.read(topic.topic()).permission(topic).stream())
            .sorted()
            .collect(Collectors.joining("; "));
    if (!problems.isEmpty()) {
      throw new BrokerUnavailableException(problems, null);
    }
  }

  /**
   * The settings of each of {@code topics}, by name.
   *
   * @throws BrokerUnavailableException when no broker answers in time
   * @throws MissingTopicsException when topics are missing
   */
  public static Map<String, TopicSettings> settings(
      Properties client, Collection<String> topics, Duration timeout) {
    try (Connection connection = new Connection(client, timeout)) {
      return connection.settings(topics);
    }
  }

  /**
   * Whether the broker creates a topic that is missing when it is written to; false if it does not
   * tell.
   *
   * @throws BrokerUnavailableException when no broker answers in time
   */
  public static boolean creates(Properties client, Duration timeout) {
    try (Connection connection = new Connection(client, timeout)) {
      return connection
          .brokerSetting("auto.create.topics.enable")
          .map(Boolean::parseBoolean)
          .orElse(false);
    }
  }

  /**
   * The obstacle to reading as a member of consumer group {@code group}; empty if the broker tells
   * of none.
   */
  public static Optional<String> groupProblem(Properties client, String group, Duration timeout) {
    Duration patience = timeout.compareTo(COORDINATOR) < 0 ? COORDINATOR : timeout;
    try (Connection connection = new Connection(client, patience)) {
      return connection.groupProblem(group);
    }
  }

  private static NewTopic newTopic(TopicNames names, String name, int partitions) {
    Map<String, String> config = Map.of();
    // Timestamps may serve as event time on the topics that are read: the broker must not overwrite
    // them.
    if (name.equals(names.frames())) {
      config =
          Map.of(
              TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
              "CreateTime",
              TopicConfig.COMPRESSION_TYPE_CONFIG,
              UNCOMPRESSED,
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              Integer.toString(MAX_FRAME_BYTES));
    } else if (name.equals(names.labels())) {
      config =
          Map.of(
              TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
              "CreateTime",
              TopicConfig.COMPRESSION_TYPE_CONFIG,
              UNCOMPRESSED);
    } else if (name.equals(names.models())) {
      config =
          Map.of(
              TopicConfig.CLEANUP_POLICY_CONFIG,
              TopicConfig.CLEANUP_POLICY_COMPACT,
              TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
              Integer.toString(MAX_MODEL_BYTES));
    } else if (name.equals(names.deadLetters())) {
      config =
          Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_DEAD_LETTER_BYTES));
    }
    // No replication factor: the broker's own default suits a laptop and a cluster alike.
    return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(config);
  }
}
