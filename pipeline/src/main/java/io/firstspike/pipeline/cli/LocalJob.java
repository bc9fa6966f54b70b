package io.firstspike.pipeline.cli;

import io.firstspike.engine.network.ModelFile;
import io.firstspike.pipeline.job.EmbeddedFlink;
import io.firstspike.pipeline.job.FollowedModel;
import io.firstspike.pipeline.job.ModelFollower;
import io.firstspike.pipeline.job.StreamSettings;
import io.firstspike.pipeline.status.StatusWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;

/**
 * The job in this JVM, until it is told to stop.
 *
 * @param settings of the job
 * @param checkpoints where its checkpoints go
 * @param report told what happens
 */
record LocalJob(StreamSettings settings, CheckpointFolder checkpoints, JobReport report) {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  void runUntil(StopSignal stop) throws Exception {
    Optional<Path> resumed = checkpoints.stays() ? checkpoints.latest() : Optional.empty();
    try (EmbeddedFlink flink =
        EmbeddedFlink.start(settings.parallelism(), checkpoints.configuration())) {
      RunningJob job = new RunningJob(flink.submit(settings, new Configuration()));
      resumed.ifPresent(checkpoint -> report.say("goes on from " + checkpoint));
      report.say(
          report.purpose()
              + " at "
              + settings.kafka().get("bootstrap.servers")
              + "; Ctrl-C stops it");
      if (report.modelOut().isPresent()) {
        follow(job, stop);
      } else {
        watch(job, stop, Optional.empty());
      }
      if (checkpoints.stays()) {
        job.stop(checkpoints.uri());
      }
    }
    report.say("stopped");
  }

  private void follow(RunningJob job, StopSignal stop) throws Exception {
    try (ModelFollower follower =
        ModelFollower.follow(
            settings.kafkaProperties(),
            settings.topics().models(),
            report.modelKey(),
            settings.networkLimit(),
            this::keepModel)) {
      watch(job, stop, Optional.of(follower));
    }
  }

  private void keepModel(FollowedModel followed) {
    if (settings.mayPublish(followed.modelVersion())) {
      Path file = report.modelOut().orElseThrow();
      ModelFile.write(file, followed.model());
      report.say("model " + followed.modelVersion() + " written to " + file);
    }
  }

  private void watch(RunningJob job, StopSignal stop, Optional<ModelFollower> follower)
      throws Exception {
    JobStatus before = JobStatus.RUNNING;
    StatusWatch lines = new StatusWatch(job.client(), report::say);
    while (!stop.within(LOOK_EVERY)) {
      lines.look();
      JobStatus status = job.requireAlive();
      if (status == JobStatus.RESTARTING && before != status) {
        report.say("restarts after a failure; see " + Log.file());
      }
      before = status;
      Optional<Throwable> failure = follower.flatMap(ModelFollower::failure);
      if (failure.isPresent()) {
        throw new IllegalStateException("no longer follows the model", failure.get());
      }
    }
  }
}
