package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.backend.Backends;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.StreamCheck;
import io.firstspike.pipeline.stream.start.JobStart;
import io.firstspike.pipeline.stream.start.StartOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import picocli.CommandLine.Mixin;

/** All options of a learning job, wherever it runs. */
public final class LearningOptions {

  @Mixin private KafkaOptions kafka;
  @Mixin private NetworkOptions network;
  @Mixin private LearnerOptions learner;
  @Mixin private StartOption start;
  @Mixin private TopicsOption creation;

  /** The job's settings; its topics are there, or created if asked to. */
  public LearningSettings settings() {
    return settings(kafka.client());
  }

  /** The job's settings on the broker of {@code usual}, unless the user names another one. */
  public LearningSettings settings(String usual) {
    return settings(kafka.client(usual));
  }

  private LearningSettings settings(Properties client) {
    Start begun = network.start();
    TopicNames topics = kafka.topics(begun.spec().input());
    LearningSettings settings = learner.settings(begun, client, topics);
    creation.require(client, topics, topics.all(), kafka.timeout());
    return settings;
  }

  /** Notes on what the job does differently because of its broker, one sentence each. */
  public List<String> notes(LearningSettings settings) {
    return StreamCheck.notes(settings, kafka.timeout());
  }

  /** Lists what the user has to know of how the job starts, one sentence each. */
  public List<String> remarks(JobStart begun) {
    LearningSettings settings = begun.settings();
    return Stream.of(
            begun.notes(),
            FrozenUntaught.line(settings).stream().toList(),
            Backends.passedOver(settings.run().batching().backend(), settings.spec()))
        .flatMap(List::stream)
        .toList();
  }

  /** The user's choices for the start of a job whose model no file follows. */
  public StartOptions starting() {
    return starting(Optional.empty(), ModelKey.DEFAULT);
  }

  /**
   * The user's choices for the start of a job.
   *
   * @param modelOut the file that follows the model of {@code modelKey}, if any
   * @param modelKey the model key for {@code modelOut}
   */
  public StartOptions starting(Optional<Path> modelOut, String modelKey) {
    return new StartOptions(start.policy(), modelOut, modelKey, network.limit(), kafka.timeout());
  }
}
