package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.frame.EncodeFrames;
import io.firstspike.pipeline.stream.learner.LearnerOperator;
import io.firstspike.pipeline.stream.learner.LearnerSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.Codec;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The middle of every topology that learns, whatever its sources and sinks. For the jobs of this
 * module; yours begin with {@link LearningFlow}.
 *
 * <pre>
 * frames: encode --+ by model key
 *                  +--> learner --> predictions, metrics, models
 * labels ----------+
 * whatever cannot be used --> rejected
 * </pre>
 *
 * @param prefix what the operators' uids and names begin with; empty in a job that learns once
 * @param source the models that learners begin with
 * @param learner how each model key learns and reports
 * @param batching what encodes frames, and how many at a time
 */
public record LearningTopology(
    String prefix, ModelSource source, LearnerSettings learner, Batching batching) {

  /** Adds the operators to the job that {@code frames} and {@code labels} are of. */
  public LearningResults connect(
      DataStream<DecodedFrame> frames, DataStream<ReceivedLabel> labels) {
    SingleOutputStreamOperator<EncodedFrame> encoded = encode(frames);
    SingleOutputStreamOperator<Prediction> learned = learn(encoded, labels);
    DataStream<DeadLetter> rejected = encoded.getSideOutput(SideOutputs.DEAD_LETTERS);
    return new LearningResults(
        learned,
        learned.getSideOutput(SideOutputs.METRICS),
        learned.getSideOutput(SideOutputs.MODEL_UPDATES),
        rejected.union(learned.getSideOutput(SideOutputs.DEAD_LETTERS)));
  }

  private SingleOutputStreamOperator<EncodedFrame> encode(DataStream<DecodedFrame> frames) {
    var encoded =
        frames.transform(
            prefix + "encode frames",
            new VersionedType<>(Codecs.ENCODED_FRAME),
            new EncodeFrames(source.withoutStarting(), batching));
    named(encoded, "encode-frames", "encode frames", Codecs.ENCODED_FRAME);
    // Frozen feature layers are most of the work, which all slots share at the price of the order.
    if (encoded.getParallelism() != frames.getParallelism()
        && learner.order() == Order.LIVE
        && !source.load().deciding()) {
      encoded.setParallelism(frames.getParallelism());
    }
    return encoded;
  }

  private SingleOutputStreamOperator<Prediction> learn(
      DataStream<EncodedFrame> frames, DataStream<ReceivedLabel> labels) {
    var learned =
        frames
            .keyBy(EncodedFrame::modelKey, Types.STRING)
            .connect(labels.keyBy(ReceivedLabel::modelKey, Types.STRING))
            .transform(
                prefix + "learner",
                new VersionedType<>(Codecs.PREDICTION),
                new LearnerOperator(source, learner));
    named(learned, "learner", "learn and decide", Codecs.PREDICTION);
    return learned;
  }

  private <T> void named(
      SingleOutputStreamOperator<T> operator, String uid, String name, Codec<T> codec) {
    operator.uid(prefix + uid).name(prefix + name).returns(new VersionedType<>(codec));
  }
}
