package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.model.StartingModel;
import io.firstspike.pipeline.stream.model.StartingModels;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Writes the model that a learner begins with to the state of its model key, which is empty before.
 */
final class Beginning {

  private final BaseModel base;
  private final LearnerState state;

  private Beginning(BaseModel base, LearnerState state) {
    this.base = base;
    this.state = state;
  }

  /**
   * Writes the beginning of the current key, {@code modelKey}: its starting model if it has one,
   * else the base model.
   */
  static void write(String modelKey, BaseModel base, StartingModels starting, LearnerState state)
      throws Exception {
    state.base().update(base.identity());
    Optional<StartingModel> own = starting.of(modelKey);
    if (own.isPresent()) {
      Model model = ModelFile.fromBytes("of key " + modelKey, own.get().file(), NetworkLimit.NONE);
      new Beginning(base, state).goOnFrom(model, own.get().series());
    } else {
      String data = base.provenance().data();
      // The series tells this model from an earlier one that began in the same way.
      boolean first = starting.series().equals(base.spec().name());
      String origin = first ? data : data + ", series " + starting.series();
      state.origin().update(new String[] {starting.series(), origin});
    }
  }

  /**
   * Writes the differences between {@code model} and the base model to state, as if the model had
   * been learned here.
   */
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
