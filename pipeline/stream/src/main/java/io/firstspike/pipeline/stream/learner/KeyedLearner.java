package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.LabelCommand.Action;
import io.firstspike.engine.learning.Experience;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.Trace;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * The engine's learner of one model key. Changes are written to state once per checkpoint ({@link
 * #save}), since a rule may change every row at every label; base model and state then give the
 * same learner again. May be used only while its key is the current one.
 */
final class KeyedLearner {

  private static final int MAP_BITS = 16;

  /**
   * The largest number of rows that are copied one by one; for more it is faster to copy the whole
   * table.
   */
  private static final int FEW_ROWS = 3;

  private final LearnerState state;
  private final LearnerPool pool;
  private final String series;
  private final String data;
  private final boolean restored;
  private Learner learner;
  private Classifier classifier;

  /** The version of the weights that state holds. */
  private Weights.Version saved;

  /**
   * The version of the weights that the topic holds, but for the rows that are {@link #owed}. After
   * a failure the topic may be ahead of the state: it is not known which rows have been published,
   * so every row is published once more.
   */
  private Weights.Version published = Weights.Version.NONE;

  /** The rows that an earlier session of this key has left unpublished. */
  private RowSet owed = RowSet.NONE;

  private boolean changed;

  private KeyedLearner(
      LearnerState state, LearnerPool pool, Learner learner, String[] origin, boolean restored) {
    this.state = state;
    this.pool = pool;
    this.learner = learner;
    this.series = origin[0];
    this.data = origin[1];
    this.restored = restored;
    this.saved = weights().version();
  }

  /**
   * Makes the learner of the current key, {@code modelKey}, from base model and state.
   *
   * @throws SuppressRestartsException if the state was learned from another base model
   */
  static KeyedLearner load(String modelKey, LearnerPool pool, LearnerState state) throws Exception {
    BaseModel model = pool.model();
    String learnedFrom = state.base().value();
    if (learnedFrom == null) {
      Beginning.write(modelKey, model, pool.starting(), state);
    } else {
      StateChecks.require(() -> model.requireContinues(learnedFrom));
    }
    Progress progress = state.progress().value();
    Learner learner = pool.learner(progress == null ? model.progress() : progress);
    for (String label = nextLabel(learner, state);
        label != null;
        label = nextLabel(learner, state)) {
      learner = learner.withLabel(label);
    }
    for (Map.Entry<Integer, float[]> row : state.rows().entries()) {
      learner.network().weights().setRow(table(row.getKey()), map(row.getKey()), row.getValue());
    }
    Map<Long, byte[]> experience = new TreeMap<>();
    for (Map.Entry<Long, byte[]> entry : state.experience().entries()) {
      experience.put(entry.getKey(), entry.getValue());
    }
    learner.experience().restore(experience);
    String[] origin = state.origin().value();
    if (origin == null) {
      origin = new String[] {model.spec().name(), model.provenance().data()};
    }
    return new KeyedLearner(state, pool, learner, origin, learnedFrom != null);
  }

  /** The label that state holds for the next free neurons; null if there is none. */
  private static String nextLabel(Learner learner, LearnerState state) throws Exception {
    DecisionSpec decision = learner.network().spec().decision();
    return decision.hasRoom() ? state.labels().get(decision.labels().size()) : null;
  }

  /** The number of a row: the table in the high bits, the map in the low 16. */
  static int rowKey(int table, int map) {
    return table << MAP_BITS | map;
  }

  static int table(int rowKey) {
    return rowKey >>> MAP_BITS;
  }

  static int map(int rowKey) {
    return rowKey & (1 << MAP_BITS) - 1;
  }

  /** Whether the learner was made from existing state. */
  boolean restored() {
    return restored;
  }

  NetworkSpec spec() {
    return learner.network().spec();
  }

  Progress progress() {
    return learner.progress();
  }

  boolean deciding() {
    return learner.deciding();
  }

  int stage() {
    return learner.stage();
  }

  /** The version of the present weights. */
  String version() {
    return ModelVersion.of(series, learner.progress());
  }

  /** The origin of the weights. */
  Provenance provenance() {
    Progress progress = learner.progress();
    Provenance from = pool.model().provenance();
    return new Provenance(
        from.software(), from.seed(), data, progress.featureFrames(), progress.labels());
  }

  /** Trains the feature layer that is learning at present on a frame. */
  void learnFeatures(EncodedFrame frame) {
    learner.learnFeatures(classifier().borrowFeatures(frame.volley(), learner.stage()));
    changed = true;
  }

  /** Decides on a frame with the present weights. */
  Trace decide(EncodedFrame frame) {
    // A frame comes with features if the base model's feature layers are frozen, else as the
    // encoder's volley. In a network without feature layers the two are equal.
    Volley evidence = frame.layers() == 0 ? classifier().evidence(frame.volley()) : frame.volley();
    return new Trace(
        Optional.of(evidence), learner.decide(evidence), OptionalLong.of(frame.timestamp()));
  }

  private Classifier classifier() {
    if (classifier == null) {
      classifier = pool.classifier(learner.network());
    }
    return classifier;
  }

  /** Whether it can learn {@code label}: the network has it, not retired, or room for it. */
  boolean takes(String label) {
    int place = spec().decision().place(label);
    return place >= 0 ? !learner.retired(place) : spec().decision().hasRoom();
  }

  /** The number of labels that are retired. */
  int retired() {
    int retired = 0;
    for (int place = 0; place < spec().decision().labels().size(); place++) {
      retired += learner.retired(place) ? 1 : 0;
    }
    return retired;
  }

  /**
   * Changes whether a label is retired.
   *
   * @param place index of the label
   * @throws IllegalArgumentException if it is the last that is not retired
   */
  void change(int place, Action action) {
    if (action == Action.RETIRE) {
      learner.retire(place);
    } else {
      learner.restore(place);
    }
    changed = true;
  }

  /** Trains the decision layer on the label of a frame that was decided on. */
  void learnDecision(Volley features, Decision decision, int label) {
    learner.learnDecision(features, decision, label);
    changed = true;
  }

  /** The label's spelling in the network, or its tidy spelling if it is new. */
  String name(String label) {
    int place = spec().decision().place(label);
    return place >= 0 ? spec().decision().labels().get(place) : LabelSpelling.tidy(label);
  }

  /** The index of a label that it {@link #takes}; a new label gets the next free neurons. */
  int place(String label) throws Exception {
    int place = spec().decision().place(label);
    if (place >= 0) {
      return place;
    }
    int next = spec().decision().labels().size();
    String name = LabelSpelling.tidy(label);
    state.labels().put(next, name);
    learner = learner.withLabel(name);
    return next;
  }

  /** Writes the changes since the last call to the state of the current key. */
  void save() throws Exception {
    if (changed) {
      save(weights().changedSince(saved));
      saveExperience();
      state.progress().update(learner.progress());
      saved = weights().version();
      changed = false;
    }
  }

  private void save(RowSet unsaved) throws Exception {
    Weights weights = weights();
    for (int table = 0; table < unsaved.tables(); table++) {
      int[] maps = unsaved.maps(table);
      float[][] rows = maps.length > FEW_ROWS ? weights.rows(table) : null;
      for (int map : maps) {
        state.rows().put(rowKey(table, map), rows == null ? weights.row(table, map) : rows[map]);
      }
    }
  }

  private void saveExperience() throws Exception {
    for (Map.Entry<Long, byte[]> entry : learner.experience().takeChanges().entrySet()) {
      if (entry.getValue() == null) {
        state.experience().remove(entry.getKey());
      } else {
        state.experience().put(entry.getKey(), entry.getValue());
      }
    }
  }

  /** The memory and the detector of drift beside the decision layer's weights. */
  Experience experience() {
    return learner.experience();
  }

  /**
   * Returns the rows that have changed since the last call, all rows at the first, and counts them
   * as published.
   */
  RowSet takeUnpublished() {
    RowSet taken = unpublished();
    allPublishedBut(RowSet.NONE);
    return taken;
  }

  /** The rows that {@link #takeUnpublished} would give. */
  RowSet unpublished() {
    return owed.union(weights().changedSince(published));
  }

  /** Sets the rows that are unpublished: all others have been published. */
  void allPublishedBut(RowSet rows) {
    published = weights().version();
    owed = rows;
  }

  /** Gives the engine's learner back to the pool; this object must not be used any more. */
  void leave() {
    pool.giveBack(learner);
  }

  /** The present weights, which are not to be changed. */
  Weights weights() {
    return learner.network().weights();
  }
}
