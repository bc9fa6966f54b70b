package io.firstspike.pipeline.stream.start;

import io.firstspike.pipeline.stream.learner.JobBeginning;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplitSerializer;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.shaded.guava31.com.google.common.hash.Hashing;

/** Reads the contents of a checkpoint, without running its job. */
final class CheckpointContents {

  /**
   * The state in which Flink's sources keep their positions, by its name in {@code SourceOperator}.
   */
  private static final ListStateDescriptor<byte[]> SPLITS =
      new ListStateDescriptor<>("SourceReaderState", BytePrimitiveArraySerializer.INSTANCE);

  private final Path folder;
  private final Map<OperatorID, OperatorState> operators = new HashMap<>();

  private CheckpointContents(Path folder, Collection<OperatorState> operators) {
    this.folder = folder;
    operators.forEach(operator -> this.operators.put(operator.getOperatorID(), operator));
  }

  /**
   * Reads the checkpoint or savepoint in {@code folder}.
   *
   * @throws StartException if it cannot be read, or files are missing
   */
  static CheckpointContents read(Path folder) {
    try (DataInputStream metadata =
        new DataInputStream(
            new BufferedInputStream(Files.newInputStream(folder.resolve("_metadata"))))) {
      CheckpointContents contents =
          new CheckpointContents(
              folder,
              Checkpoints.loadCheckpointMetadata(
                      metadata,
                      CheckpointContents.class.getClassLoader(),
                      folder.toUri().toString())
                  .getOperatorStates());
      contents.requireFiles();
      return contents;
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      throw unreadable(folder, e);
    }
  }

  private static StartException unreadable(Path folder, Exception e) {
    return new StartException(
        "checkpoint "
            + folder
            + " cannot be read ("
            + e
            + "): move it away to go on from the one before it, or name another folder",
        e);
  }

  private void requireFiles() {
    for (Path file : StateFiles.of(operators.values())) {
      if (!Files.isRegularFile(file)) {
        throw new StartException(
            "checkpoint "
                + folder
                + " lacks its file "
                + file
                + ": it was deleted, or the folder was moved or copied in part; bring the file"
                + " back, or move the checkpoint away to go on from the one before it");
      }
    }
  }

  Path folder() {
    return folder;
  }

  /** Whether the checkpoint's job has an operator with this uid that keeps state. */
  boolean has(String uid) {
    return operators.containsKey(id(uid));
  }

  /** The id that Flink derives from an operator's uid. */
  private static OperatorID id(String uid) {
    return new OperatorID(Hashing.murmur3_128(0).hashString(uid, StandardCharsets.UTF_8).asBytes());
  }

  /** The beginning of the job; empty if an earlier program wrote the checkpoint. */
  Optional<JobBeginning> beginning() {
    return list(JobBeginning.OPERATOR, state -> state.getUnionListState(JobBeginning.STATE))
        .stream()
        .findFirst()
        .map(JobBeginning::parse);
  }

  /** The partitions that the source with this uid reads, with its position in each. */
  List<KafkaPartitionSplit> splits(String uid) {
    KafkaPartitionSplitSerializer serializer = new KafkaPartitionSplitSerializer();
    List<KafkaPartitionSplit> splits = new ArrayList<>();
    try {
      for (byte[] split : list(uid, state -> state.getListState(SPLITS))) {
        splits.add(SimpleVersionedSerialization.readVersionAndDeSerialize(serializer, split));
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    return splits;
  }

  /** Opens a list of operator state in the mode in which it was written. */
  private interface ListOpener<T> {
    ListState<T> in(OperatorStateStore state) throws Exception;
  }

  /** All values of a list of operator state, over all subtasks. */
  private <T> List<T> list(String uid, ListOpener<T> list) {
    OperatorState operator = operators.get(id(uid));
    List<T> values = new ArrayList<>();
    if (operator == null) {
      return values;
    }
    for (OperatorSubtaskState subtask : operator.getStates()) {
      List<OperatorStateHandle> handles = List.copyOf(subtask.getManagedOperatorState());
      try (CloseableRegistry registry = new CloseableRegistry()) {
        DefaultOperatorStateBackend backend =
            new DefaultOperatorStateBackendBuilder(
                    CheckpointContents.class.getClassLoader(),
                    new ExecutionConfig(),
                    false,
                    handles,
                    registry)
                .build();
        try {
          list.in(backend).get().forEach(values::add);
        } finally {
          backend.dispose();
        }
      } catch (Exception e) { // as Flink declares
        throw unreadable(folder, e);
      }
    }
    return values;
  }
}
