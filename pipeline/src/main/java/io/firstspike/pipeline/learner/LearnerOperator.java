package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.model.ModelSource;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;

/**
 * The keyed learners as an operator: before each checkpoint it has them write what they have
 * learned to state.
 */
public final class LearnerOperator
    extends KeyedCoProcessOperator<String, EncodedFrame, ReceivedLabel, Prediction> {

  /** Learners that start from {@code source}. */
  public LearnerOperator(ModelSource source, LearnerSettings settings) {
    super(new LearnerFunction(source, settings));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    LearnerFunction learners = (LearnerFunction) getUserFunction();
    for (String modelKey : learners.modelKeys()) {
      setCurrentKey(modelKey);
      learners.save(modelKey);
    }
  }
}
