package io.firstspike.pipeline.stream.job;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.learner.LearnerSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Settings of a job that learns.
 *
 * @param run settings that a serving job has, too
 * @param spec the network
 * @param seed of the first weights, where there is no model
 * @param model a model file's content to go on from, of a network like {@code spec}
 * @param starting what learners begin with that have no state, if that is not the model
 * @param learner how each model key learns and reports
 * @param idleAfter in replay order, after what time a partition without records no longer holds
 *     event time back, 1 s to 30 days; empty: never
 * @param maxAhead how far a timestamp may be ahead of the clock, 1 s to 36,500 days
 */
public record LearningSettings(
    RunSettings run,
    NetworkSpec spec,
    long seed,
    Optional<byte[]> model,
    StartingModels starting,
    LearnerSettings learner,
    Optional<Duration> idleAfter,
    Duration maxAhead)
    implements StreamSettings {

  // Defaults are constants, so that the options of the command line can refer to them.
  public static final String DEFAULT_GROUP_ID = "firstspike";
  public static final int DEFAULT_TRACE_MINUTES = 10;
  public static final int DEFAULT_WAITING_LABELS = 1_000_000;
  public static final int DEFAULT_METRICS_FRAMES = 500;
  public static final int DEFAULT_PUBLISH_LABELS = 1000;
  public static final int DEFAULT_METRICS_SECONDS = 1;
  public static final int DEFAULT_PUBLISH_SECONDS = 5;
  public static final int DEFAULT_AHEAD_DAYS = 1;

  /**
   * Checks all settings together.
   *
   * @throws SettingsException naming every mistake
   */
  public LearningSettings {
    Objects.requireNonNull(spec, "spec");
    Objects.requireNonNull(starting, "starting");
    model = model.map(byte[]::clone);
    SettingsChecks checks = new SettingsChecks();
    checks.clients(run);
    checks.names(spec);
    checks.model(spec, model);
    checks.waitingTime("traceTimeToLive", learner.traceTimeToLive());
    checks.count("maxWaitingLabels", learner.maxWaitingLabels());
    idleAfter.ifPresent(time -> checks.waitingTime("idleAfter", time));
    checks.interval("checkpointInterval", run.checkpointInterval());
    checks.count("metricsEveryFrames", learner.metricsEveryFrames());
    checks.count("publishEveryLabels", learner.publishEveryLabels());
    checks.interval("metricsWithin", learner.metricsWithin());
    checks.interval("publishWithin", learner.publishWithin());
    checks.duration("maxAhead", maxAhead, Duration.ofSeconds(1), Duration.ofDays(36_500));
    checks.batching(run.batching());
    checks.parallelism(run);
    checks.require();
  }

  /**
   * A builder of settings that have their defaults: random weights of seed 1, live order, and the
   * constants of this class.
   *
   * @param kafka client settings, {@code bootstrap.servers} among them
   */
  public static Builder builder(NetworkSpec spec, Properties kafka) {
    return new Builder(spec, kafka);
  }

  /** The settings without those of the clients and the model, which is large. */
  @Override
  public String toString() {
    return "LearningSettings["
        + spec.name()
        + ", seed "
        + seed
        + ", "
        + learner.order()
        + ", "
        + run
        + "]";
  }

  /** As large as the network that it publishes. */
  @Override
  public NetworkLimit networkLimit() {
    return NetworkLimit.of(spec);
  }

  /** These settings with another start. */
  public LearningSettings withStarting(StartingModels value) {
    return new LearningSettings(run, spec, seed, model, value, learner, idleAfter, maxAhead);
  }

  /** These settings with another model file's content, which has learned from {@code otherSeed}. */
  public LearningSettings withModel(long otherSeed, byte[] otherModel) {
    return new LearningSettings(
        run, spec, otherSeed, Optional.of(otherModel), starting, learner, idleAfter, maxAhead);
  }

  /** The source from which the job's operators make their networks. */
  public ModelSource source() {
    String data =
        "topics "
            + run.topics().frames()
            + " and "
            + run.topics().labels()
            + " in "
            + learner.order().name().toLowerCase(Locale.ROOT)
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
  public static final class Builder extends RunSettings.Builder<Builder> {

    private final NetworkSpec spec;
    private long seed = 1;
    private Optional<byte[]> model = Optional.empty();
    private Order order = Order.LIVE;
    private Duration traceTimeToLive = Duration.ofMinutes(DEFAULT_TRACE_MINUTES);
    private int maxWaitingLabels = DEFAULT_WAITING_LABELS;
    private Optional<Duration> idleAfter = Optional.empty();
    private int metricsEveryFrames = DEFAULT_METRICS_FRAMES;
    private int publishEveryLabels = DEFAULT_PUBLISH_LABELS;
    private Duration metricsWithin = Duration.ofSeconds(DEFAULT_METRICS_SECONDS);
    private Duration publishWithin = Duration.ofSeconds(DEFAULT_PUBLISH_SECONDS);
    private Duration maxAhead = Duration.ofDays(DEFAULT_AHEAD_DAYS);

    private Builder(NetworkSpec spec, Properties kafka) {
      super(kafka, DEFAULT_GROUP_ID);
      this.spec = spec;
    }

    @Override
    Builder self() {
      return this;
    }

    public Builder seed(long value) {
      seed = value;
      return this;
    }

    public Builder model(Optional<byte[]> value) {
      model = value;
      return this;
    }

    public Builder order(Order value) {
      order = value;
      return this;
    }

    public Builder traceTimeToLive(Duration value) {
      traceTimeToLive = value;
      return this;
    }

    public Builder maxWaitingLabels(int value) {
      maxWaitingLabels = value;
      return this;
    }

    public Builder idleAfter(Optional<Duration> value) {
      idleAfter = value;
      return this;
    }

    public Builder metricsEveryFrames(int value) {
      metricsEveryFrames = value;
      return this;
    }

    public Builder publishEveryLabels(int value) {
      publishEveryLabels = value;
      return this;
    }

    public Builder metricsWithin(Duration value) {
      metricsWithin = value;
      return this;
    }

    public Builder publishWithin(Duration value) {
      publishWithin = value;
      return this;
    }

    public Builder maxAhead(Duration value) {
      maxAhead = value;
      return this;
    }

    /**
     * The settings.
     *
     * @throws SettingsException naming every mistake
     */
    public LearningSettings build() {
      LearnerSettings learner =
          new LearnerSettings(
              order,
              traceTimeToLive,
              maxWaitingLabels,
              metricsEveryFrames,
              publishEveryLabels,
              metricsWithin,
              publishWithin,
              LearnerSettings.SHARED_MEMORY);
      return new LearningSettings(
          run(), spec, seed, model, StartingModels.base(spec), learner, idleAfter, maxAhead);
    }
  }
}
