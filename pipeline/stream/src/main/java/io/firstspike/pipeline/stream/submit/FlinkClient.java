package io.firstspike.pipeline.stream.submit;

import io.firstspike.pipeline.stream.job.StreamSettings;
import java.util.Optional;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Access to the cluster whose client runs this program ({@code flink run}, web page, application
 * mode).
 */
final class FlinkClient {

  private FlinkClient() {}

  /** The savepoint that the client was told to start from. */
  static Optional<String> savepoint() {
    return StreamExecutionEnvironment.getExecutionEnvironment()
        .getConfiguration()
        .getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
  }

  /** Runs a job with the client's settings. */
  static void run(StreamSettings settings) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    settings.addTo(env);
    env.execute(settings.title());
  }
}
