package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import java.util.Optional;

/** The weights of a network, as learning rules change them, with the tables that accompany them. */
final class Synapses {

  private final Weights weights;
  private final int decision;

  /** The number of tables with a row for each map; those of hidden neurons and a graph follow. */
  private final int tables;

  private final Optional<LayerWeights> lag;
  private final Optional<LayerWeights> latest;
  private final Optional<LayerWeights> squares;
  private final Optional<LayerWeights> raises;
  private final Optional<LayerWeights> hidden;
  private final WeightLoops loops;

  // Buffers of each layer, so that learning allocates nothing.
  private final float[][] rows;
  private final byte[][] fields;
  private final float[] previous;
  private final boolean[] late;

  /**
   * Creates a view of the weights of {@code network}.
   *
   * @param loops the inner loops of the learner
   */
  Synapses(Network network, WeightLoops loops) {
    NetworkSpec spec = network.spec();
    this.weights = network.weights();
    this.decision = spec.features().size();
    this.tables = (int) spec.tables().stream().filter(WeightTable::byMap).count();
    this.lag = weights.beside(Kind.AVERAGE);
    this.latest = weights.beside(Kind.LATEST);
    this.squares = weights.beside(Kind.ERRORS);
    this.raises = weights.beside(Kind.THRESHOLDS);
    this.hidden = weights.beside(Kind.HIDDEN);
    this.loops = loops;
    this.rows = new float[decision + 1][];
    this.fields = new byte[decision + 1][];
    for (int layer = 0; layer <= decision; layer++) {
      rows[layer] = new float[structure(layer).fan()];
      fields[layer] = new byte[structure(layer).fan()];
    }
    this.previous = new float[structure(decision).fan()];
    this.late = new boolean[structure(decision).fan()];
  }

  /** The weights of layer {@code layer}. */
  LayerWeights of(int layer) {
    return weights.table(layer);
  }

  /** The structure of layer {@code layer}. */
  Convolution structure(int layer) {
    return of(layer).layout();
  }

  /**
   * Changes the weights of a decision neuron that is connected to the whole input by STDP, unless
   * its label is retired.
   *
   * @param step time step in which the neuron fired
   * @param labels number of labels that the layer has learned from before
   */
  void learnWhole(int map, int step, Stdp stdp, Spikes evidence, long labels) {
    if (retired(map)) {
      return;
    }
    LayerWeights own = of(decision);
    int inTime = evidence.end(step);
    if (stdp.depression() != 0) {
      // Synapses whose input is late or silent change as well.
      Arrays.fill(late, true);
      for (int i = 0; i < inTime; i++) {
        late[evidence.spike(i)] = false;
      }
      for (int tap = 0; tap < late.length; tap++) {
        change(own, map, tap, stdp, !late[tap], labels);
      }
    } else {
      // Only the synapses of inputs that fired change. The flat index of an input neuron is its
      // tap.
      for (int i = 0; i < inTime; i++) {
        change(own, map, evidence.spike(i), stdp, true, labels);
      }
    }
    markChanged(decision, map);
  }

  private void change(LayerWeights own, int map, int tap, Stdp stdp, boolean inTime, long labels) {
    float before = own.weight(tap, map);
    float after = stdp.learn(before, inTime);
    own.setWeight(tap, map, after);
    noteLag(map, tap, after - before, labels);
  }

  /**
   * Changes the weights of a neuron's map by STDP.
   *
   * @param neuron flat index of the neuron
   * @param step time step in which it fired
   * @param latencies latencies of the layer's input, map-major
   * @param silent latency of a silent neuron
   * @param examples number of examples that the layer has learned from before
   */
  void learn(
      int layer, int neuron, int step, Stdp stdp, byte[] latencies, byte silent, long examples) {
    Convolution structure = structure(layer);
    Shape shape = structure.output();
    int map = neuron / shape.locations();
    byte[] field = fields[layer];
    float[] row = rows[layer];
    structure.receptiveField(
        latencies,
        silent,
        neuron % shape.locations() / shape.width(),
        neuron % shape.width(),
        field);
    of(layer).readRow(map, row);
    stdp.learn(row, field, step);
    replace(layer, map, row, examples);
  }

  /** Replaces the weights of a map. */
  void replace(int layer, int map, float[] row, long examples) {
    if (lag.isPresent() && layer == decision) {
      float[] before = previous;
      of(layer).readRow(map, before);
      for (int tap = 0; tap < row.length; tap++) {
        noteLag(map, tap, row[tap] - before[tap], examples);
      }
    }
    of(layer).setRow(map, row);
    markChanged(layer, map);
  }

  /**
   * Adds to the weights of the first decision neurons, for the inputs that fire in time step {@code
   * step}.
   *
   * @param changes numbers to add, {@code [map]}
   */
  void add(Spikes evidence, int step, float[] changes, long labels) {
    of(decision).add(evidence, step, changes, loops);
    for (int i = evidence.start(step); lag.isPresent() && i < evidence.end(step); i++) {
      noteLag(evidence.spike(i), changes, labels);
    }
  }

  /**
   * Adds to the weights of the hidden neurons, for the inputs that fire in time step {@code step}.
   *
   * @param changes numbers to add, {@code [neuron]}
   */
  void addHidden(Spikes evidence, int step, float[] changes) {
    hidden.orElseThrow().add(evidence, step, changes, loops);
  }

  /**
   * Changes the weights of the first decision neurons by their errors, for the inputs that fire in
   * time step {@code step}. Each synapse has a step size of its own that falls with its past
   * errors.
   *
   * @param errors {@code [map]}
   * @param rate step size of a synapse without past errors
   */
  void adapt(Spikes evidence, int step, float[] errors, float rate, long labels) {
    noteLag(evidence, step, errors.length, -labels);
    of(decision).adapt(evidence, step, errors, rate, squares.orElseThrow(), loops);
    noteLag(evidence, step, errors.length, labels);
  }

  /**
   * Records the present weights of the first {@code maps} decision neurons, for the inputs that
   * fire in time step {@code step}, as if they were changes from 0.
   */
  private void noteLag(Spikes evidence, int step, int maps, long labels) {
    for (int i = evidence.start(step); lag.isPresent() && i < evidence.end(step); i++) {
      int tap = evidence.spike(i);
      for (int map = 0; map < maps; map++) {
        noteLag(map, tap, of(decision).weight(tap, map), labels);
      }
    }
  }

  private void noteLag(int tap, float[] changes, long labels) {
    for (int map = 0; lag.isPresent() && map < changes.length; map++) {
      noteLag(map, tap, changes[map], labels);
    }
  }

  /**
   * Records a change of a weight for its average: the sum of all changes, each multiplied by the
   * number of labels before it, divided by the number of all labels, is what the average lags
   * behind.
   */
  private void noteLag(int map, int tap, float change, long labels) {
    if (lag.isPresent()) {
      LayerWeights sums = lag.get();
      sums.setWeight(tap, map, sums.weight(tap, map) + change * labels);
    }
  }

  /**
   * Moves the averages over the latest labels towards the present weights, for the first {@code
   * maps} decision neurons; those of the others have never changed.
   *
   * @param share the part of the way, 0 to 1
   */
  void average(float share, int maps) {
    latest.orElseThrow().approach(of(decision), share, maps);
  }

  /** Gives the adaptive steps of all decision neurons their first length again. */
  void rearm() {
    if (squares.isPresent()) {
      float[] none = new float[of(decision).layout().fan()];
      for (int map = 0; map < of(decision).maps(); map++) {
        squares.get().setRow(map, none);
        markChanged(decision, map);
      }
    }
  }

  /** Whether the neuron of decision map {@code map} stands for a retired label. */
  boolean retired(int map) {
    return RetiredLabel.marks(of(decision).weight(0, map));
  }

  /** Gives a decision map the weights of a retired label, and nothing beside them. */
  void retire(int map) {
    float[] row = new float[of(decision).layout().fan()];
    lag.ifPresent(sums -> sums.setRow(map, row));
    squares.ifPresent(sums -> sums.setRow(map, row));
    Arrays.fill(row, RetiredLabel.WEIGHT);
    of(decision).setRow(map, row);
    latest.ifPresent(average -> average.setRow(map, row));
    markChanged(decision, map);
  }

  /** Gives a decision map the first weights of {@code fresh}, with all that is beside them. */
  void beginAnew(int map, Network fresh) {
    for (int table = decision; table < tables; table++) {
      weights.setRow(table, map, fresh.weights().row(table, map));
    }
    markChanged(decision, map);
  }

  /** The amount by which the threshold of a decision neuron is raised. */
  float raise(int map) {
    return raises.isEmpty() ? 0 : raises.get().weight(0, map);
  }

  /** Sets the amount by which the threshold of a decision neuron is raised. */
  void setRaise(int map, float raise) {
    raises.orElseThrow().setWeight(0, map, raise);
    markChanged(decision, map);
  }

  /**
   * Counts the row of a map as changed, in the weights and in the tables that accompany them: what
   * is kept of a map is kept together.
   */
  void markChanged(int layer, int map) {
    int last = layer == decision ? tables - 1 : layer;
    for (int table = layer; table <= last; table++) {
      weights.table(table).markChanged(map);
    }
  }

  /**
   * Clamps the weights of a map to the bounds of {@code stdp}, but for those of a retired label.
   * Called with a layer's first example, since random first weights may lie outside.
   */
  void clamp(int layer, int map, Stdp stdp, long examples) {
    if (layer == decision && retired(map)) {
      return;
    }
    float[] row = rows[layer];
    of(layer).readRow(map, row);
    if (stdp.clamp(row)) {
      replace(layer, map, row, examples);
    }
  }

  /** Rounds the weights of a layer to 0 and 1. */
  void binarise(int layer) {
    for (int map = 0; map < of(layer).maps(); map++) {
      float[] row = of(layer).row(map);
      Stdp.binarise(row);
      replace(layer, map, row, 0);
    }
  }
}
