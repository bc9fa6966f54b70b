package io.firstspike.pipeline.app.cluster;

import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.LearningOptions;
import io.firstspike.pipeline.stream.start.CheckpointStart;
import io.firstspike.pipeline.stream.start.JobStart;
import io.firstspike.pipeline.stream.start.StartOptions;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Submits the learning job to a cluster of processes. */
@Command(
    name = "submit",
    description = {
      "Have the cluster run the streaming job, and return. The options are those of run; Kafka is"
          + " the cluster's own broker unless --bootstrap-servers or --kafka-config say otherwise.",
      "The job outlives task managers and the broker. When the job manager has gone: cluster start,"
          + " then cluster submit --from latest, with the same options."
    })
final class ClusterSubmit implements Runnable {

  private static final String LATEST = "latest";

  @Spec private CommandSpec command;
  @Mixin private ClusterFolderOption folder;

  @Option(
      names = "--from",
      paramLabel = LATEST + "|DIR",
      description =
          "Go on from the checkpoint that was completed last in this cluster, or from that in DIR"
              + " (default: as --start says).")
  private String from;

  @Mixin private LearningOptions learning;

  @Override
  public void run() {
    ProcessCluster cluster = ProcessCluster.open(folder.folder());
    cluster.requireComplete();
    Optional<Path> checkpoint = checkpoint(cluster);
    LearningSettings settings = learning.settings(cluster.bootstrapServers());
    JobStart begun = begin(settings, checkpoint);
    PrintWriter out = command.commandLine().getOut();
    learning.notes(settings).forEach(out::println);
    learning.remarks(begun).forEach(out::println);
    JobClient submitted = cluster.submit(begun.settings(), checkpoint);
    checkpoint.ifPresent(path -> out.println("goes on from " + path));
    out.println("job " + submitted.getJobID() + " submitted to " + cluster.restAddress());
    out.println(
        "classifies "
            + settings.run().topics().frames()
            + " and learns from "
            + settings.run().topics().labels()
            + " at "
            + settings.run().kafka().get("bootstrap.servers"));
    out.flush();
  }

  private JobStart begin(LearningSettings settings, Optional<Path> checkpoint) {
    StartOptions options = learning.starting();
    return checkpoint.isPresent()
        ? CheckpointStart.of(settings, checkpoint.get(), checkpoint.get(), options)
        : JobStart.withoutCheckpoint(settings, options);
  }

  private Optional<Path> checkpoint(ProcessCluster cluster) {
    if (from == null) {
      return Optional.empty();
    }
    if (from.equals(LATEST)) {
      return Optional.of(
          cluster
              .latestCheckpoint()
              .orElseThrow(
                  () ->
                      new InputException(
                          "--from latest: no job here has completed a checkpoint yet; leave --from"
                              + " out to begin without one")));
    }
    Path path = Path.of(from).toAbsolutePath();
    if (!Files.exists(path.resolve("_metadata"))) {
      throw new InputException(
          "--from " + from + " is no checkpoint: it has no file called _metadata");
    }
    return Optional.of(path);
  }
}
