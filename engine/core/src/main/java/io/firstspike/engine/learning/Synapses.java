package io.firstspike.engine.learning;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.network.WeightTable.Kind;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The weights of a network as rules change them, and which rows have changed. */
final class Synapses {

  private final Network network;
  private final int decision;
  private final int tables;
  private final Optional<Convolution> lag;
  private final Optional<Convolution> squares;
  private final Optional<Convolution> raises;
  private final boolean[][] changed;

  Synapses(Network network) {
    NetworkSpec spec = network.spec();
    this.network = network;
    this.decision = spec.features().size();
    this.tables = spec.tables().size();
    this.lag = network.beside(Kind.AVERAGE);
    this.squares = network.beside(Kind.ERRORS);
    this.raises = network.beside(Kind.THRESHOLDS);
    this.changed =
        spec.tables().stream().map(table -> new boolean[table.rows()]).toArray(boolean[][]::new);
  }

  Convolution of(int layer) {
    return network.convolution(layer);
  }

  /**
   * Changes the row of a decision neuron that sees its whole input by STDP.
   *
   * @param labels how many the layer has learned from before
   */
  void learnWhole(Winner winner, Stdp stdp, Volley evidence, long labels) {
    if (stdp.depression() != 0) {
      byte silent = (byte) evidence.steps();
      learn(decision, winner, stdp, evidence.latencies(), silent, labels);
      return;
    }
    // Only what fired in time changes: a few of many synapses. A neuron's index is its tap.
    Convolution convolution = of(decision);
    for (int i = 0; i < evidence.end(winner.step()); i++) {
      int tap = evidence.spike(i);
      float before = convolution.weight(tap, winner.map());
      float after = stdp.learn(before, true);
      convolution.setWeight(tap, winner.map(), after);
      noteLag(winner.map(), tap, after - before, labels);
    }
    noteChanged(decision, winner.map());
  }

  /**
   * Changes a winner's row by STDP.
   *
   * @param latencies what the layer sees, one latency a neuron
   * @param silent the latency of a silent neuron
   * @param examples how many the layer has learned from before
   */
  void learn(int layer, Winner winner, Stdp stdp, byte[] latencies, byte silent, long examples) {
    Convolution convolution = of(layer);
    byte[] field = convolution.receptiveField(latencies, silent, winner.row(), winner.column());
    float[] row = convolution.row(winner.map());
    stdp.learn(row, field, winner.step());
    replace(layer, winner.map(), row, examples);
  }

  /** Replaces a row. */
  void replace(int layer, int map, float[] row, long examples) {
    Convolution convolution = of(layer);
    if (lag.isPresent() && layer == decision) {
      float[] before = convolution.row(map);
      for (int tap = 0; tap < row.length; tap++) {
        noteLag(map, tap, row[tap] - before[tap], examples);
      }
    }
    convolution.setRow(map, row);
    noteChanged(layer, map);
  }

  /**
   * Changes one synapse of every decision neuron.
   *
   * @param changes one a neuron
   */
  void add(int tap, float[] changes, long labels) {
    of(decision).add(tap, changes);
    noteLag(tap, changes, labels);
  }

  /**
   * Changes every decision neuron's synapses to the neurons that fire in one time step.
   *
   * @param changes one a decision neuron
   */
  void add(Volley evidence, int step, float[] changes, long labels) {
    of(decision).add(evidence, step, changes);
    for (int i = evidence.start(step); lag.isPresent() && i < evidence.end(step); i++) {
      noteLag(evidence.spike(i), changes, labels);
    }
  }

  private void noteLag(int tap, float[] changes, long labels) {
    for (int map = 0; lag.isPresent() && map < changes.length; map++) {
      noteLag(map, tap, changes[map], labels);
    }
  }

  /** A weight's average lags behind it by each change times the labels before it. */
  private void noteLag(int map, int tap, float change, long labels) {
    if (lag.isPresent()) {
      Convolution sums = lag.get();
      sums.setWeight(tap, map, sums.weight(tap, map) + change * labels);
    }
  }

  /** Turns errors of one synapse of every decision neuron into changes that shrink over time. */
  void shorten(int tap, float step, float[] errors) {
    squares.orElseThrow().shorten(tap, step, errors);
  }

  /** By how much a decision neuron's threshold is raised. */
  float raise(int map) {
    return raises.isEmpty() ? 0 : raises.get().weight(0, map);
  }

  /** Sets by how much a decision neuron's threshold is raised. */
  void setRaise(int map, float raise) {
    raises.orElseThrow().setWeight(0, map, raise);
    noteChanged(decision, map);
  }

  /** Notes that a row has changed, with what is kept beside it. */
  void noteChanged(int layer, int map) {
    int last = layer == decision ? tables - 1 : layer;
    for (int table = layer; table <= last; table++) {
      changed[table][map] = true;
    }
  }

  /** First weights may lie outside a rule's bounds: a layer's first update clamps all of them. */
  void clamp(int layer, int map, Stdp stdp, long examples) {
    float[] row = of(layer).row(map);
    if (stdp.clamp(row)) {
      replace(layer, map, row, examples);
    }
  }

  /** STDP has driven the weights to either end: rounding them makes the layer one of ones. */
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
