package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Everything a serving job needs to know.
 *
 * @param kafka client settings: {@code bootstrap.servers}, and whatever security needs
 * @param topics the topics it reads (frames, models) and writes (predictions, dead letters)
 * @param groupId consumer group, and prefix of its transactions; 1 to 200 characters
 * @param model a model file's content, which serves every key that has no model of its own
 * @param delivery what a failure may do to the output
 * @param checkpointInterval time between checkpoints, 10 ms to 1 day
 * @param modelWait how long a frame waits for a model of its key, 1 s to 30 days
 * @param waitingBytes the most bytes of frames that wait, in the whole job, at least 1 MiB; they
 *     are keyed state, which may live outside the heap
 * @param maxModels the most model keys, at least 1; each slot keeps all their weights on the heap
 * @param networkLimit how large a model on the models topic may be
 * @param limits how large an image may be
 * @param stateStore where state is kept while the job runs; empty: where Flink is configured to
 * @param parallelism slots the job takes, 1 to 128
 */
public record ServingSettings(
    Map<String, String> kafka,
    TopicNames topics,
    String groupId,
    Optional<byte[]> model,
    Delivery delivery,
    Duration checkpointInterval,
    Duration modelWait,
    long waitingBytes,
    int maxModels,
    NetworkLimit networkLimit,
    ImageLimits limits,
    Optional<StateStore> stateStore,
    int parallelism)
    implements StreamSettings {

  private static final long LEAST_WAITING = 1 << 20;

  /**
   * Checks all settings together.
   *
   * @throws SettingsException naming every mistake
   */
  public ServingSettings {
    Objects.requireNonNull(topics, "topics");
    Objects.requireNonNull(delivery, "delivery");
    Objects.requireNonNull(networkLimit, "networkLimit");
    Objects.requireNonNull(limits, "limits");
    kafka = Map.copyOf(kafka);
    model = model.map(byte[]::clone);
    SettingsChecks checks = new SettingsChecks();
    checks.kafka(kafka, groupId);
    checks.model(model);
    checks.duration(
        "checkpointInterval", checkpointInterval, Duration.ofMillis(10), Duration.ofDays(1));
    checks.duration("modelWait", modelWait, Duration.ofSeconds(1), Duration.ofDays(30));
    checks.range("waitingBytes", waitingBytes, LEAST_WAITING, Long.MAX_VALUE);
    checks.range("maxModels", maxModels, 1, Integer.MAX_VALUE);
    checks.range("parallelism", parallelism, 1, JobSettings.MAX_PARALLELISM);
    checks.require();
  }

  /**
   * Settings to start from: default topics, group {@code firstspike-serve}, no model, at least
   * once, checkpoints every 10 s, frames wait 1 minute for a model and take 256 MiB at most, 1,000
   * model keys, default limits of networks and images, parallelism 1.
   *
   * @param kafka client settings, {@code bootstrap.servers} among them
   */
  public static Builder builder(Properties kafka) {
    return new Builder(kafka);
  }

  @Override
  public String title() {
    return "FirstSpike serving";
  }

  @Override
  public void addTo(StreamExecutionEnvironment env) {
    ServingJob.build(env, this);
  }

  /** Without the client settings and the model: the one may hold secrets, the other is large. */
  @Override
  public String toString() {
    return "ServingSettings[" + topics + ", " + delivery + ", parallelism " + parallelism + "]";
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {

    private final Map<String, String> kafka = new TreeMap<>();
    private TopicNames topics = TopicNames.DEFAULT;
    private String groupId = "firstspike-serve";
    private Optional<byte[]> model = Optional.empty();
    private Delivery delivery = Delivery.AT_LEAST_ONCE;
    private Duration checkpointInterval = Duration.ofSeconds(10);
    private Duration modelWait = Duration.ofMinutes(1);
    private long waitingBytes = 256L << 20;
    private int maxModels = 1000;
    private NetworkLimit networkLimit = NetworkLimit.DEFAULT;
    private ImageLimits limits = ImageLimits.DEFAULT;
    private Optional<StateStore> stateStore = Optional.empty();
    private int parallelism = 1;

    private Builder(Properties kafka) {
      kafka.stringPropertyNames().forEach(name -> this.kafka.put(name, kafka.getProperty(name)));
    }

    /** See {@link ServingSettings#topics}. */
    public Builder topics(TopicNames value) {
      topics = value;
      return this;
    }

    /** See {@link ServingSettings#groupId}. */
    public Builder groupId(String value) {
      groupId = value;
      return this;
    }

    /** See {@link ServingSettings#model}. */
    public Builder model(Optional<byte[]> value) {
      model = value;
      return this;
    }

    /** See {@link ServingSettings#delivery}. */
    public Builder delivery(Delivery value) {
      delivery = value;
      return this;
    }

    /** See {@link ServingSettings#checkpointInterval}. */
    public Builder checkpointInterval(Duration value) {
      checkpointInterval = value;
      return this;
    }

    /** See {@link ServingSettings#modelWait}. */
    public Builder modelWait(Duration value) {
      modelWait = value;
      return this;
    }

    /** See {@link ServingSettings#waitingBytes}. */
    public Builder waitingBytes(long value) {
      waitingBytes = value;
      return this;
    }

    /** See {@link ServingSettings#maxModels}. */
    public Builder maxModels(int value) {
      maxModels = value;
      return this;
    }

    /** See {@link ServingSettings#networkLimit}. */
    public Builder networkLimit(NetworkLimit value) {
      networkLimit = value;
      return this;
    }

    /** See {@link ServingSettings#limits}. */
    public Builder limits(ImageLimits value) {
      limits = value;
      return this;
    }

    /** See {@link ServingSettings#stateStore}. */
    public Builder stateStore(Optional<StateStore> value) {
      stateStore = value;
      return this;
    }

    /** See {@link ServingSettings#parallelism}. */
    public Builder parallelism(int value) {
      parallelism = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws SettingsException naming every mistake
     */
    public ServingSettings build() {
      return new ServingSettings(
          kafka,
          topics,
          groupId,
          model,
          delivery,
          checkpointInterval,
          modelWait,
          waitingBytes,
          maxModels,
          networkLimit,
          limits,
          stateStore,
          parallelism);
    }
  }
}
