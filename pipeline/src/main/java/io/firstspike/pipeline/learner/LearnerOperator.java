package io.firstspike.pipeline.learner;

import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.model.ModelSource;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import java.util.Optional;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The keyed learners as an operator: before each checkpoint it has them write what they have
 * learned to state, and when they become too many for memory, those not used for longest leave it.
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

  @Override
  public void processElement1(StreamRecord<EncodedFrame> frame) throws Exception {
    super.processElement1(frame);
    makeRoom();
  }

  @Override
  public void processElement2(StreamRecord<ReceivedLabel> label) throws Exception {
    super.processElement2(label);
    makeRoom();
  }

  @Override
  public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    super.onEventTime(timer);
    makeRoom();
  }

  @Override
  public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
    super.onProcessingTime(timer);
    makeRoom();
  }

  /** Only the operator may make another key the current one; the next element brings its own. */
  private void makeRoom() throws Exception {
    LearnerFunction learners = (LearnerFunction) getUserFunction();
    for (Optional<String> modelKey = learners.superfluous();
        modelKey.isPresent();
        modelKey = learners.superfluous()) {
      setCurrentKey(modelKey.get());
      learners.rest(modelKey.get());
    }
  }
}
