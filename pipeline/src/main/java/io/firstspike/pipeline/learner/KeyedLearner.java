package io.firstspike.pipeline.learner;

import io.firstspike.engine.learning.ChangedRow;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.DecisionSpec;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.WeightTable;
import io.firstspike.engine.spike.Volley;
import io.firstspike.pipeline.model.BaseModel;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.Trace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
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
  private final Base base;
  private final boolean restored;
  private final SortedSet<Integer> unsaved = new TreeSet<>();
  private Network network;
  private Learner learner;
  private Classifier classifier;
  private SortedSet<Integer> unpublished;
  private boolean moved;

  private KeyedLearner(
      LearnerState state, Base base, Network network, Progress progress, boolean restored) {
    this.state = state;
    this.base = base;
    this.network = network;
    this.learner = new Learner(network, progress);
    this.restored = restored;
    // Which rows others have seen is not known after a failure: the topic may be ahead of the
    // state, and publishing every row once more puts it right.
    this.unpublished = allRows(network.spec());
  }

  private static SortedSet<Integer> allRows(NetworkSpec spec) {
    SortedSet<Integer> rows = new TreeSet<>();
    List<WeightTable> tables = spec.tables();
    for (int table = 0; table < tables.size(); table++) {
      for (int map = 0; map < tables.get(table).rows(); map++) {
        rows.add(rowKey(table, map));
      }
    }
    return rows;
  }

  /**
   * The learner of the current key, from base and state.
   *
   * @throws SuppressRestartsException if the state was learned from another base
   */
  static KeyedLearner load(Base base, LearnerState state) throws Exception {
    BaseModel model = base.model();
    String learnedFrom = state.base().value();
    if (learnedFrom != null && !model.continues(learnedFrom)) {
      throw new SuppressRestartsException(
          new IllegalStateException(
              "the state that is restored was learned from "
                  + learnedFrom
                  + ", but this job starts from "
                  + model.identity()
                  + ": give the same network, seed and model, or start without the old state"));
    }
    if (learnedFrom == null) {
      state.base().update(model.identity());
    }
    Network network = base.network();
    while (network.spec().decision().hasRoom()) {
      String label = state.labels().get(network.spec().decision().labels().size());
      if (label == null) {
        break;
      }
      network = network.withLabel(label);
    }
    for (Map.Entry<Integer, float[]> row : state.rows().entries()) {
      network.setRow(table(row.getKey()), map(row.getKey()), row.getValue());
    }
    Progress progress = state.progress().value();
    return new KeyedLearner(
        state, base, network, progress == null ? model.progress() : progress, learnedFrom != null);
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
    return network.spec();
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
      classifier = base.classifier(network);
    }
    return classifier;
  }

  /** Whether it has {@code label}, or neurons that are free for it. */
  boolean takes(String label) {
    DecisionSpec decision = spec().decision();
    return decision.labels().contains(label) || decision.hasRoom();
  }

  /** Learns from the label of a frame that was decided on. */
  void learnDecision(Volley features, Decision decision, int label) {
    learner.learnDecision(features, decision, label);
    moved = true;
  }

  /** The place of a label that it {@link #takes}; a new one gets the next free neurons. */
  int place(String label) throws Exception {
    int place = spec().decision().labels().indexOf(label);
    if (place >= 0) {
      return place;
    }
    int next = spec().decision().labels().size();
    state.labels().put(next, label);
    noteChanges();
    network = network.withLabel(label);
    learner = new Learner(network, learner.progress());
    return next;
  }

  /** The learner keeps what has changed until it is asked: not to be done with every label. */
  private void noteChanges() {
    for (ChangedRow row : learner.takeChanges()) {
      unsaved.add(rowKey(row.table(), row.map()));
      unpublished.add(rowKey(row.table(), row.map()));
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
    float[][][] rows = new float[network.spec().tables().size()][][];
    boolean few = unsaved.size() <= FEW_ROWS;
    for (int rowKey : unsaved) {
      int table = table(rowKey);
      if (!few && rows[table] == null) {
        rows[table] = network.rows(table);
      }
      float[] row = few ? network.row(table, map(rowKey)) : rows[table][map(rowKey)];
      state.rows().put(rowKey, row);
    }
  }

  /** The rows that changed since the last call, all at the first; in order of table and map. */
  SortedSet<Integer> takeUnpublished() {
    noteChanges();
    SortedSet<Integer> taken = unpublished;
    unpublished = new TreeSet<>();
    return taken;
  }

  /** The rows that {@link #takeUnpublished} would give. */
  SortedSet<Integer> unpublished() {
    noteChanges();
    return unpublished;
  }

  /** Others have seen all but these rows. */
  void allPublishedBut(SortedSet<Integer> rows) {
    unpublished = rows;
  }

  /** All weights as they are now, {@code [table][map][fan]}: new arrays. */
  float[][][] weights() {
    return network.weights();
  }
}
