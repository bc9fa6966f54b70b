package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.settings.SettingsChecks;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Settings that a job has whether it learns or only serves. They are checked by the settings of
 * that job, which hold them, so that all mistakes are told together.
 *
 * @param kafka client settings: {@code bootstrap.servers}, and whatever security needs
 * @param topics the topics that the job reads and writes
 * @param groupId consumer group, and prefix of its transactions; 1 to 200 characters
 * @param delivery what a failure may do to the output
 * @param checkpointInterval time between checkpoints, 10 ms to 1 day
 * @param frames which frames are taken
 * @param batching what executes networks, and on how many frames at a time
 * @param stateStore where state is kept while the job runs; empty: where Flink is configured to
 * @param parallelism slots the job takes, 1 to {@value #MAX_PARALLELISM}
 */
public record RunSettings(
    Map<String, String> kafka,
    TopicNames topics,
    String groupId,
    Delivery delivery,
    Duration checkpointInterval,
    FrameRules frames,
    Batching batching,
    Optional<StateStore> stateStore,
    int parallelism) {

  // Defaults are constants, so that the options of the command line can refer to them.
  public static final int DEFAULT_CHECKPOINT_SECONDS = 10;
  public static final int DEFAULT_PARALLELISM = 1;

  /** Key groups: the most subtasks a keyed operator can ever be split into. */
  public static final int MAX_PARALLELISM = 128;

  private static final int MAX_GROUP_ID = 200;

  /** Client settings that a job works with itself. */
  private static final List<String> NUMBERS =
      List.of(ProducerConfig.BATCH_SIZE_CONFIG, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);

  public RunSettings {
    kafka = Map.copyOf(kafka);
    Objects.requireNonNull(topics, "topics");
    Objects.requireNonNull(delivery, "delivery");
    Objects.requireNonNull(frames, "frames");
    Objects.requireNonNull(batching, "batching");
    Objects.requireNonNull(stateStore, "stateStore");
  }

  /** Finds the mistakes in these settings. */
  void check(SettingsChecks checks) {
    if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
      checks.problem("kafka needs bootstrap.servers, for example localhost:9092");
    }
    if (groupId == null || groupId.isBlank() || groupId.length() > MAX_GROUP_ID) {
      checks.problem("groupId must have 1 to " + MAX_GROUP_ID + " characters");
    }
    for (String number : NUMBERS) {
      String value = kafka.getOrDefault(number, "1");
      if (!value.strip().matches("[0-9]{1,9}")) {
        checks.problem("kafka's " + number + " must be a number below 10^9, not " + value);
      }
    }
    checks.interval("checkpointInterval", checkpointInterval);
    checks.batching(batching);
    checks.range("parallelism", parallelism, 1, MAX_PARALLELISM);
  }

  /** The client settings as Kafka's clients take them: a new object. */
  public Properties kafkaProperties() {
    Properties properties = new Properties();
    properties.putAll(kafka);
    return properties;
  }

  /** The settings without those of the clients, which may hold secrets. */
  @Override
  public String toString() {
    return "RunSettings[" + topics + ", " + delivery + ", parallelism " + parallelism + "]";
  }

  /**
   * Collects settings that have defaults; each method is named like the setting it gives.
   *
   * @param <B> the builder of the settings that hold these
   */
  public abstract static sealed class Builder<B extends Builder<B>>
      permits LearningSettings.Builder, ServingSettings.Builder {

    private final Map<String, String> kafka = new HashMap<>();
    private TopicNames topics = TopicNames.DEFAULT;
    private String groupId;
    private Delivery delivery = Delivery.AT_LEAST_ONCE;
    private Duration checkpointInterval = Duration.ofSeconds(DEFAULT_CHECKPOINT_SECONDS);
    private FrameRules frames = FrameRules.DEFAULT;
    private Batching batching = Batching.DEFAULT;
    private Optional<StateStore> stateStore = Optional.empty();
    private int parallelism = DEFAULT_PARALLELISM;

    Builder(Properties kafka, String groupId) {
      kafka.stringPropertyNames().forEach(name -> this.kafka.put(name, kafka.getProperty(name)));
      this.groupId = groupId;
    }

    abstract B self();

    final RunSettings run() {
      return new RunSettings(
          kafka,
          topics,
          groupId,
          delivery,
          checkpointInterval,
          frames,
          batching,
          stateStore,
          parallelism);
    }

    public final B topics(TopicNames value) {
      topics = value;
      return self();
    }

    public final B groupId(String value) {
      groupId = value;
      return self();
    }

    public final B delivery(Delivery value) {
      delivery = value;
      return self();
    }

    public final B checkpointInterval(Duration value) {
      checkpointInterval = value;
      return self();
    }

    public final B frames(FrameRules value) {
      frames = value;
      return self();
    }

    public final B batching(Batching value) {
      batching = value;
      return self();
    }

    public final B stateStore(Optional<StateStore> value) {
      stateStore = value;
      return self();
    }

    public final B parallelism(int value) {
      parallelism = value;
      return self();
    }
  }
}
