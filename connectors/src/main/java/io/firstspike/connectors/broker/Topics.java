package io.firstspike.connectors.broker;

import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics of a pipeline on any broker, and checks that they are there. The client
 * properties are those of any Kafka client; what an admin client does not know is left out.
 */
public final class Topics {

  /** The largest record the frames topic takes: above every frame that can be decoded. */
  public static final int MAX_FRAME_BYTES = 8 << 20;

  /** The largest dead letter: the largest frame and the headers that say what is wrong with it. */
  public static final int MAX_DEAD_LETTER_BYTES = DeadLetterFormat.MAX_BYTES;

  /** The largest record the models topic takes. */
  public static final int MAX_MODEL_BYTES = 32 << 20;

  /**
   * How the topics that are read keep their records, whatever their producers do: the limit on a
   * record's bytes would else hold for the compressed ones, and a few kilobytes could become
   * gigabytes in every consumer.
   */
  private static final String UNCOMPRESSED = "uncompressed";

  private static final Duration POLL = Duration.ofMillis(50);

  private Topics() {}

  /**
   * Creates those of the six topics that do not exist yet, and waits until all can be used. Topics
   * that exist are left as they are.
   *
   * @param partitions partitions of a topic that is created, at least 1
   * @param timeout how long to wait for the broker
   * @throws BrokerUnavailableException when no broker answers in time
   */
  public static void ensure(Properties client, TopicNames names, int partitions, Duration timeout) {
    if (partitions < 1) {
      throw new IllegalArgumentException("a topic needs at least 1 partition, not " + partitions);
    }
    try (Connection connection = new Connection(client, timeout)) {
      List<String> missing = connection.missing(names.all());
      connection.create(missing.stream().map(name -> newTopic(names, name, partitions)).toList());
      connection.awaitLeaders(names.all());
    }
  }

  /**
   * Returns when all {@code topics} exist.
   *
   * @throws BrokerUnavailableException when no broker answers in time
   * @throws MissingTopicsException when topics are missing
   */
  public static void requireExisting(
      Properties client, Collection<String> topics, Duration timeout) {
    try (Connection connection = new Connection(client, timeout)) {
      List<String> missing = connection.missing(topics);
      if (!missing.isEmpty()) {
        throw new MissingTopicsException(
            "the broker at "
                + connection.servers
                + " has no topic "
                + String.join(", ", missing)
                + ": create what is missing or check the topic prefix");
      }
    }
  }

  private static NewTopic newTopic(TopicNames names, String name, int partitions) {
    Map<String, String> config = Map.of();
    // Timestamps are event time on the topics that are read, so the broker must not overwrite them.
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

  private static String seconds(Duration timeout) {
    return String.format(Locale.ROOT, "%.3g", timeout.toMillis() / 1000.0);
  }

  /** An admin client whose every answer is bounded in time and whose failures are ours. */
  private static final class Connection implements AutoCloseable {

    private final String servers;
    private final Duration timeout;
    private final Admin admin;

    Connection(Properties client, Duration timeout) {
      this.servers = client.getProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
      this.timeout = timeout;
      if (servers == null) {
        throw new IllegalArgumentException(
            "the client properties lack " + AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
      }
      try {
        this.admin = Admin.create(adminProperties(client));
      } catch (KafkaException e) {
        throw unusable(client, e);
      }
    }

    List<String> missing(Collection<String> topics) {
      List<String> missing = new ArrayList<>();
      admin
          .describeTopics(topics)
          .topicNameValues()
          .forEach(
              (name, described) -> {
                if (!succeeds(described, UnknownTopicOrPartitionException.class)) {
                  missing.add(name);
                }
              });
      missing.sort(null);
      return missing;
    }

    void create(List<NewTopic> topics) {
      // Someone else may create the same topic at the same moment, which is as good.
      admin
          .createTopics(topics)
          .values()
          .values()
          .forEach(created -> succeeds(created, TopicExistsException.class));
    }

    /**
     * Waits until every partition has a leader that answers. A topic shows before its leaders work,
     * and an idempotent producer that writes in between can end in sequence numbers out of order.
     */
    void awaitLeaders(List<String> topics) {
      long deadline = System.nanoTime() + timeout.toNanos();
      while (!missing(topics).isEmpty()) {
        if (System.nanoTime() - deadline > 0) {
          throw unavailable(new TimeoutException());
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
      Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
      admin
          .describeTopics(topics)
          .topicNameValues()
          .forEach(
              (name, described) ->
                  get(described)
                      .partitions()
                      .forEach(
                          partition ->
                              partitions.put(
                                  new TopicPartition(name, partition.partition()),
                                  OffsetSpec.latest())));
      // Only leaders know offsets; the admin client asks again until each has answered.
      get(admin.listOffsets(partitions).all());
    }

    private <T> T get(KafkaFuture<T> future) {
      try {
        return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw unavailable(e.getCause());
      } catch (TimeoutException e) {
        throw unavailable(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw unavailable(e);
      }
    }

    /** Whether the answer is good; false when it is the one failure that is tolerated. */
    private boolean succeeds(KafkaFuture<?> future, Class<? extends Exception> tolerated) {
      try {
        get(future);
        return true;
      } catch (BrokerUnavailableException e) {
        if (tolerated.isInstance(e.getCause())) {
          return false;
        }
        throw e;
      }
    }

    private BrokerUnavailableException unavailable(Throwable cause) {
      if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
        return new BrokerUnavailableException(
            "the broker at "
                + servers
                + " refuses this client ("
                + cause.getMessage()
                + "); check security.protocol and the sasl and ssl settings of --kafka-config",
            cause);
      }
      boolean late =
          cause instanceof TimeoutException
              || cause instanceof org.apache.kafka.common.errors.TimeoutException;
      String message =
          late
              ? "no broker answers at " + servers + " within " + seconds(timeout) + " s"
              : "the broker at " + servers + " cannot be used (" + cause.getMessage() + ")";
      return new BrokerUnavailableException(
          message
              + "; start one with ./firstspike broker or pass --bootstrap-servers, and for one that"
              + " asks for TLS or SASL --kafka-config",
          cause);
    }

    /** No client could be made of the settings. */
    private BrokerUnavailableException unusable(Properties client, Throwable failure) {
      if (new Secrets(client).quotedBy(failure)) {
        return new BrokerUnavailableException(
            "the broker at "
                + servers
                + " cannot be used: the client settings are malformed, in a line that is kept back"
                + " here as it holds a secret; check sasl.jaas.config and the passwords of"
                + " --kafka-config",
            null);
      }
      Throwable cause = failure;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return unavailable(cause);
    }

    private Properties adminProperties(Properties client) {
      Properties admin = new Properties();
      for (String name : client.stringPropertyNames()) {
        if (AdminClientConfig.configNames().contains(name)) {
          admin.setProperty(name, client.getProperty(name));
        }
      }
      String millis = Long.toString(timeout.toMillis());
      admin.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
      admin.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
      return admin;
    }

    @Override
    public void close() {
      admin.close(Duration.ofSeconds(1));
    }
  }
}
