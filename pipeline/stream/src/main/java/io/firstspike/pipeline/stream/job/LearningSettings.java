package io.firstspike.pipeline.stream.job;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.learner.LearnerSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.StartingModels;
import io.firstspike.pipeline.stream.settings.SettingsChecks;
import io.firstspike.pipeline.stream.settings.SettingsException;
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
    run.check(checks);
    checks.names(spec);
    checks.model(spec, model);
    checks.learner(learner);
    idleAfter.ifPresent(time -> checks.waitingTime("idleAfter", time));
    checks.duration("maxAhead", maxAhead, Duration.ofSeconds(1), Duration.ofDays(36_500));
    checks.require();
  }

  /**
   * A builder of settings that have their defaults: random weights of seed 1, live order, and the
   * constants of this class and of {@link LearnerSettings}.
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
    private final LearnerSettings.Builder learner = LearnerSettings.builder();
    private Optional<Duration> idleAfter = Optional.empty();
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
      learner.order(value);
      return this;
    }

    public Builder traceTimeToLive(Duration value) {
      learner.traceTimeToLive(value);
      return this;
    }

    public Builder maxWaitingLabels(int value) {
      learner.maxWaitingLabels(value);
      return this;
    }

    public Builder idleAfter(Optional<Duration> value) {
      idleAfter = value;
      return this;
    }

    public Builder metricsEveryFrames(int value) {
      learner.metricsEveryFrames(value);
      return this;
    }

    public Builder publishEveryLabels(int value) {
      learner.publishEveryLabels(value);
      return this;
    }

    public Builder metricsWithin(Duration value) {
      learner.metricsWithin(value);
      return this;
    }

    public Builder publishWithin(Duration value) {
      learner.publishWithin(value);
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
      return new LearningSettings(
          run(),
          spec,
          seed,
          model,
          StartingModels.base(spec),
          learner.build(),
          idleAfter,
          maxAhead);
    }
  }
}
