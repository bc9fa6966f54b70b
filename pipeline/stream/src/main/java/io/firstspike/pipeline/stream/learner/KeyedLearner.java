package io.firstspike.pipeline.stream.learner;

import io.firstspike.engine.learning.ChangedRow;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.LabelSpelling;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.state.EncodedFrame;
import io.firstspike.pipeline.stream.state.Trace;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * The engine's learner of one model key. What it learns is written to state once a checkpoint
 * ({@link #save}): base and state then make the same learner again. A rule may touch every row at
 * every label, far more than a checkpoint needs. May be used only while its key is the current one.
 */
final class KeyedLearner {

  private static final int MAP_BITS = 16;

  /** So many rows are faster copied one by one than all of their table at once. */
  private static final int FEW_ROWS = 3;

  private final LearnerState state;
  private final LearnerPool base;
  private final String series;
  private final String data;
  private final boolean restored;
  private final Rows unsaved;
  private Learner learner;
  private Classifier classifier;
  private Rows unpublished;
  private boolean moved;

  private KeyedLearner(
      LearnerState state, LearnerPool base, Learner learner, String[] origin, boolean restored) {
    this.state = state;
    this.base = base;
    this.learner = learner;
    this.series = origin[0];
    this.data = origin[1];
    this.restored = restored;
    this.unsaved = Rows.none(spec());
    // Which rows others have seen is not known after a failure: the topic may be ahead of the
    // state, and publishing every row once more puts it right.
    this.unpublished = Rows.all(spec());
  }

  /**
   * The learner of the current key, which is {@code modelKey}, from base and state.
   *
   * @throws SuppressRestartsException if the state was learned from another base
   */
  static KeyedLearner load(String modelKey, LearnerPool base, LearnerState state) throws Exception {
    BaseModel model = base.model();
    String learnedFrom = state.base().value();
    if (learnedFrom == null) {
      Beginning.write(modelKey, model, base.starting(), state);
    } else {
      StateChecks.require(() -> model.requireContinues(learnedFrom));
    }
    Progress progress = state.progress().value();
    Learner learner = base.learner(progress == null ? model.progress() : progress);
    for (String label = nextLabel(learner, state);
        label != null;
        label = nextLabel(learner, state)) {
      learner = new Learner(learner.network().withLabel(label), learner.progress());
    }
    for (Map.Entry<Integer, float[]> row : state.rows().entries()) {
      learner.network().setRow(table(row.getKey()), map(row.getKey()), row.getValue());
    }
    String[] origin = state.origin().value();
    if (origin == null) {
      origin = new String[] {model.spec().name(), model.provenance().data()};
    }
    return new KeyedLearner(state, base, learner, origin, learnedFrom != null);
  }

  /** The label that state has for the next free neurons; null if there is none. */
  private static String nextLabel(Learner learner, LearnerState state) throws Exception {
    DecisionSpec decision = learner.network().spec().decision();
    return decision.hasRoom() ? state.labels().get(decision.labels().size()) : null;
  }

  /** One number for a row: the table in the high bits, the map in the low 16. */
  static int rowKey(int table, int map) {
    return table << MAP_BITS | map;
  }

  static int table(int rowKey) {
    return rowKey >>> MAP_BITS;
  }

  static int map(int rowKey) {
    return rowKey & (1 << MAP_BITS) - 1;
  }

  /** Whether there was state. */
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

  /** The name of the weights as they are now. */
  String version() {
    return ModelVersion.of(series, learner.progress());
  }

  /** Where the weights come from. */
  Provenance provenance() {
    Progress progress = learner.progress();
    Provenance from = base.model().provenance();
    return new Provenance(
        from.software(), from.seed(), data, progress.featureFrames(), progress.labels());
  }

  /** Lets the feature layer whose turn it is learn from a frame. */
  void learnFeatures(EncodedFrame frame) {
    learner.learnFeatures(classifier().borrowFeatures(frame.volley(), learner.stage()));
    moved = true;
  }

  /** Decides on a frame with the freshest weights. */
  Trace decide(EncodedFrame frame) {
    // A frame comes with its features when the base's feature layers are frozen, else without. Of
    // a network that has none it comes either way: evidence of evidence is the same.
    Volley evidence = frame.layers() == 0 ? classifier().evidence(frame.volley()) : frame.volley();
    return new Trace(Optional.of(evidence), learner.decide(evidence));
  }

  private Classifier classifier() {
    if (classifier == null) {
      classifier = base.classifier(learner.network());
    }
    return classifier;
  }

  /** Whether it has {@code label}, or neurons that are free for it. */
  boolean takes(String label) {
    return spec().decision().place(label) >= 0 || spec().decision().hasRoom();
  }

  /** Learns from the label of a frame that was decided on. */
  void learnDecision(Volley features, Decision decision, int label) {
    learner.learnDecision(features, decision, label);
    moved = true;
  }

  /** The name of a label, whatever its spelling. */
  String name(String label) {
    int place = spec().decision().place(label);
    return place >= 0 ? spec().decision().labels().get(place) : LabelSpelling.tidy(label);
  }

  /** The place of a label that it {@link #takes}; a new one gets the next free neurons. */
  int place(String label) throws Exception {
    int place = spec().decision().place(label);
    if (place >= 0) {
      return place;
    }
    int next = spec().decision().labels().size();
    String name = LabelSpelling.tidy(label);
    state.labels().put(next, name);
    noteChanges();
    learner = new Learner(learner.network().withLabel(name), learner.progress());
    return next;
  }

  /** The learner keeps what has changed until it is asked: not to be done with every label. */
  private void noteChanges() {
    for (ChangedRow row : learner.takeChanges()) {
      unsaved.add(row.table(), row.map());
      unpublished.add(row.table(), row.map());
    }
  }

  /** Writes what has been learned since the last call to the state of the current key. */
  void save() throws Exception {
    if (moved) {
      noteChanges();
      saveRows();
      state.progress().update(learner.progress());
      unsaved.clear();
      moved = false;
    }
  }

  private void saveRows() throws Exception {
    Network network = learner.network();
    for (int table = 0; table < unsaved.tables(); table++) {
      float[][] rows = unsaved.count(table) > FEW_ROWS ? network.rows(table) : null;
      for (int map = unsaved.next(table, 0); map >= 0; map = unsaved.next(table, map + 1)) {
        state.rows().put(rowKey(table, map), rows == null ? network.row(table, map) : rows[map]);
      }
    }
  }

  /** The rows that changed since the last call, all at the first. */
  Rows takeUnpublished() {
    noteChanges();
    Rows taken = unpublished;
    unpublished = Rows.none(spec());
    return taken;
  }

  /** The rows that {@link #takeUnpublished} would give. */
  Rows unpublished() {
    noteChanges();
    return unpublished;
  }

  /** Others have seen all but these rows. */
  void allPublishedBut(Rows rows) {
    unpublished = rows;
  }

  /** Lets another key have what this one has learned with; it is not to be used any more. */
  void leave() {
    base.giveBack(learner);
  }

  /** All weights as they are now, {@code [table][map][fan]}: new arrays. */
  float[][][] weights() {
    return learner.network().weights();
  }
}
