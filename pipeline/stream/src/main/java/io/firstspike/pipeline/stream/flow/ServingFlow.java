package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.frame.FrameRules;
import io.firstspike.pipeline.stream.serving.ServeFrames;
import io.firstspike.pipeline.stream.serving.ServingLimits;
import io.firstspike.pipeline.stream.serving.SlotKeys;
import io.firstspike.pipeline.stream.settings.SettingsChecks;
import io.firstspike.pipeline.stream.settings.SettingsException;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Classifies frames within a Flink job of your own, and never learns. Each frame is classified by
 * the latest model of its model key: the updates of a {@link LearningFlow}, or a model file that
 * serves every key without a model of its own.
 *
 * <pre>{@code
 * ServingFlow flow = ServingFlow.builder("serve").model(Files.readAllBytes(file)).build();
 * ServingResults results = flow.addTo(frames);
 * }</pre>
 *
 * <p>Frames are classified as they come; a frame whose key has no model yet waits, for a limited
 * time. All slots share the work, at the price of the order.
 */
@API(status = Status.MAINTAINED)
public final class ServingFlow {

  /** The frames are in memory already. */
  private static final FrameRules ANY_SIZE =
      FrameRules.of(new ImageLimits(Integer.MAX_VALUE, Integer.MAX_VALUE));

  /** Slot keys: the most subtasks that frames can be dealt to. */
  private static final int SLOT_KEYS = 128;

  private final String name;
  private final Optional<byte[]> model;
  private final ServingLimits limits;
  private final Batching batching;
  private final Entrances entrances;

  private ServingFlow(
      String name, Optional<byte[]> model, ServingLimits limits, Batching batching) {
    this.name = name;
    this.model = model;
    this.limits = limits;
    this.batching = batching;
    this.entrances = new Entrances(name, false);
  }

  /**
   * A builder of a flow that has defaults for all else: no model, the defaults of {@link
   * ServingLimits}, {@link Batching#DEFAULT}.
   *
   * @param name what uids and names of the flow's operators begin with, 1 to 100 characters;
   *     different for each flow of a job, and the same when the job goes on from a savepoint
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /**
   * Adds the flow to the job that the streams are of.
   *
   * @param updates the updates of models; those of one model key in the order in which they were
   *     made
   */
  public ServingResults addTo(DataStream<Frame> frames, DataStream<ModelUpdate> updates) {
    FlowTypes.require(updates, FlowTypes.MODEL_UPDATE, "MODEL_UPDATE");
    // One subtask, so that all that serve get the updates in one order.
    var entered = enter(frames);
    // One subtask, so that all that serve get the updates in one order.
    var models = entrances.enterOnce("models", updates, new Admissions.Updates(), Codecs.RECEIVED);
    return serve(entered, models).alsoRejected(models.getSideOutput(SideOutputs.DEAD_LETTERS));
  }

  /**
   * Adds the flow, which needs a model, to the job that the frames are of.
   *
   * @throws IllegalStateException if it has none
   */
  public ServingResults addTo(DataStream<Frame> frames) {
    if (model.isEmpty()) {
      throw new IllegalStateException(
          "the serving flow " + name + " has no model: give it one, or a stream of model updates");
    }
    var entered = enter(frames);
    return serve(entered, entrances.none("models", entered, Codecs.RECEIVED));
  }

  private SingleOutputStreamOperator<Received> enter(DataStream<Frame> frames) {
    FlowTypes.require(frames, FlowTypes.FRAME, "FRAME");
    return entrances.enter("frames", frames, new Admissions.ServedFrames(), Codecs.RECEIVED);
  }

  private ServingResults serve(
      SingleOutputStreamOperator<Received> frames, DataStream<Received> models) {
    SlotKeys keys = new SlotKeys(SLOT_KEYS);
    SingleOutputStreamOperator<Prediction> served =
        frames
            .keyBy(keys, Types.INT)
            .connect(models.broadcast())
            .transform(
                name + "-classify",
                new VersionedType<>(Codecs.PREDICTION),
                new ServeFrames(ANY_SIZE, limits, batching, keys, model, Map::of))
            .uid(name + "-serve-frames")
            .setMaxParallelism(SLOT_KEYS);
    return new ServingResults(served, served.getSideOutput(SideOutputs.DEAD_LETTERS))
        .alsoRejected(frames.getSideOutput(SideOutputs.DEAD_LETTERS));
  }

  /** Collects settings; each method is named like the setting it gives. */
  @API(status = Status.MAINTAINED)
  public static final class Builder {

    private final String name;
    private final ServingLimits.Builder limits = ServingLimits.builder();
    private Optional<byte[]> model = Optional.empty();
    private Batching batching = Batching.DEFAULT;

    private Builder(String name) {
      this.name = name;
    }

    /** The content of a model file, which serves every key that has no model of its own. */
    public Builder model(byte[] value) {
      model = Optional.of(value.clone());
      return this;
    }

    /** How long frames wait for their models, and how many models there may be. */
    public Builder limits(Consumer<ServingLimits.Builder> change) {
      change.accept(limits);
      return this;
    }

    /** What executes the networks, and on how many frames at a time. */
    public Builder batching(Batching value) {
      batching = value;
      return this;
    }

    /**
     * The flow.
     *
     * @throws SettingsException naming every mistake
     */
    public ServingFlow build() {
      ServingLimits chosen = limits.build();
      SettingsChecks checks = new SettingsChecks();
      checks.flow(name);
      checks.model(model);
      checks.serving(chosen);
      checks.batching(batching);
      checks.require();
      return new ServingFlow(name, model, chosen, batching);
    }
  }
}
