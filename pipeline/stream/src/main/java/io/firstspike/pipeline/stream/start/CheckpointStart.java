package io.firstspike.pipeline.stream.start;

import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.job.RunSettings;
import io.firstspike.pipeline.stream.job.ServingSettings;
import io.firstspike.pipeline.stream.learner.JobBeginning;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.LikeNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.common.TopicPartition;

/** Decides whether a job can go on from a checkpoint, before it reads or writes anything. */
public final class CheckpointStart {

  /**
   * The file in a checkpoint folder that keeps the model with which the folder's first job began.
   */
  private static final String BASE = "base.fspk";

  private static final String LEARNS = "a job that learns (run)";
  private static final String SERVES = "a serving job (serve)";

  private final CheckpointContents contents;
  private final Duration timeout;

  private CheckpointStart(CheckpointContents contents, Duration timeout) {
    this.contents = contents;
    this.timeout = timeout;
  }

  /**
   * Makes the start of a learning job from a checkpoint.
   *
   * @param folder the folder of checkpoints, in which {@link #keepBase} may have kept a model
   * @throws StartException if the checkpoint is not of such a job
   */
  public static JobStart of(
      LearningSettings settings, Path checkpoint, Path folder, StartOptions options) {
    if (options.policy().equals(Optional.of(StartPolicy.ANEW))) {
      throw new StartException(
          "--start anew does not go with checkpoint "
              + checkpoint
              + ", which holds all that has been learned: name an empty folder, or leave --start"
              + " out");
    }
    CheckpointStart start =
        new CheckpointStart(CheckpointContents.read(checkpoint), options.timeout());
    start.requireOperator("learner", LEARNS, SERVES);
    List<String> notes = new ArrayList<>();
    LearningSettings completed = start.withBase(settings, folder, options.limit(), notes);
    options
        .modelOut()
        .ifPresent(
            file -> new OutputModel(file, options.limit()).requireNetwork(settings.spec().name()));
    start.requirePositions(settings.run(), "read-frames", settings.run().topics().frames());
    start.requirePositions(settings.run(), "read-labels", settings.run().topics().labels());
    return new JobStart(completed, notes);
  }

  /**
   * Checks that a serving job can go on from a checkpoint.
   *
   * @throws StartException if the checkpoint is not of such a job
   */
  public static void require(ServingSettings settings, Path checkpoint, Duration timeout) {
    CheckpointStart start = new CheckpointStart(CheckpointContents.read(checkpoint), timeout);
    start.requireOperator("serve-frames", SERVES, LEARNS);
    start.requirePositions(settings.run(), "read-frames", settings.run().topics().frames());
    start.requirePositions(settings.run(), "read-models", settings.run().topics().models());
  }

  /**
   * Keeps the model that a job begins with beside its checkpoints, which hold only the differences
   * from it.
   */
  public static void keepBase(LearningSettings settings, Path folder) {
    settings
        .model()
        .map(bytes -> ModelFile.fromBytes("given", bytes, NetworkLimit.NONE))
        .ifPresent(model -> ModelFile.write(folder.resolve(BASE), model));
  }

  private void requireOperator(String uid, String wanted, String other) {
    if (!contents.has(uid)) {
      throw new StartException(
          "checkpoint "
              + contents.folder()
              + " is of "
              + (contents.has(uid.equals("learner") ? "serve-frames" : "learner")
                  ? other
                  : "another program")
              + ", not of "
              + wanted
              + ": name another folder for this job");
    }
  }

  /**
   * The settings with the model that the first job began with: state holds only the differences
   * from it.
   */
  private LearningSettings withBase(
      LearningSettings settings, Path folder, NetworkLimit limit, List<String> notes) {
    Optional<JobBeginning> beginning = contents.beginning();
    if (beginning.isEmpty()) {
      // An earlier program wrote the checkpoint: each key is checked by itself.
      return settings;
    }
    Optional<LearningSettings> kept =
        withKeptBase(settings, folder.resolve(BASE), limit, beginning.get());
    if (!base(settings).continues(beginning.get().base()) && kept.isPresent()) {
      notes.add(
          "the checkpoint's job began with the model kept in "
              + folder.resolve(BASE)
              + (settings.model().isPresent()
                  ? "; what it holds is further than that, and --model-in is not used"
                  : ""));
      return requireBeginning(kept.get(), beginning.get());
    }
    return requireBeginning(settings, beginning.get());
  }

  private static Optional<LearningSettings> withKeptBase(
      LearningSettings settings, Path file, NetworkLimit limit, JobBeginning beginning) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(ModelFile.read(file, limit))
        .filter(model -> LikeNetworks.alike(settings.spec(), model.spec()))
        .map(model -> settings.withModel(model.provenance().seed(), ModelFile.toBytes(model)))
        .filter(kept -> base(kept).continues(beginning.base()));
  }

  private static BaseModel base(LearningSettings settings) {
    return settings.source().load();
  }

  private LearningSettings requireBeginning(LearningSettings settings, JobBeginning beginning) {
    try {
      beginning.requireContinuedBy(base(settings), settings.learner().order());
      return settings;
    } catch (IllegalStateException e) {
      throw new StartException(
          "checkpoint "
              + contents.folder()
              + " is of another job: "
              + e.getMessage()
              + " (another --checkpoint-dir keeps both)",
          e);
    }
  }

  /** Checks that the offsets in a checkpoint belong to {@code topic}, and lie within it. */
  private void requirePositions(RunSettings settings, String uid, String topic) {
    try (GroupOffsets offsets = GroupOffsets.of(settings, timeout)) {
      for (KafkaPartitionSplit split : contents.splits(uid)) {
        TopicPartition partition = split.getTopicPartition();
        if (!partition.topic().equals(topic)) {
          throw new StartException(
              "checkpoint "
                  + contents.folder()
                  + " has read topic "
                  + partition.topic()
                  + ", but this job reads "
                  + topic
                  + ": give the same --topic-prefix, or another folder");
        }
        requireReached(partition, split.getStartingOffset(), offsets);
      }
    }
  }

  private void requireReached(TopicPartition partition, long position, GroupOffsets offsets) {
    Optional<Long> end = offsets.end(partition);
    if (end.isEmpty() || end.get() < position) {
      throw new StartException(
          "checkpoint "
              + contents.folder()
              + " has read "
              + position
              + " records of partition "
              + partition
              + ", "
              + end.map(last -> "which ends at " + last).orElse("which does not exist")
              + ": the topic was made anew, or is another broker's; name another folder, or the"
              + " right --bootstrap-servers");
    }
  }
}
