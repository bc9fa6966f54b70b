package io.firstspike.pipeline.ml.sql;

import java.util.function.Consumer;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.operators.InputFormatOperatorFactory;
import org.apache.flink.streaming.api.operators.SourceOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperatorFactory;

/** Notes of the job that was submitted last whether it ends by itself. */
final class SubmittedJobs implements Consumer<StreamGraph> {

  private boolean bounded;

  @Override
  public void accept(StreamGraph job) {
    bounded =
        job.getSourceIDs().stream()
            .allMatch(source -> bounded(job.getStreamNode(source).getOperatorFactory()));
  }

  private static boolean bounded(StreamOperatorFactory<?> source) {
    return source instanceof SourceOperatorFactory<?> known
        ? known.getBoundedness() == Boundedness.BOUNDED
        : source instanceof InputFormatOperatorFactory<?>;
  }

  boolean lastIsBounded() {
    return bounded;
  }
}
