package io.firstspike.bench.stream;

import io.firstspike.pipeline.local.EmbeddedFlink;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.execution.JobClient;

/** A job that is measured, in this process or in another one. Closing it ends it. */
interface RunningJob extends AutoCloseable {

  /** Describes the state of the job, for the message of a failure. */
  String status() throws Exception;

  @Override
  void close();

  /**
   * A job in this process.
   *
   * @param flink what executes it
   * @param client the job, if whoever started it has it
   */
  record Embedded(EmbeddedFlink flink, Optional<JobClient> client) implements RunningJob {

    private static final long PATIENCE_SECONDS = 120;

    /** The job's checkpoints so far. */
    Checkpoints checkpoints() throws Exception {
      return Checkpoints.of(flink.graph(client.orElseThrow().getJobID()));
    }

    @Override
    public String status() throws Exception {
      return client.isEmpty()
          ? "unknown"
          : client.get().getJobStatus().get(PATIENCE_SECONDS, TimeUnit.SECONDS).toString();
    }

    @Override
    public void close() {
      flink.close();
    }
  }
}
