package io.firstspike.pipeline.stream.start;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/** Finds the files on this machine that a checkpoint needs. */
final class StateFiles {

  private final List<Path> files = new ArrayList<>();

  private StateFiles() {}

  /** The files of all {@code operators}. */
  static List<Path> of(Collection<OperatorState> operators) {
    StateFiles found = new StateFiles();
    for (OperatorState operator : operators) {
      operator.getStates().forEach(found::add);
    }
    return List.copyOf(found.files);
  }

  private void add(OperatorSubtaskState subtask) {
    for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
      add(state.getDelegateStateHandle());
    }
    for (KeyedStateHandle state : subtask.getManagedKeyedState()) {
      add(state);
    }
    for (KeyedStateHandle state : subtask.getRawKeyedState()) {
      add(state);
    }
  }

  private void add(KeyedStateHandle state) {
    if (state instanceof KeyGroupsStateHandle groups) {
      add(groups.getDelegateStateHandle());
    } else if (state instanceof IncrementalRemoteKeyedStateHandle increment) {
      add(increment.getMetaDataStateHandle());
      for (HandleAndLocalPath file : increment.getSharedState()) {
        add(file.getHandle());
      }
      for (HandleAndLocalPath file : increment.getPrivateState()) {
        add(file.getHandle());
      }
    }
  }

  /**
   * Adds the file of one state. Small state is in the metadata itself, and files on other machines
   * are left to Flink.
   */
  private void add(StreamStateHandle state) {
    if (state instanceof FileStateHandle file
        && "file".equals(file.getFilePath().toUri().getScheme())) {
      files.add(Path.of(file.getFilePath().toUri().getPath()));
    }
  }
}
