package io.firstspike.pipeline.cli;

import io.firstspike.connectors.broker.MissingTopicsException;
import io.firstspike.connectors.broker.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.job.JobSettings;
import io.firstspike.pipeline.job.LearningJob;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The streaming job: in this JVM, or, started by a Flink cluster's client, on that cluster. */
@Command(
    name = "run",
    description =
        "Classify the frames topic and learn from the labels topic, until Ctrl-C. Given to a Flink"
            + " cluster (flink run firstspike-job.jar run ...), the job runs there.")
final class Run implements Callable<Integer> {

  @Spec private CommandSpec command;
  @Mixin private KafkaOptions kafka;
  @Mixin private NetworkOptions network;
  @Mixin private JobOptions job;

  @Option(
      names = "--create-topics",
      description = "Create the topics that do not exist, with --partitions partitions each.")
  private boolean createTopics;

  @Mixin private PartitionsOption partitions;

  @Option(
      names = "--model-out",
      paramLabel = "FILE",
      description = "Keep the latest model of --model-key in this file.")
  private Path modelOut;

  @Option(
      names = "--model-key",
      paramLabel = "TEXT",
      defaultValue = "default",
      description = "Whose model --model-out keeps (default: ${DEFAULT-VALUE}).")
  private String modelKey;

  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description =
          "Keep checkpoints here, and go on from the latest one found here (default: a temporary"
              + " folder, deleted at the end).")
  private Path checkpoints;

  @Override
  public Integer call() throws Exception {
    OutputFiles.requireWritable("--model-out", modelOut);
    Properties client = kafka.client();
    TopicNames topics = kafka.topics();
    JobSettings settings = job.settings(network.start(), client, topics);
    if (createTopics) {
      Topics.ensure(client, topics, partitions.count(), kafka.timeout());
    } else {
      requireTopics(client, topics);
    }
    if (FlinkClient.started()) {
      runOnCluster(settings);
    } else {
      runHere(settings);
    }
    return ExitCode.OK;
  }

  private void runHere(JobSettings settings) throws Exception {
    // The signal is closed last: the JVM waits for it, and only for it.
    try (StopSignal stop = new StopSignal();
        CheckpointFolder folder =
            checkpoints == null
                ? CheckpointFolder.temporary()
                : CheckpointFolder.kept(checkpoints)) {
      new LocalJob(
              settings,
              folder,
              Optional.ofNullable(modelOut),
              modelKey,
              command.commandLine().getOut())
          .runUntil(stop);
    }
  }

  private void runOnCluster(JobSettings settings) throws Exception {
    if (modelOut != null || checkpoints != null) {
      throw new InputException(
          "--model-out and --checkpoint-dir are for the embedded Flink: on a cluster, read the"
              + " models topic, and set execution.checkpointing.dir");
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    LearningJob.build(env, settings);
    env.execute("FirstSpike " + settings.spec().name());
  }

  private void requireTopics(Properties client, TopicNames topics) {
    try {
      Topics.requireExisting(client, topics.all(), kafka.timeout());
    } catch (MissingTopicsException e) {
      throw new InputException(e.getMessage() + " (--create-topics creates them)", e);
    }
  }
}
