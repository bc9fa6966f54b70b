package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Results of a learning flow, each stream to be used or left.
 *
 * @param predictions one for each frame that was not rejected, in the order of decisions of its
 *     model key; with the frame's event time as timestamp
 * @param metrics one for each model key and window
 * @param modelUpdates the models: the rows that have changed, then a manifest that completes them.
 *     {@link io.firstspike.pipeline.stream.model.ModelAssembler} makes models of them
 * @param rejected the frames and labels that could not be used, with the reason
 */
@API(status = Status.MAINTAINED)
public record LearningResults(
    DataStream<Prediction> predictions,
    DataStream<Metrics> metrics,
    DataStream<ModelUpdate> modelUpdates,
    DataStream<DeadLetter> rejected) {

  /** These results with more that has been rejected. */
  LearningResults alsoRejected(DataStream<DeadLetter> more) {
    return new LearningResults(predictions, metrics, modelUpdates, rejected.union(more));
  }
}
