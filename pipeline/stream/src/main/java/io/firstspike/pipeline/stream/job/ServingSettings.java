package io.firstspike.pipeline.stream.job;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.serving.ServingLimits;
import io.firstspike.pipeline.stream.settings.SettingsChecks;
import io.firstspike.pipeline.stream.settings.SettingsException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Settings of a job that only serves: it reads frames and models, and writes predictions and dead
 * letters.
 *
 * @param run settings that a learning job has, too
 * @param model a model file's content, which serves every key that has no model of its own
 * @param events the network whose input says how packets of events are cut into windows; empty:
 *     frames are images
 * @param limits what the job takes in, and keeps
 */
public record ServingSettings(
    RunSettings run, Optional<byte[]> model, Optional<NetworkSpec> events, ServingLimits limits)
    implements StreamSettings {

  // Defaults are constants, so that the options of the command line can refer to them.
  public static final String DEFAULT_GROUP_ID = "firstspike-serve";

  /**
   * Checks all settings together.
   *
   * @throws SettingsException naming every mistake
   */
  public ServingSettings {
    model = model.map(byte[]::clone);
    SettingsChecks checks = new SettingsChecks();
    run.check(checks);
    checks.model(model);
    if (events.isPresent() && events.get().input().events() == null) {
      checks.problem(
          "network " + events.get().name() + " takes images: no events can be cut by it");
    }
    checks.serving(limits);
    checks.require();
  }

  /**
   * A builder of settings that have their defaults: no model, and the constants of this class and
   * of {@link ServingLimits}.
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
  public NetworkLimit networkLimit() {
    return new NetworkLimit(limits.maxWeights());
  }

  @Override
  public void addTo(StreamExecutionEnvironment env) {
    ServingJob.build(env, this);
  }

  /** The settings without those of the clients and the model, which is large. */
  @Override
  public String toString() {
    return "ServingSettings[" + run + ", " + limits + "]";
  }

  /** Collects settings; {@link #build} checks them. */
  public static final class Builder extends RunSettings.Builder<Builder> {

    private Optional<byte[]> model = Optional.empty();
    private Optional<NetworkSpec> events = Optional.empty();
    private final ServingLimits.Builder limits = ServingLimits.builder();

    private Builder(Properties kafka) {
      super(kafka, DEFAULT_GROUP_ID);
    }

    @Override
    Builder self() {
      return this;
    }

    public Builder model(Optional<byte[]> value) {
      model = value;
      return this;
    }

    public Builder events(Optional<NetworkSpec> value) {
      events = value;
      return this;
    }

    public Builder modelWait(Duration value) {
      limits.modelWait(value);
      return this;
    }

    public Builder waitingBytes(long value) {
      limits.waitingBytes(value);
      return this;
    }

    public Builder maxModels(int value) {
      limits.maxModels(value);
      return this;
    }

    public Builder networkLimit(NetworkLimit value) {
      limits.networkLimit(value);
      return this;
    }

    /**
     * The settings.
     *
     * @throws SettingsException naming every mistake
     */
    public ServingSettings build() {
      return new ServingSettings(run(), model, events, limits.build());
    }
  }
}
