package io.firstspike.pipeline.cli;

import io.firstspike.connectors.broker.MissingTopicsException;
import io.firstspike.connectors.broker.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.job.JobSettings;
import io.firstspike.pipeline.job.ServingSettings;
import io.firstspike.pipeline.job.StreamCheck;
import io.firstspike.pipeline.job.StreamSettings;
import io.firstspike.pipeline.start.CheckpointStart;
import io.firstspike.pipeline.start.JobStart;
import io.firstspike.pipeline.start.StartException;
import io.firstspike.pipeline.start.StartOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a job runs: in this JVM, or, started by a Flink cluster's client, on that cluster. */
final class JobPlace {

  @Option(
      names = "--create-topics",
      description = "Create the topics that do not exist, with --partitions partitions each.")
  private boolean createTopics;

  @Mixin private PartitionsOption partitions;

  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description =
          "Keep checkpoints here, and go on from the latest one found here (default: a temporary"
              + " folder, deleted at the end).")
  private Path checkpoints;

  @Option(
      names = "--no-progress",
      description =
          "Do not show how far the job is: a line that changes on a terminal, otherwise one every"
              + " 10 s when something has come.")
  private boolean silent;

  /**
   * Creates the topics, if asked to.
   *
   * @param needed those that have to be there
   * @throws InputException if one is missing
   */
  void requireTopics(KafkaOptions kafka, TopicNames topics, List<String> needed) {
    if (createTopics) {
      Topics.ensure(kafka.client(), topics, partitions.count(), kafka.timeout());
      return;
    }
    try {
      Topics.requireExisting(kafka.client(), needed, kafka.timeout());
    } catch (MissingTopicsException e) {
      throw new InputException(e.getMessage() + " (--create-topics creates them)", e);
    }
  }

  /** Says what the job does otherwise than usual because of the broker it is to work with. */
  static void sayWhatTheBrokerAsks(KafkaOptions kafka, StreamSettings settings, PrintWriter out) {
    StreamCheck.notes(settings, kafka.timeout()).forEach(out::println);
    out.flush();
  }

  /**
   * Decides what a learning job starts from, before it reads or writes anything.
   *
   * @throws StartException if it cannot start from what is there
   */
  JobStart start(JobSettings settings, StartOptions options) {
    Optional<Path> checkpoint = checkpoint();
    if (checkpoint.isPresent()) {
      return CheckpointStart.of(settings, checkpoint.get(), checkpoints, options);
    }
    if (FlinkClient.started() && FlinkClient.savepoint().isPresent()) {
      // The learner itself checks what it restores, wherever that may be.
      return new JobStart(settings, List.of());
    }
    JobStart start = JobStart.withoutCheckpoint(settings, options);
    if (checkpoints != null && !FlinkClient.started()) {
      CheckpointStart.keepBase(start.settings(), checkpoints);
    }
    return start;
  }

  /**
   * Checks that a serving job can go on from its checkpoint, if there is one.
   *
   * @throws StartException if it cannot
   */
  void require(ServingSettings settings, Duration timeout) {
    checkpoint().ifPresent(found -> CheckpointStart.require(settings, found, timeout));
  }

  private Optional<Path> checkpoint() {
    if (checkpoints == null || FlinkClient.started()) {
      return Optional.empty();
    }
    try (CheckpointFolder folder = CheckpointFolder.kept(checkpoints)) {
      return folder.latest();
    }
  }

  /** Runs a job until it is told to stop; on a cluster, until the client is. */
  void run(StreamSettings settings, JobReport report) throws Exception {
    if (FlinkClient.started()) {
      runOnCluster(settings, report);
    } else {
      runHere(settings, report);
    }
  }

  private void runHere(StreamSettings settings, JobReport report) throws Exception {
    // The signal is closed last: the JVM waits for it, and only for it.
    try (StopSignal stop = new StopSignal();
        CheckpointFolder folder =
            checkpoints == null
                ? CheckpointFolder.temporary()
                : CheckpointFolder.kept(checkpoints)) {
      new LocalJob(settings, folder, report, !silent).runUntil(stop);
    }
  }

  private void runOnCluster(StreamSettings settings, JobReport report) throws Exception {
    if (report.modelOut().isPresent() || checkpoints != null) {
      throw new InputException(
          "--model-out and --checkpoint-dir are for the embedded Flink: on a cluster, read the"
              + " models topic, and set execution.checkpointing.dir");
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    settings.addTo(env);
    env.execute(settings.title());
  }
}
