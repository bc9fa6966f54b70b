package io.firstspike.pipeline.app.launch;

import io.firstspike.engine.file.PathLock;
import io.firstspike.pipeline.app.console.Console;
import io.firstspike.pipeline.app.watch.BrokerWatch;
import io.firstspike.pipeline.app.watch.Health;
import io.firstspike.pipeline.app.watch.JobMeters;
import io.firstspike.pipeline.app.watch.JobWatch;
import io.firstspike.pipeline.app.watch.ModelKeeper;
import io.firstspike.pipeline.app.watch.Reasons;
import io.firstspike.pipeline.app.watch.StreamProgress;
import io.firstspike.pipeline.app.watch.StreamRecord;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.StreamSettings;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.status.StatusWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * A job in this JVM, which runs until it is told to stop.
 *
 * @param settings the job's settings
 * @param checkpoints the folder of its checkpoints
 * @param report receives messages on what happens
 * @param showsProgress whether the report shows the job's progress
 * @param reporters receive Flink's metrics
 * @param health is told how the job is
 */
record LocalJob(
    StreamSettings settings,
    CheckpointFolder checkpoints,
    JobReport report,
    boolean showsProgress,
    List<MetricReporter> reporters,
    Health health) {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  void runUntil(StopSignal stop) throws Exception {
    Optional<PathLock> lock = lockModelOut();
    try {
      runLocked(stop);
    } finally {
      if (lock.isPresent()) {
        lock.get().close();
      }
    }
    report.say("stopped");
  }

  /** Locks the output file: two jobs would overwrite each other's model. */
  private Optional<PathLock> lockModelOut() {
    return report
        .modelOut()
        .map(
            file -> {
              try {
                return PathLock.ofFile(file)
                    .orElseThrow(
                        () ->
                            new InputException(
                                "--model-out "
                                    + file
                                    + " is written by another command: stop that one, or name"
                                    + " another file"));
              } catch (IOException e) {
                throw new InputException(
                    "--model-out "
                        + file
                        + " cannot be written: "
                        + e
                        + "; check its folder's permissions and space",
                    e);
              }
            });
  }

  private void runLocked(StopSignal stop) throws Exception {
    Optional<Path> resumed = checkpoints.stays() ? checkpoints.latest() : Optional.empty();
    JobMeters meters = new JobMeters();
    try (EmbeddedFlink flink =
            stop.unlessStopped(
                () ->
                    EmbeddedFlink.start(
                        settings.run().parallelism(), checkpoints.configuration(), all(meters)));
        // Before the job, so that it misses none of its metrics.
        StreamProgress progress = StreamProgress.of(meters, settings)) {
      Reasons reasons = new Reasons(places(flink), settings.run().groupId());
      JobClient client =
          stop.unlessStopped(() -> flink.submit(settings::addTo, new Configuration()));
      resumed.ifPresent(checkpoint -> report.say("goes on from " + checkpoint));
      report.say(
          report.purpose()
              + " at "
              + settings.run().kafka().get("bootstrap.servers")
              + "; Ctrl-C stops it");
      StatusWatch status = new StatusWatch(client, report::say);
      try (BrokerWatch broker = BrokerWatch.of(settings.run().kafkaProperties(), report::say);
          JobWatch watch =
              new JobWatch(
                  settings.run().delivery(),
                  client.getJobID(),
                  () -> flink.graph(client.getJobID()),
                  reasons,
                  state -> {
                    status.look();
                    broker.look();
                    health.look(state, broker.problem());
                  },
                  health,
                  report::say)) {
        try {
          watch(watch, progress, reasons, stop);
        } finally {
          report.figures().ifPresent(file -> write(progress.record(), file));
        }
        health.end();
        if (checkpoints.stays()) {
          new RunningJob(client)
              .stop(checkpoints.uri())
              .ifPresent(failure -> report.say(withoutSavepoint(reasons.of(failure))));
        }
      }
    }
  }

  /** Writes the figures of a learning job; a serving one learns nothing. */
  private void write(StreamRecord record, Path file) {
    if (settings instanceof LearningSettings learning) {
      record.report(learning.spec(), learning.seed(), report.modelKey()).write(file);
      report.say("figures written to " + file);
    }
  }

  private MetricReporter[] all(JobMeters meters) {
    return Stream.concat(Stream.of(meters), reporters.stream()).toArray(MetricReporter[]::new);
  }

  /** The folders that are written to, the one most likely to be full first. */
  private List<Path> places(EmbeddedFlink flink) {
    List<Path> places = new ArrayList<>(List.of(checkpoints.path(), flink.workingFolder()));
    report.modelOut().map(file -> file.toAbsolutePath().getParent()).ifPresent(places::add);
    return places;
  }

  private void watch(JobWatch watch, StreamProgress progress, Reasons reasons, StopSignal stop)
      throws Exception {
    if (report.modelOut().isEmpty()) {
      watch(watch, progress, stop, Optional.empty(), Optional.empty());
      return;
    }
    ModelKeeper keeper = new ModelKeeper(report.modelOut().get(), reasons, report::say);
    try (ModelFollower follower =
        ModelFollower.follow(
            settings.run().kafkaProperties(),
            settings.run().topics().models(),
            report.modelKey(),
            settings.networkLimit(),
            followed -> keep(followed, keeper))) {
      watch(watch, progress, stop, Optional.of(follower), Optional.of(keeper));
    }
  }

  /** Keeps a published model in the output file, unless another job has published it. */
  private void keep(FollowedModel followed, ModelKeeper keeper) {
    if (settings.mayPublish(followed.modelVersion())) {
      keeper.keep(followed);
    }
  }

  private void watch(
      JobWatch watch,
      StreamProgress progress,
      StopSignal stop,
      Optional<ModelFollower> follower,
      Optional<ModelKeeper> keeper)
      throws Exception {
    try (Console console = report.console()) {
      while (!stop.within(LOOK_EVERY) && looked(watch)) {
        keeper.ifPresent(ModelKeeper::retry);
        Optional<Throwable> failure = follower.flatMap(ModelFollower::failure);
        if (failure.isPresent()) {
          throw new IllegalStateException("no longer follows the model", failure.get());
        }
        if (showsProgress) {
          console.progress(progress.line());
        } else {
          progress.read();
        }
      }
      if (showsProgress) {
        console.end(progress.line());
      }
    }
  }

  /** Looks at the job; returns false on an interrupt, which is a signal to stop. */
  private static boolean looked(JobWatch watch) throws Exception {
    try {
      watch.look();
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  private String withoutSavepoint(String reason) {
    return "stopped without a savepoint ("
        + reason
        + "): the next start "
        + checkpoints
            .latest()
            .map(path -> "goes on from " + path)
            .orElse("begins anew, as no checkpoint was completed");
  }
}
