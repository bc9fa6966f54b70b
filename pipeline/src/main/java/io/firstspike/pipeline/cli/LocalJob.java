package io.firstspike.pipeline.cli;

import io.firstspike.engine.network.ModelFile;
import io.firstspike.pipeline.job.EmbeddedFlink;
import io.firstspike.pipeline.job.FollowedModel;
import io.firstspike.pipeline.job.JobSettings;
import io.firstspike.pipeline.job.ModelFollower;
import java.io.PrintWriter;
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
 * @param modelOut the file that follows the model of {@code modelKey}, if any
 * @param modelKey whose model
 * @param out told what happens
 */
record LocalJob(
    JobSettings settings,
    CheckpointFolder checkpoints,
    Optional<Path> modelOut,
    String modelKey,
    PrintWriter out) {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  void runUntil(StopSignal stop) throws Exception {
    Optional<Path> resumed = checkpoints.stays() ? checkpoints.latest() : Optional.empty();
    try (EmbeddedFlink flink =
        EmbeddedFlink.start(settings.parallelism(), checkpoints.configuration())) {
      RunningJob job = new RunningJob(flink.submit(settings, new Configuration()));
      resumed.ifPresent(checkpoint -> say("goes on from " + checkpoint));
      say(
          "classifies "
              + settings.topics().frames()
              + " and learns from "
              + settings.topics().labels()
              + " at "
              + settings.kafka().get("bootstrap.servers")
              + "; Ctrl-C stops it");
      if (modelOut.isPresent()) {
        follow(job, stop);
      } else {
        watch(job, stop, Optional.empty());
      }
      if (checkpoints.stays()) {
        job.stop(checkpoints.uri());
      }
    }
    say("stopped");
  }

  private void follow(RunningJob job, StopSignal stop) throws Exception {
    try (ModelFollower follower =
        ModelFollower.follow(
            settings.kafkaProperties(), settings.topics().models(), this::keepModel)) {
      watch(job, stop, Optional.of(follower));
    }
  }

  private void keepModel(FollowedModel followed) {
    if (followed.modelKey().equals(modelKey)) {
      modelOut.ifPresent(file -> ModelFile.write(file, followed.model()));
      say("model " + followed.modelVersion() + " written to " + modelOut.orElseThrow());
    }
  }

  private void watch(RunningJob job, StopSignal stop, Optional<ModelFollower> follower)
      throws Exception {
    JobStatus before = JobStatus.RUNNING;
    while (!stop.within(LOOK_EVERY)) {
      JobStatus status = job.requireAlive();
      if (status == JobStatus.RESTARTING && before != status) {
        say("restarts after a failure; see " + Log.file());
      }
      before = status;
      Optional<Throwable> failure = follower.flatMap(ModelFollower::failure);
      if (failure.isPresent()) {
        throw new IllegalStateException("no longer follows the model", failure.get());
      }
    }
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }
}
