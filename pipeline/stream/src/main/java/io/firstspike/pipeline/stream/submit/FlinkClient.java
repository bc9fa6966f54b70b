package io.firstspike.pipeline.stream.submit;

import io.firstspike.pipeline.stream.job.StreamSettings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Access to the cluster whose client runs this program ({@code flink run}, web page, application
 * mode).
 */
final class FlinkClient {

  private FlinkClient() {}

  /** Whether Flink gives the job the state of an earlier one, or its own from before a failure. */
  static boolean restores() throws IOException {
    return restores(StreamExecutionEnvironment.getExecutionEnvironment().getConfiguration());
  }

  /**
   * Whether a job of this configuration begins with state. In application mode a new job manager
   * runs this program again; if it finds the job through high availability, the job goes on from
   * its last checkpoint, whatever the program submits.
   */
  static boolean restores(ReadableConfig config) throws IOException {
    return config.getOptional(StateRecoveryOptions.SAVEPOINT_PATH).isPresent()
        || (HighAvailabilityMode.isHighAvailabilityModeActivated(
                Configuration.fromMap(config.toMap()))
            && hasCheckpoint(config));
  }

  /** Whether a job with the number that the cluster has set has completed a checkpoint before. */
  private static boolean hasCheckpoint(ReadableConfig config) throws IOException {
    String job = config.get(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID);
    String checkpoints = config.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    if (job == null || checkpoints == null) {
      return false;
    }
    Path folder = new Path(checkpoints, job);
    try {
      FileStatus[] found = folder.getFileSystem().listStatus(folder);
      return found != null
          && Arrays.stream(found).anyMatch(one -> one.getPath().getName().startsWith("chk-"));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Runs a job with the client's settings. */
  static void run(StreamSettings settings) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    settings.addTo(env);
    env.execute(settings.title());
  }
}
