package io.firstspike.engine.learning;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spike.Volley;
import java.util.SortedSet;
import java.util.TreeSet;

/** The weights of a network as rules change them, and which rows have changed. */
final class Synapses {

  private final Network network;
  private final int decision;
  private final boolean averaged;
  private SortedSet<ChangedRow> changed = new TreeSet<>();

  Synapses(Network network) {
    NetworkSpec spec = network.spec();
    this.network = network;
    this.decision = spec.features().size();
    this.averaged = spec.decision().averaged();
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
      network.noteChange(winner.map(), tap, after - before, labels);
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
    if (averaged && layer == decision) {
      float[] before = convolution.row(map);
      for (int tap = 0; tap < row.length; tap++) {
        network.noteChange(map, tap, row[tap] - before[tap], examples);
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
    if (averaged) {
      for (int map = 0; map < changes.length; map++) {
        network.noteChange(map, tap, changes[map], labels);
      }
    }
  }

  /** Notes that a row has changed. */
  void noteChanged(int layer, int map) {
    changed.add(new ChangedRow(layer, map));
    if (averaged && layer == decision) {
      changed.add(new ChangedRow(layer + 1, map));
    }
  }

  /** Notes that a decision neuron's threshold has changed: always the last table. */
  void noteThreshold(int map) {
    changed.add(new ChangedRow(network.spec().tables().size() - 1, map));
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
    SortedSet<ChangedRow> taken = changed;
    changed = new TreeSet<>();
    return taken;
  }
}
