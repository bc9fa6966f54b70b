package io.firstspike.pipeline.app.launch;

import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Backends;
import io.firstspike.pipeline.app.monitor.MonitorOptions;
import io.firstspike.pipeline.app.monitor.MonitorServer;
import io.firstspike.pipeline.app.watch.Health;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.ServingSettings;
import io.firstspike.pipeline.stream.job.StreamSettings;
import io.firstspike.pipeline.stream.start.CheckpointStart;
import io.firstspike.pipeline.stream.start.JobStart;
import io.firstspike.pipeline.stream.start.StartException;
import io.firstspike.pipeline.stream.start.StartOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.metrics.reporter.MetricReporter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a job that runs in this JVM, and its start. */
public final class LaunchOptions {

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

  @Mixin private MonitorOptions monitor;

  /**
   * Decides the start of a learning job, before it reads or writes anything.
   *
   * @throws StartException if it cannot start
   * @throws BackendException if its backend cannot execute the network here
   */
  public JobStart start(LearningSettings settings, StartOptions options) {
    settings.run().batching().choose(settings.spec());
    Optional<Path> checkpoint = checkpoint();
    if (checkpoint.isPresent()) {
      return CheckpointStart.of(settings, checkpoint.get(), checkpoints, options);
    }
    JobStart start = JobStart.withoutCheckpoint(settings, options);
    if (checkpoints != null) {
      CheckpointStart.keepBase(start.settings(), checkpoints);
    }
    return start;
  }

  /**
   * Checks that a serving job can go on from its checkpoint, if there is one.
   *
   * @throws StartException if it cannot
   * @throws BackendException if its backend cannot be used here
   */
  public void require(ServingSettings settings, Duration timeout) {
    Backends.usable(settings.run().batching().backend());
    checkpoint().ifPresent(found -> CheckpointStart.require(settings, found, timeout));
  }

  private Optional<Path> checkpoint() {
    if (checkpoints == null) {
      return Optional.empty();
    }
    try (CheckpointFolder folder = CheckpointFolder.kept(checkpoints)) {
      return folder.latest();
    }
  }

  /** Runs a job until this process is told to stop. */
  public void run(StreamSettings settings, JobReport report) throws Exception {
    Backends.usable(settings.run().batching().backend()).prepare(report::say);
    Health health = new Health();
    // The signal is closed last: the JVM waits for it, and only for it.
    try (StopSignal stop = new StopSignal();
        MonitorServer server = monitor.open(health).orElse(null);
        CheckpointFolder folder =
            checkpoints == null
                ? CheckpointFolder.temporary()
                : CheckpointFolder.kept(checkpoints)) {
      List<MetricReporter> reporters = new ArrayList<>();
      if (server != null) {
        report.say(
            "metrics at " + server.url() + "/metrics, health at " + server.url() + "/health");
        reporters.add(server.metrics());
      }
      new LocalJob(settings, folder, report, !silent, reporters, health).runUntil(stop);
    }
  }
}
