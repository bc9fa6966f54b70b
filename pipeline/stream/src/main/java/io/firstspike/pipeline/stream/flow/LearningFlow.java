package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Label;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.learner.LearnerSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.settings.SettingsChecks;
import io.firstspike.pipeline.stream.settings.SettingsException;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Learns from frames and their labels within a Flink job of your own: one network for each model
 * key, decisions first, then learning.
 *
 * <pre>{@code
 * LearningFlow flow =
 *     LearningFlow.builder("digits", NetworkSpec.load("firstspike-2026"))
 *         .learner(learner -> learner.order(Order.REPLAY))
 *         .build();
 * LearningResults results = flow.addTo(frames, labels);
 * results.predictions().sinkTo(...);
 * }</pre>
 *
 * <p>In live order frames and labels are taken as they come, and watermarks of the streams are not
 * looked at. In replay order both streams need watermarks that tell how far {@link
 * Frame#timestamp()} and {@link Label#timestamp()} have come; a value that is older than event time
 * is rejected. Values of one key and one time are taken in the order of their stream, if one
 * subtask sends them, and frames before labels: the result is that of the plain loop, bit for bit,
 * at any parallelism and with or without failures.
 *
 * <p>When bounded streams end, what waits is taken, and the metrics and the last model of each key
 * are given out.
 */
@API(status = Status.MAINTAINED)
public final class LearningFlow {

  private final LearningTopology topology;
  private final Entrances entrances;

  private LearningFlow(String name, LearningTopology topology) {
    this.topology = topology;
    this.entrances = new Entrances(name, topology.learner().order() == Order.LIVE);
  }

  /**
   * A builder of a flow that has defaults for all else: random weights of seed 1, live order, the
   * defaults of {@link LearnerSettings}, {@link Batching#DEFAULT}.
   *
   * @param name what uids and names of the flow's operators begin with, 1 to 100 characters;
   *     different for each flow of a job, and the same when the job goes on from a savepoint
   * @param spec the network
   */
  public static Builder builder(String name, NetworkSpec spec) {
    return new Builder(name, spec);
  }

  /** Adds the flow to the job that the streams are of. */
  public LearningResults addTo(DataStream<Frame> frames, DataStream<Label> labels) {
    FlowTypes.require(labels, FlowTypes.LABEL, "LABEL");
    var enteredFrames = enter(frames);
    var enteredLabels =
        entrances.enter("labels", labels, new Admissions.Labels(), Codecs.RECEIVED_LABEL);
    return topology
        .connect(enteredFrames, enteredLabels)
        .alsoRejected(enteredFrames.getSideOutput(SideOutputs.DEAD_LETTERS))
        .alsoRejected(enteredLabels.getSideOutput(SideOutputs.DEAD_LETTERS));
  }

  /** Adds the flow to the job that the frames are of, whose labels travel with them. */
  public LearningResults addTo(DataStream<Frame> frames) {
    var enteredFrames = enter(frames);
    var noLabels = entrances.none("labels", enteredFrames, Codecs.RECEIVED_LABEL);
    return topology
        .connect(enteredFrames, noLabels)
        .alsoRejected(enteredFrames.getSideOutput(SideOutputs.DEAD_LETTERS));
  }

  private SingleOutputStreamOperator<DecodedFrame> enter(DataStream<Frame> frames) {
    FlowTypes.require(frames, FlowTypes.FRAME, "FRAME");
    return entrances.enter("frames", frames, new Admissions.Frames(), Codecs.DECODED_FRAME);
  }

  /** Collects settings; each method is named like the setting it gives. */
  @API(status = Status.MAINTAINED)
  public static final class Builder {

    private final String name;
    private final NetworkSpec spec;
    private final LearnerSettings.Builder learner = LearnerSettings.builder();
    private long seed = 1;
    private Optional<byte[]> model = Optional.empty();
    private Batching batching = Batching.DEFAULT;

    private Builder(String name, NetworkSpec spec) {
      this.name = name;
      this.spec = spec;
    }

    /** The seed of the first weights, where there is no model. */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /** The content of a model file to go on from, of a network like the flow's. */
    public Builder model(byte[] value) {
      model = Optional.of(value.clone());
      return this;
    }

    /** Changes the settings of learners: their order, waiting times and reports. */
    public Builder learner(Consumer<LearnerSettings.Builder> change) {
      change.accept(learner);
      return this;
    }

    /** Sets the backend of encoding and frozen layers, and the number of frames in a batch. */
    public Builder batching(Batching value) {
      batching = value;
      return this;
    }

    /**
     * The flow.
     *
     * @throws SettingsException naming every mistake
     */
    public LearningFlow build() {
      LearnerSettings settings = learner.build();
      SettingsChecks checks = new SettingsChecks();
      checks.flow(name);
      checks.names(spec);
      checks.model(spec, model);
      checks.learner(settings);
      checks.batching(batching);
      checks.require();
      String data =
          "flow " + name + " in " + settings.order().name().toLowerCase(Locale.ROOT) + " order";
      ModelSource source = ModelSource.of(spec, seed, model, data);
      return new LearningFlow(name, new LearningTopology(name + "-", source, settings, batching));
    }
  }
}
