package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The weights of a network, as learning rules change them. Keeps the tables that accompany them up
 * to date and records which rows have changed.
 */
final class Synapses {

  private final Network network;
  private final int decision;
  private final int tables;
  private final Optional<Convolution> lag;
  private final Optional<Convolution> squares;
  private final Optional<Convolution> raises;
  private final boolean[][] changed;
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
    this.network = network;
    this.decision = spec.features().size();
    this.tables = spec.tables().size();
    this.lag = network.beside(Kind.AVERAGE);
    this.squares = network.beside(Kind.ERRORS);
    this.raises = network.beside(Kind.THRESHOLDS);
    this.changed =
        spec.tables().stream().map(table -> new boolean[table.rows()]).toArray(boolean[][]::new);
    this.loops = loops;
    this.rows = new float[decision + 1][];
    this.fields = new byte[decision + 1][];
    for (int layer = 0; layer <= decision; layer++) {
      rows[layer] = new float[of(layer).fan()];
      fields[layer] = new byte[of(layer).fan()];
    }
    this.previous = new float[of(decision).fan()];
    this.late = new boolean[of(decision).fan()];
  }

  Convolution of(int layer) {
    return network.convolution(layer);
  }

  /**
   * Changes the weights of a decision neuron that is connected to the whole input by STDP.
   *
   * @param step time step in which the neuron fired
   * @param labels number of labels that the layer has learned from before
   */
  void learnWhole(int map, int step, Stdp stdp, Volley evidence, long labels) {
    Convolution convolution = of(decision);
    int inTime = evidence.end(step);
    if (stdp.depression() != 0) {
      // Synapses whose input is late or silent change as well.
      Arrays.fill(late, true);
      for (int i = 0; i < inTime; i++) {
        late[evidence.spike(i)] = false;
      }
      for (int tap = 0; tap < late.length; tap++) {
        change(convolution, map, tap, stdp, !late[tap], labels);
      }
    } else {
      // Only the synapses of inputs that fired change. The flat index of an input neuron is its
      // tap.
      for (int i = 0; i < inTime; i++) {
        change(convolution, map, evidence.spike(i), stdp, true, labels);
      }
    }
    noteChanged(decision, map);
  }

  private void change(
      Convolution convolution, int map, int tap, Stdp stdp, boolean inTime, long labels) {
    float before = convolution.weight(tap, map);
    float after = stdp.learn(before, inTime);
    convolution.setWeight(tap, map, after);
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
    Convolution convolution = of(layer);
    Shape shape = convolution.output();
    int map = neuron / shape.locations();
    byte[] field = fields[layer];
    float[] row = rows[layer];
    convolution.receptiveField(
        latencies,
        silent,
        neuron % shape.locations() / shape.width(),
        neuron % shape.width(),
        field);
    convolution.readRow(map, row);
    stdp.learn(row, field, step);
    replace(layer, map, row, examples);
  }

  /** Replaces the weights of a map. */
  void replace(int layer, int map, float[] row, long examples) {
    Convolution convolution = of(layer);
    if (lag.isPresent() && layer == decision) {
      float[] before = previous;
      convolution.readRow(map, before);
      for (int tap = 0; tap < row.length; tap++) {
        noteLag(map, tap, row[tap] - before[tap], examples);
      }
    }
    convolution.setRow(map, row);
    noteChanged(layer, map);
  }

  /**
   * Adds to the weights of all decision neurons, for the inputs that fire in time step {@code
   * step}.
   *
   * @param changes numbers to add, {@code [map]}
   */
  void add(Volley evidence, int step, float[] changes, long labels) {
    of(decision).add(evidence, step, changes, loops);
    for (int i = evidence.start(step); lag.isPresent() && i < evidence.end(step); i++) {
      noteLag(evidence.spike(i), changes, labels);
    }
  }

  /**
   * Changes the weights of all decision neurons by their errors, for the inputs that fire in time
   * step {@code step}. Each synapse has a step size of its own that falls with its past errors.
   *
   * @param errors {@code [map]}
   * @param rate step size of a synapse without past errors
   */
  void adapt(Volley evidence, int step, float[] errors, float rate, long labels) {
    Convolution convolution = of(decision);
    noteLag(evidence, step, -labels);
    convolution.adapt(evidence, step, errors, rate, squares.orElseThrow(), loops);
    noteLag(evidence, step, labels);
  }

  /**
   * Records the present weights of the inputs that fire in time step {@code step} as if they were
   * changes from 0.
   */
  private void noteLag(Volley evidence, int step, long labels) {
    for (int i = evidence.start(step); lag.isPresent() && i < evidence.end(step); i++) {
      int tap = evidence.spike(i);
      for (int map = 0; map < changed[decision].length; map++) {
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
      Convolution sums = lag.get();
      sums.setWeight(tap, map, sums.weight(tap, map) + change * labels);
    }
  }

  /** The amount by which the threshold of a decision neuron is raised. */
  float raise(int map) {
    return raises.isEmpty() ? 0 : raises.get().weight(0, map);
  }

  /** Sets the amount by which the threshold of a decision neuron is raised. */
  void setRaise(int map, float raise) {
    raises.orElseThrow().setWeight(0, map, raise);
    noteChanged(decision, map);
  }

  /**
   * Records that the row of a map has changed, in the weights and in the tables that accompany
   * them.
   */
  void noteChanged(int layer, int map) {
    int last = layer == decision ? tables - 1 : layer;
    for (int table = layer; table <= last; table++) {
      changed[table][map] = true;
    }
  }

  /**
   * Clamps the weights of a map to the bounds of {@code stdp}. Called with a layer's first example,
   * since random first weights may lie outside.
   */
  void clamp(int layer, int map, Stdp stdp, long examples) {
    float[] row = rows[layer];
    of(layer).readRow(map, row);
    if (stdp.clamp(row)) {
      replace(layer, map, row, examples);
    }
  }

  /** Rounds the weights of a layer to 0 and 1, which they are close to after STDP. */
  void binarise(int layer) {
    Convolution convolution = of(layer);
    for (int map = 0; map < convolution.output().maps(); map++) {
      float[] row = convolution.row(map);
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] > 0.5f ? 1 : 0;
      }
      replace(layer, map, row, 0);
    }
  }

  SortedSet<ChangedRow> takeChanged() {
    SortedSet<ChangedRow> taken = new TreeSet<>();
    for (int table = 0; table < tables; table++) {
      for (int map = 0; map < changed[table].length; map++) {
        if (changed[table][map]) {
          taken.add(new ChangedRow(table, map));
        }
      }
      Arrays.fill(changed[table], false);
    }
    return taken;
  }
}
