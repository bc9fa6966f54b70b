package io.firstspike.pipeline.stream.start;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.RunSettings;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.LikeNetworks;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.StartingModel;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The start of a learning job, decided before the job reads or writes anything: a consumer group's
 * offsets outlive a job, but the learned weights do so only if they have been kept.
 *
 * @param settings the job's settings, completed
 * @param notes remarks for the user, one sentence each
 */
public record JobStart(LearningSettings settings, List<String> notes) {

  public JobStart {
    notes = List.copyOf(notes);
  }

  /**
   * Decides the start of a job without a checkpoint: from the last model of each key on the models
   * topic, if there is any and the user asks for nothing else.
   *
   * @throws StartException if the job must not start; the message names the obstacle and the
   *     remedies
   */
  public static JobStart withoutCheckpoint(LearningSettings settings, StartOptions options) {
    RunSettings run = settings.run();
    TopicModels topic =
        TopicModels.look(run.kafkaProperties(), run.topics().models(), options.timeout());
    if (options.policy().equals(Optional.of(StartPolicy.ANEW)) && !topic.isEmpty()) {
      return anew(settings, options, topic.words() + " of topic " + topic.topic() + " replaced");
    }
    if (!topic.isEmpty()) {
      return resumed(settings, options, topic);
    }
    if (options.policy().equals(Optional.of(StartPolicy.RESUME))) {
      throw new StartException(
          "--start resume: no model is on topic " + topic.topic() + " to go on from");
    }
    List<String> read = List.of(run.topics().frames(), run.topics().labels());
    try (GroupOffsets offsets = GroupOffsets.of(run, options.timeout())) {
      if (offsets.begun(read)) {
        return anew(
            settings,
            options,
            "group "
                + run.groupId()
                + " has read from topics "
                + String.join(" and ", read)
                + " before, and goes on there");
      }
    }
    guardOutput(options, given(settings));
    return new JobStart(settings, List.of());
  }

  /** The model of the model file; empty without a file. */
  private static Optional<Model> given(LearningSettings settings) {
    return settings.model().map(bytes -> ModelFile.fromBytes("given", bytes, NetworkLimit.NONE));
  }

  private static void guardOutput(StartOptions options, Optional<Model> start) {
    options
        .modelOut()
        .ifPresent(file -> new OutputModel(file, options.limit()).requireReplaceableBy(start));
  }

  /** A start with version names that differ from all that may exist already. */
  private static JobStart anew(LearningSettings settings, StartOptions options, String known) {
    guardOutput(options, given(settings));
    String series = ModelVersion.newSeries(settings.spec(), Instant.now());
    return new JobStart(
        settings.withStarting(StartingModels.base(settings.spec()).withSeries(series)),
        List.of(
            "starts from "
                + (settings.model().isPresent() ? "the model given" : "random weights")
                + " ("
                + known
                + "); versions are called "
                + series
                + "@..."));
  }

  private static JobStart resumed(
      LearningSettings settings, StartOptions options, TopicModels topic) {
    Map<String, FollowedModel> models = topic.read();
    Optional<Model> given = given(settings);
    if (options.policy().isEmpty() && given.isPresent()) {
      requireSame(given.get(), models, topic);
    }
    Map<String, StartingModel> byKey = new HashMap<>();
    for (FollowedModel model : models.values()) {
      requireOfThisJob(settings, given, model, topic.topic());
      byKey.put(
          model.modelKey(),
          new StartingModel(
              ModelVersion.series(model.modelVersion()), ModelFile.toBytes(model.model())));
    }
    Optional<Model> followed =
        Optional.ofNullable(models.get(options.modelKey())).map(FollowedModel::model);
    guardOutput(options, followed.or(() -> given));
    return new JobStart(
        settings.withStarting(new StartingModels(settings.spec().name(), byKey)),
        List.of(
            "goes on from " + topic.words() + " on topic " + topic.topic(),
            "what waited for frames or labels, and the totals of metrics, are not in a model;"
                + " labels since the last checkpoint may be learned twice (--checkpoint-dir keeps"
                + " all state)"));
  }

  /**
   * Checks that the model file agrees with the models on the topic; if not, only the user can
   * choose.
   */
  private static void requireSame(
      Model given, Map<String, FollowedModel> models, TopicModels topic) {
    String fingerprint = given.fingerprint();
    if (!models.values().stream().allMatch(m -> m.model().fingerprint().equals(fingerprint))) {
      throw new StartException(
          topic.words()
              + (models.size() == 1 ? " is" : " are")
              + " on topic "
              + topic.topic()
              + ", and --model-in gives another one, "
              + ModelVersion.of(given.spec(), given.provenance())
              + ": --start resume goes on from those of the topic, --start anew from the file under"
              + " new version names");
    }
  }

  private static void requireOfThisJob(
      LearningSettings settings, Optional<Model> given, FollowedModel found, String topic) {
    NetworkSpec spec = settings.spec();
    Model model = found.model();
    String problem = null;
    if (!LikeNetworks.descends(spec, model.spec())) {
      problem =
          model.spec().name().equals(spec.name())
              ? "of a network " + spec.name() + " with other values"
              : "of network " + model.spec().name();
    } else if (model.provenance().seed() != settings.seed()) {
      problem = "of seed " + model.provenance().seed();
    } else if (given.isPresent() && !sameFeatures(given.get(), model)) {
      problem = "on other feature layers than the model given";
    }
    if (problem != null) {
      throw new StartException(
          "model "
              + found.modelVersion()
              + " of key "
              + found.modelKey()
              + " is on topic "
              + topic
              + " and "
              + problem
              + ", but this job is of network "
              + spec.name()
              + ", seed "
              + settings.seed()
              + ": give the same options to go on from it, another --topic-prefix to keep both, or"
              + " --start anew to replace it under new version names");
    }
  }

  /** Whether two models have the same feature layers: frozen ones are shared by all keys. */
  private static boolean sameFeatures(Model given, Model found) {
    if (!given.progress().deciding(given.spec())) {
      return true;
    }
    int features = given.spec().features().size();
    for (int table = 0; table < features; table++) {
      if (!Arrays.deepEquals(given.weights()[table], found.weights()[table])) {
        return false;
      }
    }
    return found.progress().deciding(found.spec());
  }
}
