package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.admin.LastRecords;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.job.ServingSettings;
import io.firstspike.pipeline.stream.job.StreamCheck;
import io.firstspike.pipeline.stream.serving.ServingLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** All options of a serving job, wherever it runs. */
public final class ServingOptions {

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--predictions-topic",
      paramLabel = "NAME",
      description =
          "Where predictions go: another topic where a learning job predicts the same frames"
              + " (default: predictions, with the prefix).")
  private String predictions;

  @Option(
      names = "--model-in",
      paramLabel = "FILE",
      description =
          "Serve this model to every key that has none on the models topic (default: such frames"
              + " wait).")
  private Path modelIn;

  @Option(
      names = "--events",
      paramLabel = "NETWORK",
      description =
          "Serve windows of the topic events, cut as the input of this network says: a shipped name"
              + " or a YAML file (default: the network of --model-in, if it takes events; else images"
              + " of the topic frames).")
  private String events;

  @Option(
      names = "--model-wait",
      paramLabel = "TIME",
      defaultValue = ServingLimits.DEFAULT_WAIT_MINUTES + "min",
      converter = DurationConverter.class,
      description =
          "How long a frame waits for a model of its key before it is a dead letter, 1 s to 30 days"
              + " (default: ${DEFAULT-VALUE}).")
  private Duration modelWait;

  @Option(
      names = "--max-waiting",
      paramLabel = "MIB",
      defaultValue = "" + ServingLimits.DEFAULT_WAITING_MIB,
      description =
          "Frames that wait for a model take at most this many MiB, at least 1; what is above is a"
              + " dead letter (default: ${DEFAULT-VALUE}).")
  private int maxWaiting;

  @Mixin private NetworkLimitOption limit;

  @Option(
      names = "--max-models",
      paramLabel = "N",
      defaultValue = "" + ServingLimits.DEFAULT_MODELS,
      description =
          "Model keys served at most; each slot holds all their weights (default:"
              + " ${DEFAULT-VALUE}).")
  private int maxModels;

  @Option(
      names = "--group-id",
      paramLabel = "TEXT",
      defaultValue = ServingSettings.DEFAULT_GROUP_ID,
      description = "Kafka consumer group, prefix of transactions (default: ${DEFAULT-VALUE}).")
  private String groupId;

  @Mixin private RunOptions run;
  @Mixin private TopicsOption creation;

  /** The job's settings; its topics are there, or created if asked to. */
  public ServingSettings settings() {
    Optional<Model> model =
        Optional.ofNullable(modelIn).map(file -> ModelFile.read(file, limit.limit()));
    Optional<NetworkSpec> cutting =
        events == null
            ? model.map(Model::spec).filter(spec -> spec.input().events() != null)
            : Optional.of(NetworkSpec.load(events, limit.limit()));
    TopicNames topics = topics(cutting.isPresent());
    ServingSettings.Builder builder =
        ServingSettings.builder(kafka.client())
            .topics(topics)
            .groupId(groupId)
            .model(model.map(ModelFile::toBytes))
            .events(cutting)
            .modelWait(modelWait)
            .waitingBytes((long) maxWaiting << 20)
            .maxModels(maxModels)
            .networkLimit(limit.limit());
    ServingSettings settings = run.applyTo(builder).build();
    creation.require(
        kafka.client(),
        topics,
        List.of(topics.frames(), topics.models(), topics.predictions(), topics.deadLetters()),
        kafka.timeout());
    return settings;
  }

  /** Notes on what the job does differently because of its broker, and on missing models. */
  public List<String> notes(ServingSettings settings) {
    List<String> notes = new ArrayList<>(StreamCheck.notes(settings, kafka.timeout()));
    String models = settings.run().topics().models();
    // Else a user sees no predictions, and only later dead letters.
    if (modelIn == null && LastRecords.offsets(kafka.client(), models, kafka.timeout()).isEmpty()) {
      notes.add(
          "no model is on topic "
              + models
              + " yet: frames wait up to "
              + modelWait.toSeconds()
              + " s for one (run publishes models; --model-in serves one from a file)");
    }
    return notes;
  }

  /** The time to wait for the broker's first answer. */
  public Duration timeout() {
    return kafka.timeout();
  }

  private TopicNames topics(boolean ofEvents) {
    TopicNames names = ofEvents ? kafka.topicsOfEvents() : kafka.topics();
    if (predictions == null) {
      return names;
    }
    try {
      return names.withPredictions(predictions);
    } catch (IllegalArgumentException e) {
      throw new InputException("--predictions-topic " + predictions + ": " + e.getMessage(), e);
    }
  }
}
