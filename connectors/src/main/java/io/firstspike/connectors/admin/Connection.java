package io.firstspike.connectors.admin;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.FenceProducersResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * An admin client that waits for each answer for a limited time, and turns Kafka's failures into
 * {@link BrokerUnavailableException} and {@link MissingTopicsException}.
 */
final class Connection implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);

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

  /** HOST:PORT of the broker, as the client names it. */
  String servers() {
    return servers;
  }

  /**
   * Those of the topics that do not exist, in order. One that the broker hides from this client
   * counts as existing.
   */
  List<String> missing(Collection<String> topics) {
    return missing(admin.describeTopics(topics).topicNameValues());
  }

  private List<String> missing(Map<String, KafkaFuture<TopicDescription>> described) {
    return described.keySet().stream()
        .filter(topic -> !hidden(described.get(topic)))
        .filter(topic -> !succeeds(described.get(topic), UnknownTopicOrPartitionException.class))
        .sorted()
        .toList();
  }

  /** Whether this client has no right to a topic, and is not told whether it exists. */
  private boolean hidden(KafkaFuture<TopicDescription> described) {
    try {
      get(described);
      return false;
    } catch (BrokerUnavailableException e) {
      return e.getCause() instanceof TopicAuthorizationException;
    }
  }

  void create(List<NewTopic> topics) {
    // Another program may create the same topic at the same moment: that is as good.
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

  /**
   * Settings of existing topics, by name.
   *
   * @throws MissingTopicsException if one does not exist
   */
  Map<String, TopicSettings> settings(Collection<String> topics) {
    Map<String, KafkaFuture<TopicDescription>> described =
        admin
            .describeTopics(topics, new DescribeTopicsOptions().includeAuthorizedOperations(true))
            .topicNameValues();
    List<String> missing = missing(described);
    if (!missing.isEmpty()) {
      throw MissingTopicsException.of(servers, missing);
    }
    Map<String, TopicSettings> settings = new HashMap<>();
    Map<ConfigResource, String> resources = new HashMap<>();
    for (String topic : topics) {
      if (hidden(described.get(topic))) {
        settings.put(topic, TopicSettings.hidden(topic));
      } else {
        resources.put(new ConfigResource(ConfigResource.Type.TOPIC, topic), topic);
      }
    }
    admin
        .describeConfigs(resources.keySet())
        .values()
        .forEach(
            (resource, config) -> {
              TopicDescription topic = get(described.get(resources.get(resource)));
              settings.put(topic.name(), settings(topic, told(config)));
            });
    return settings;
  }

  private static TopicSettings settings(
      TopicDescription topic, Optional<Map<String, String>> told) {
    int copies = topic.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    // Null or empty if the broker does not tell; else it holds at least the right to describe the
    // topic.
    Optional<Set<AclOperation>> allowed =
        Optional.ofNullable(topic.authorizedOperations())
            .filter(operations -> !operations.isEmpty());
    return new TopicSettings(topic.name(), told, copies, allowed);
  }

  /** The value of a setting of the broker itself; empty if it does not tell. */
  Optional<String> brokerSetting(String name) {
    Collection<Node> nodes = get(admin.describeCluster().nodes());
    return nodes.stream()
        .findFirst()
        .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
        .flatMap(node -> told(admin.describeConfigs(Set.of(node)).values().get(node)))
        .map(settings -> settings.get(name));
  }

  /** Settings by name; empty if this client may not ask for them. */
  private Optional<Map<String, String>> told(KafkaFuture<Config> config) {
    if (!succeeds(config, AuthorizationException.class)) {
      return Optional.empty();
    }
    return Optional.of(
        get(config).entries().stream()
            .filter(entry -> entry.value() != null)
            .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value)));
  }

  /** Takes a transactional id, and ends the transaction that its holder may have begun. */
  CompletableFuture<ProducerEpoch> claim(String transactionalId) {
    FenceProducersResult fenced = admin.fenceProducers(Set.of(transactionalId));
    return fenced
        .producerId(transactionalId)
        .toCompletionStage()
        .thenCombine(
            fenced.epochId(transactionalId).toCompletionStage(),
            (producerId, epoch) -> new ProducerEpoch(producerId, epoch))
        .toCompletableFuture();
  }

  /** The present holder of a transactional id. */
  CompletableFuture<ProducerEpoch> holder(String transactionalId) {
    return admin
        .describeTransactions(Set.of(transactionalId))
        .description(transactionalId)
        .toCompletionStage()
        .thenApply(held -> new ProducerEpoch(held.producerId(), held.producerEpoch()))
        .toCompletableFuture();
  }

  /** The obstacle to reading as a member of {@code group}; empty if the broker tells of none. */
  Optional<String> groupProblem(String group) {
    Set<AclOperation> allowed;
    try {
      allowed =
          get(admin
                  .describeConsumerGroups(
                      Set.of(group),
                      new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                  .describedGroups()
                  .get(group))
              .authorizedOperations();
    } catch (BrokerUnavailableException e) {
      return groupProblem(group, e.getCause());
    }
    boolean may = allowed == null || allowed.isEmpty() || allowed.contains(AclOperation.READ);
    return may ? Optional.empty() : Optional.of(mayNotRead(group));
  }

  private static Optional<String> groupProblem(String group, Throwable failure) {
    if (failure instanceof AuthorizationException) {
      return Optional.of(mayNotRead(group));
    }
    if (isLate(failure)) {
      return Optional.of(
          "the broker has no place for consumer group "
              + group
              + ": its offsets.topic.replication.factor must not be above the number of brokers");
    }
    // Any other failure says nothing about rights: some brokers fail for a group that does not
    // exist yet.
    return Optional.empty();
  }

  private static String mayNotRead(String group) {
    return "this client may not read as consumer group "
        + group
        + ": allow it the operation READ on the group, or choose another with --group-id";
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

  /** Whether the request succeeds; false if it fails with the one failure that is tolerated. */
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
    String message =
        isLate(cause)
            ? "no broker answers at " + servers + " within " + seconds(timeout) + " s"
            : "the broker at " + servers + " cannot be used (" + cause.getMessage() + ")";
    return new BrokerUnavailableException(
        message
            + "; start one with ./firstspike broker or pass --bootstrap-servers, and for one that"
            + " asks for TLS or SASL --kafka-config",
        cause);
  }

  private static boolean isLate(Throwable cause) {
    return cause instanceof TimeoutException
        || cause instanceof org.apache.kafka.common.errors.TimeoutException;
  }

  /** Makes the exception for settings from which no client can be made. */
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
      // Other settings may refer to secrets that a provider looks up.
      if (AdminClientConfig.configNames().contains(name)
          || name.startsWith(AbstractConfig.CONFIG_PROVIDERS_CONFIG)) {
        admin.setProperty(name, client.getProperty(name));
      }
    }
    String millis = Long.toString(timeout.toMillis());
    admin.setProperty(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    admin.setProperty(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    return admin;
  }

  private static String seconds(Duration timeout) {
    return String.format(Locale.ROOT, "%.3g", timeout.toMillis() / 1000.0);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
