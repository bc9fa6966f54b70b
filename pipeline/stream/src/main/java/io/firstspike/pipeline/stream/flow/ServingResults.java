package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Prediction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Results of a serving flow.
 *
 * @param predictions one for each frame that was not rejected
 * @param rejected the frames and model updates that could not be used, with the reason
 */
@API(status = Status.MAINTAINED)
public record ServingResults(DataStream<Prediction> predictions, DataStream<DeadLetter> rejected) {

  /** These results with more that has been rejected. */
  ServingResults alsoRejected(DataStream<DeadLetter> more) {
    return new ServingResults(predictions, rejected.union(more));
  }
}
