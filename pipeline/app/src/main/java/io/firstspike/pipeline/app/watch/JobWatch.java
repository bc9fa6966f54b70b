package io.firstspike.pipeline.app.watch;

import io.firstspike.pipeline.app.watch.LoggedFailures.Failure;
import io.firstspike.pipeline.stream.job.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.runtime.checkpoint.CheckpointFailureReason;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.logging.log4j.Level;

/**
 * Reports the restarts of a job in this JVM with their reasons, and its failed checkpoints, once
 * each. Not thread-safe.
 */
public final class JobWatch implements AutoCloseable {

  private static final String CHECKPOINTS =
      "org.apache.flink.runtime.checkpoint.CheckpointFailureManager";
  private static final String COMMITS = "org.apache.flink.connector.kafka.sink.KafkaCommitter";
  private static final Duration YOUNG = Duration.ofMinutes(10);
  private static final String OLD_TRANSACTIONS =
      "the broker has ended transactions that were open for too long: no checkpoint worked for"
          + " minutes, or the machine slept";
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint (\\d+)");

  /** The reasons of checkpoints that were cancelled by a restart or the end of the job. */
  private static final List<String> OVERTAKEN =
      Stream.of(
              CheckpointFailureReason.CHECKPOINT_COORDINATOR_SUSPEND,
              CheckpointFailureReason.CHECKPOINT_COORDINATOR_SHUTDOWN,
              CheckpointFailureReason.PERIODIC_SCHEDULER_SHUTDOWN,
              CheckpointFailureReason.JOB_FAILOVER_REGION,
              CheckpointFailureReason.NOT_ALL_REQUIRED_TASKS_RUNNING,
              CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_NOT_READY,
              CheckpointFailureReason.CHECKPOINT_DECLINED_TASK_CLOSING,
              CheckpointFailureReason.TASK_FAILURE)
          .map(CheckpointFailureReason::message)
          .toList();

  private final Delivery delivery;
  private final JobID job;
  private final Callable<? extends AccessExecutionGraph> graph;
  private final Reasons reasons;
  private final Consumer<AccessExecutionGraph> beside;
  private final Health health;
  private final Consumer<String> say;
  private final LoggedFailures logged;
  private long lastFailure = Long.MIN_VALUE;
  private String lastReason = "";
  private int repeated;
  private long completed = -1;
  private long completedAt = System.currentTimeMillis();
  private long failed = -1;
  private String failing = "";

  /**
   * Makes a watch over a job.
   *
   * @param delivery the delivery of what the job writes
   * @param job the job's number
   * @param graph gives the present state of the job
   * @param reasons puts exceptions into words
   * @param beside other checks to run at each look, on the job's present state
   * @param health is told of restarts
   * @param say receives each message
   */
  public JobWatch(
      Delivery delivery,
      JobID job,
      Callable<? extends AccessExecutionGraph> graph,
      Reasons reasons,
      Consumer<AccessExecutionGraph> beside,
      Health health,
      Consumer<String> say) {
    this.delivery = delivery;
    this.job = job;
    this.graph = graph;
    this.reasons = reasons;
    this.beside = beside;
    this.health = health;
    this.say = say;
    this.logged = LoggedFailures.listen(Level.WARN, List.of(CHECKPOINTS, COMMITS));
  }

  /**
   * Looks at the job and reports what is new.
   *
   * @throws StreamFailedException if the job has ended, or another one writes with its group id
   */
  public void look() throws Exception {
    AccessExecutionGraph now = report();
    if (now.getState().isGloballyTerminalState()) {
      throw ended(now.getState(), Optional.ofNullable(now.getFailureInfo()));
    }
  }

  /** Looks at a job that may end by itself, and reports what is new; returns whether it ended. */
  boolean lookUntilEnded() throws Exception {
    return report().getState().isGloballyTerminalState();
  }

  private AccessExecutionGraph report() throws Exception {
    AccessExecutionGraph now = graph.call();
    List<Failure> failures = logged.take();
    failures.stream().filter(f -> f.logger().equals(COMMITS)).forEach(this::requireOurs);
    failures.stream()
        .filter(f -> f.logger().equals(CHECKPOINTS) && f.message().contains(job.toHexString()))
        .forEach(this::sayFailed);
    sayCompleted(now);
    lookForRestart(now);
    beside.accept(now);
    return now;
  }

  private void lookForRestart(AccessExecutionGraph now) {
    ErrorInfo failure = now.getFailureInfo();
    if (failure == null || failure.getTimestamp() == lastFailure) {
      return;
    }
    lastFailure = failure.getTimestamp();
    boolean fenced = Reasons.isFenced(failure.getException());
    if (delivery == Delivery.EXACTLY_ONCE && fenced && !transactionsAreOld()) {
      throw new StreamFailedException(reasons.anotherJob(), failure.getException());
    }
    String reason =
        fenced && transactionsAreOld() ? OLD_TRANSACTIONS : reasons.of(failure.getException());
    repeated = reason.equals(lastReason) ? repeated + 1 : 1;
    lastReason = reason;
    if (now.getState() != JobStatus.FAILED) {
      health.restarted(
          new Health.Restart(
              Instant.ofEpochMilli(lastFailure), Reasons.kind(failure.getException()), reason));
      String times = repeated == 1 ? "restarts: " : "restarts (" + repeated + " times now): ";
      say.accept(times + reason);
    }
  }

  /**
   * Checks that no other job has ended this job's transaction: its records would be lost to
   * readers, and the job would go on.
   */
  private void requireOurs(Failure failure) {
    boolean fenced = failure.cause().map(Reasons::isFenced).orElse(false);
    boolean ours = failure.message().contains(reasons.groupId() + "-");
    if (fenced && ours && completed >= 0 && !transactionsAreOld()) {
      throw new StreamFailedException(reasons.anotherJob(), failure.cause().orElse(null));
    }
  }

  /**
   * Whether the last checkpoint is so old that the broker itself may have ended the transaction,
   * which it does after 15 minutes.
   */
  private boolean transactionsAreOld() {
    return System.currentTimeMillis() - completedAt > YOUNG.toMillis();
  }

  private void sayFailed(Failure failure) {
    String reason = failure.cause().map(reasons::of).orElse(failure.message());
    if (OVERTAKEN.stream().anyMatch(reason::contains)) {
      return;
    }
    Matcher number = CHECKPOINT.matcher(failure.message());
    boolean numbered = number.find();
    if (numbered) {
      failed = Math.max(failed, Long.parseLong(number.group(1)));
    }
    if (!reason.equals(failing)) {
      say.accept(
          (numbered ? "checkpoint " + number.group(1) : "a checkpoint")
              + " failed: "
              + reason
              + "; the job goes on"
              + (delivery == Delivery.EXACTLY_ONCE
                  ? ", and shows what it writes when a checkpoint works again"
                  : ""));
    }
    failing = reason;
  }

  private void sayCompleted(AccessExecutionGraph now) {
    if (now.getCheckpointStatsSnapshot() == null) {
      return;
    }
    CompletedCheckpointStats latest =
        now.getCheckpointStatsSnapshot().getHistory().getLatestCompletedCheckpoint();
    if (latest != null && latest.getCheckpointId() > completed) {
      completed = latest.getCheckpointId();
      completedAt = System.currentTimeMillis();
      if (!failing.isEmpty() && completed > failed) {
        say.accept("checkpoint " + completed + " worked");
        failing = "";
      }
    }
  }

  private StreamFailedException ended(JobStatus status, Optional<ErrorInfo> failure) {
    return failure
        .map(
            info ->
                new StreamFailedException(
                    "the job ended: "
                        + reasons.of(info.getException())
                        + (repeated > 1 ? " (" + repeated + " times in a row)" : ""),
                    info.getException()))
        .orElseGet(() -> new StreamFailedException("the job ended: " + status));
  }

  @Override
  public void close() {
    logged.close();
  }
}
