package io.firstspike.pipeline.cli;

import java.util.Optional;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Whether a Flink cluster's own client runs this program ({@code flink run}, web, application). */
final class FlinkClient {

  private static final String CLIENT = "org.apache.flink.client.";

  private FlinkClient() {}

  /** Asked of the call stack: the client calls {@code main} itself, in whatever JVM it lives. */
  static boolean started() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(CLIENT)));
  }

  /** The savepoint that the client was told to start from. */
  static Optional<String> savepoint() {
    return StreamExecutionEnvironment.getExecutionEnvironment()
        .getConfiguration()
        .getOptional(StateRecoveryOptions.SAVEPOINT_PATH);
  }
}
