package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.model.StartingModel;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Writes what a learner begins with to the state of its model key, which is yet empty. */
final class Beginning {

  private final BaseModel base;
  private final LearnerState state;

  private Beginning(BaseModel base, LearnerState state) {
    this.base = base;
    this.state = state;
  }

  /** Makes the current key, {@code modelKey}, begin with its starting model, else with the base. */
  static void write(String modelKey, BaseModel base, StartingModels starting, LearnerState state)
      throws Exception {
    state.base().update(base.identity());
    Optional<StartingModel> own = starting.of(modelKey);
    if (own.isPresent()) {
      Model model = ModelFile.fromBytes("of key " + modelKey, own.get().file());
      new Beginning(base, state).goOnFrom(model, own.get().series());
    } else {
      String data = base.provenance().data();
      // Else nothing would tell this model from one that began as it did, earlier.
      boolean first = starting.series().equals(base.spec().name());
      String told = first ? data : data + ", series " + starting.series();
      state.origin().update(new String[] {starting.series(), told});
    }
  }

  /** State holds what differs from the base: as if the model had been learned from it here. */
  private void goOnFrom(Model model, String series) throws Exception {
    state
        .origin()
        .update(
            new String[] {
              series, ModelSource.data(model.provenance().data(), base.provenance().data())
            });
    state.progress().update(model.progress());
    List<String> labels = model.spec().decision().labels();
    for (int i = base.spec().decision().labels().size(); i < labels.size(); i++) {
      state.labels().put(i, labels.get(i));
    }
    float[][][] before = base.weights();
    for (int table = 0; table < before.length; table++) {
      for (int map = 0; map < before[table].length; map++) {
        float[] row = model.weights()[table][map];
        if (!Arrays.equals(before[table][map], row)) {
          state.rows().put(KeyedLearner.rowKey(table, map), row);
        }
      }
    }
  }
}
