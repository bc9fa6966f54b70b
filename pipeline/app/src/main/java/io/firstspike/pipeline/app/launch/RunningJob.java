package io.firstspike.pipeline.app.launch;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job in an embedded cluster. */
public record RunningJob(JobClient client) {

  private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);
  private static final long PATIENCE_SECONDS = 30;

  /**
   * Checks that the job has not ended.
   *
   * @throws Exception the reason why it ended, if it has
   */
  public void requireAlive() throws Exception {
    JobStatus status = client.getJobStatus().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (status.isGloballyTerminalState()) {
      client.getJobExecutionResult().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      throw new IllegalStateException("the job ended: " + status);
    }
  }

  /**
   * Stops the job with a savepoint in {@code folder}; returns the failure if that does not succeed.
   */
  Optional<Throwable> stop(String folder) throws InterruptedException {
    try {
      client
          .stopWithSavepoint(false, folder, SavepointFormatType.CANONICAL)
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("stopped without a savepoint", e);
      return Optional.of(
          e instanceof TimeoutException
              ? new TimeoutException("not written within " + PATIENCE_SECONDS + " s")
              : e);
    }
  }
}
