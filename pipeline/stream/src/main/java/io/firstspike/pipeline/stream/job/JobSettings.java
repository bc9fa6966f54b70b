package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Everything a learning job needs to know.
 *
 * @param kafka client settings: {@code bootstrap.servers}, and whatever security needs
 * @param topics the topics it reads and writes
 * @param groupId consumer group, and prefix of its transactions; 1 to 200 characters
 * @param spec the network
 * @param seed of the first weights, where there is no model
 * @param model a model file's content to go on from, of a network like {@code spec}
 * @param starting what learners begin with that have no state, if that is not the model
 * @param order in which order frames and labels are taken
 * @param delivery what a failure may do to the output
 * @param traceTimeToLive how long a frame waits for its label and a label for its frame, 1 s to 30
 *     days; event time in replay; in live order wall time, and until all has been read that was
 *     there by then
 * @param maxWaitingLabels how many labels of a model key may wait for their frames, at least 1
 * @param idleAfter in replay order, after what time a partition without records no longer holds
 *     event time back, 1 s to 30 days; empty: never
 * @param checkpointInterval time between checkpoints, 10 ms to 1 day
 * @param metricsEveryFrames frames in a metrics window, at least 1
 * @param publishEveryLabels labels between model updates, at least 1; a second between them at
 *     least
 * @param metricsWithin the longest time from a change to the metrics that tell of it, 10 ms to 1
 *     day
 * @param publishWithin the longest time from a change to the model update that tells of it, 10 ms
 *     to 1 day
 * @param limits how large an image may be
 * @param maxAhead how far a timestamp may be ahead of the clock, 1 s to 36,500 days
 * @param stateStore where state is kept while the job runs; empty: where Flink is configured to
 * @param parallelism slots the job takes, 1 to 128
 */
public record JobSettings(
    Map<String, String> kafka,
    TopicNames topics,
    String groupId,
    NetworkSpec spec,
    long seed,
    Optional<byte[]> model,
    StartingModels starting,
    Order order,
    Delivery delivery,
    Duration traceTimeToLive,
    int maxWaitingLabels,
    Optional<Duration> idleAfter,
    Duration checkpointInterval,
    int metricsEveryFrames,
    int publishEveryLabels,
    Duration metricsWithin,
    Duration publishWithin,
    ImageLimits limits,
    Duration maxAhead,
    Optional<StateStore> stateStore,
    int parallelism)
    implements StreamSettings {

  /** How far a timestamp may be ahead of the clock unless told otherwise: 1 day. */
  public static final Duration DEFAULT_MAX_AHEAD = Duration.ofDays(1);

  /** Key groups: the most subtasks the learner can ever be split into. */
  static final int MAX_PARALLELISM = 128;

  /**
   * Checks all settings together.
   *
   * @throws SettingsException naming every mistake
   */
  public JobSettings {
    Objects.requireNonNull(topics, "topics");
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(starting, "starting");
    Objects.requireNonNull(order, "order");
    Objects.requireNonNull(delivery, "delivery");
    Objects.requireNonNull(limits, "limits");
    kafka = Map.copyOf(kafka);
    model = model.map(byte[]::clone);
    SettingsChecks checks = new SettingsChecks();
    checks.kafka(kafka, groupId);
    checks.names(spec);
    checks.model(spec, model);
    checks.duration("traceTimeToLive", traceTimeToLive, Duration.ofSeconds(1), Duration.ofDays(30));
    checks.range("maxWaitingLabels", maxWaitingLabels, 1, Integer.MAX_VALUE);
    idleAfter.ifPresent(
        time -> checks.duration("idleAfter", time, Duration.ofSeconds(1), Duration.ofDays(30)));
    checks.duration(
        "checkpointInterval", checkpointInterval, Duration.ofMillis(10), Duration.ofDays(1));
    checks.range("metricsEveryFrames", metricsEveryFrames, 1, Integer.MAX_VALUE);
    checks.range("publishEveryLabels", publishEveryLabels, 1, Integer.MAX_VALUE);
    checks.duration("metricsWithin", metricsWithin, Duration.ofMillis(10), Duration.ofDays(1));
    checks.duration("publishWithin", publishWithin, Duration.ofMillis(10), Duration.ofDays(1));
    checks.duration("maxAhead", maxAhead, Duration.ofSeconds(1), Duration.ofDays(36_500));
    checks.range("parallelism", parallelism, 1, MAX_PARALLELISM);
    checks.require();
  }

  /**
   * Settings to start from: default topics, group {@code firstspike}, seed 1, no model, live order,
   * at least once, traces of 10 minutes, 1,000,000 labels that wait for frames, no idle partitions,
   * checkpoints every 10 s, metrics every 500 frames and within 1 s, model updates every 1,000
   * labels and within 5 s, default image limits, timestamps up to 1 day ahead of the clock,
   * parallelism 1.
   *
   * @param kafka client settings, {@code bootstrap.servers} among them
   */
  public static Builder builder(NetworkSpec spec, Properties kafka) {
    return new Builder(spec, kafka);
  }

  /** Without the client settings and the model: the one may hold secrets, the other is large. */
  @Override
  public String toString() {
    return "JobSettings["
        + spec.name()
        + ", seed "
        + seed
        + ", "
        + topics
        + ", "
        + order
        + ", "
        + delivery
        + ", parallelism "
        + parallelism
        + "]";
  }

  /** As large as the network that it publishes. */
  @Override
  public NetworkLimit networkLimit() {
    return NetworkLimit.of(spec);
  }

  /** These settings with another start. */
  public JobSettings withStarting(StartingModels value) {
    return with(seed, model, value);
  }

  /** These settings with another model file's content, which has learned from {@code seed}. */
  public JobSettings withModel(long otherSeed, byte[] otherModel) {
    return with(otherSeed, Optional.of(otherModel), starting);
  }

  private JobSettings with(
      long otherSeed, Optional<byte[]> otherModel, StartingModels otherStarting) {
    return new JobSettings(
        kafka,
        topics,
        groupId,
        spec,
        otherSeed,
        otherModel,
        otherStarting,
        order,
        delivery,
        traceTimeToLive,
        maxWaitingLabels,
        idleAfter,
        checkpointInterval,
        metricsEveryFrames,
        publishEveryLabels,
        metricsWithin,
        publishWithin,
        limits,
        maxAhead,
        stateStore,
        parallelism);
  }

  /** The source from which the job's operators make their networks. */
  public ModelSource source() {
    String data =
        "topics "
            + topics.frames()
            + " and "
            + topics.labels()
            + " in "
            + order.name().toLowerCase(Locale.ROOT)
            + " order";
    return ModelSource.of(spec, seed, model, data);
  }

  @Override
  public String title() {
    return "FirstSpike " + spec.name();
  }

  @Override
  public boolean mayPublish(String modelVersion) {
    String series = starting.series();
    return series.equals(spec.name()) || series.equals(ModelVersion.series(modelVersion));
  }

  @Override
  public void addTo(StreamExecutionEnvironment env) {
    LearningJob.build(env, this);
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder {

    private final NetworkSpec spec;
    private final Map<String, String> kafka = new TreeMap<>();
    private TopicNames topics = TopicNames.DEFAULT;
    private String groupId = "firstspike";
    private long seed = 1;
    private Optional<byte[]> model = Optional.empty();
    private StartingModels starting;
    private Order order = Order.LIVE;
    private Delivery delivery = Delivery.AT_LEAST_ONCE;
    private Duration traceTimeToLive = Duration.ofMinutes(10);
    private int maxWaitingLabels = 1_000_000;
    private Optional<Duration> idleAfter = Optional.empty();
    private Duration checkpointInterval = Duration.ofSeconds(10);
    private int metricsEveryFrames = 500;
    private int publishEveryLabels = 1000;
    private Duration metricsWithin = Duration.ofSeconds(1);
    private Duration publishWithin = Duration.ofSeconds(5);
    private ImageLimits limits = ImageLimits.DEFAULT;
    private Duration maxAhead = DEFAULT_MAX_AHEAD;
    private Optional<StateStore> stateStore = Optional.empty();
    private int parallelism = 1;

    private Builder(NetworkSpec spec, Properties kafka) {
      this.spec = spec;
      this.starting = StartingModels.base(spec);
      kafka.stringPropertyNames().forEach(name -> this.kafka.put(name, kafka.getProperty(name)));
    }

    /** See {@link JobSettings#topics}. */
    public Builder topics(TopicNames value) {
      topics = value;
      return this;
    }

    /** See {@link JobSettings#groupId}. */
    public Builder groupId(String value) {
      groupId = value;
      return this;
    }

    /** See {@link JobSettings#seed}. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** See {@link JobSettings#model}. */
    public Builder model(Optional<byte[]> value) {
      model = value;
      return this;
    }

    /** See {@link JobSettings#starting}. */
    public Builder starting(StartingModels value) {
      starting = value;
      return this;
    }

    /** See {@link JobSettings#order}. */
    public Builder order(Order value) {
      order = value;
      return this;
    }

    /** See {@link JobSettings#delivery}. */
    public Builder delivery(Delivery value) {
      delivery = value;
      return this;
    }

    /** See {@link JobSettings#traceTimeToLive}. */
    public Builder traceTimeToLive(Duration value) {
      traceTimeToLive = value;
      return this;
    }

    /** See {@link JobSettings#maxWaitingLabels}. */
    public Builder maxWaitingLabels(int value) {
      maxWaitingLabels = value;
      return this;
    }

    /** See {@link JobSettings#idleAfter}. */
    public Builder idleAfter(Optional<Duration> value) {
      idleAfter = value;
      return this;
    }

    /** See {@link JobSettings#checkpointInterval}. */
    public Builder checkpointInterval(Duration value) {
      checkpointInterval = value;
      return this;
    }

    /** See {@link JobSettings#metricsEveryFrames}. */
    public Builder metricsEveryFrames(int value) {
      metricsEveryFrames = value;
      return this;
    }

    /** See {@link JobSettings#publishEveryLabels}. */
    public Builder publishEveryLabels(int value) {
      publishEveryLabels = value;
      return this;
    }

    /** See {@link JobSettings#metricsWithin}. */
    public Builder metricsWithin(Duration value) {
      metricsWithin = value;
      return this;
    }

    /** See {@link JobSettings#publishWithin}. */
    public Builder publishWithin(Duration value) {
      publishWithin = value;
      return this;
    }

    /** See {@link JobSettings#limits}. */
    public Builder limits(ImageLimits value) {
      limits = value;
      return this;
    }

    /** See {@link JobSettings#maxAhead}. */
    public Builder maxAhead(Duration value) {
      maxAhead = value;
      return this;
    }

    /** See {@link JobSettings#stateStore}. */
    public Builder stateStore(Optional<StateStore> value) {
      stateStore = value;
      return this;
    }

    /** See {@link JobSettings#parallelism}. */
    public Builder parallelism(int value) {
      parallelism = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws SettingsException naming every mistake
     */
    public JobSettings build() {
      return new JobSettings(
          kafka,
          topics,
          groupId,
          spec,
          seed,
          model,
          starting,
          order,
          delivery,
          traceTimeToLive,
          maxWaitingLabels,
          idleAfter,
          checkpointInterval,
          metricsEveryFrames,
          publishEveryLabels,
          metricsWithin,
          publishWithin,
          limits,
          maxAhead,
          stateStore,
          parallelism);
    }
  }
}
