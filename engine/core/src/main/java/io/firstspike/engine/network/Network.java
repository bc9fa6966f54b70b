package io.firstspike.engine.network;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A network: a spec with weights.
 *
 * <pre>{@code
 * Network network = Network.fresh(NetworkSpec.load("firstspike-2026"), 1);
 * float[] weights = network.convolution(0).row(7); // map 7 of the first feature layer
 * }</pre>
 *
 * A network holds no state of a computation: {@link Classifier} runs it and {@code Learner} trains
 * it. Layers are counted from 0, feature layers first, the decision layer last. Reading is
 * thread-safe while no weights are being set.
 *
 * <p><em>Tables.</em> All that a network has learned lies in tables ({@link NetworkSpec#tables})
 * with one row for each map. The first tables are the weights of the layers. If the decision layer
 * is averaged, another table holds a sum for each weight: all its changes, each multiplied by the
 * number of labels before it. The average of a weight over n labels is then {@code weight - sum /
 * n}, and no label requires a walk over all weights. If several neurons of a label compete, another
 * table holds by how much the threshold of each is raised in learning.
 */
public final class Network {

  private final NetworkSpec spec;
  private final List<WeightTable> tables;
  private final List<Convolution> convolutions;

  /** Creates a network whose weights are all 0. */
  public Network(NetworkSpec spec) {
    this.spec = spec;
    List<Shape> outputs = new ArrayList<>();
    List<Convolution> layers = new ArrayList<>();
    Shape encoded = spec.encoding().output(spec.input());
    Shape shape = encoded;
    for (FeatureSpec layer : spec.features()) {
      Convolution convolution = new Convolution(shape, layer.maps(), layer.window(shape));
      layers.add(convolution);
      shape = layer.output(convolution.output());
      outputs.add(shape);
    }
    Shape seen = spec.decisionInput(encoded, outputs);
    DecisionSpec decision = spec.decision();
    layers.add(new Convolution(seen, decision.maps(), decision.window(seen)));
    this.tables = spec.tables();
    for (WeightTable table : tables.subList(layers.size(), tables.size())) {
      // A table beside a layer has the layout of the layer's weights, or one number for each map.
      Convolution layer = layers.get(table.layer());
      layers.add(
          table.scalar()
              ? new Convolution(new Shape(1, 1, 1), table.rows(), Window.whole(1, 1))
              : new Convolution(layer.input(), table.rows(), layer.window()));
    }
    this.convolutions = List.copyOf(layers);
  }

  /** Creates a network with random first weights; the same {@code seed} gives the same weights. */
  public static Network fresh(NetworkSpec spec, long seed) {
    Network network = new Network(spec);
    for (int layer = 0; layer < spec.layers(); layer++) {
      Convolution convolution = network.convolutions.get(layer);
      FirstWeights first = new FirstWeights(spec, seed, layer);
      for (int map = 0; map < convolution.output().maps(); map++) {
        convolution.setRow(map, first.next(convolution.fan()));
      }
    }
    return network;
  }

  /**
   * The names of the feature layers that have only their random first weights and will not learn,
   * because they are frozen or have no frames to learn from.
   *
   * @param progress the learning progress of this network
   */
  public List<String> untaught(Progress progress) {
    List<String> untaught = new ArrayList<>();
    for (int layer = 0; layer < spec.features().size(); layer++) {
      FeatureSpec feature = spec.features().get(layer);
      boolean learns = layer >= progress.stage() && feature.stdp().frames() > 0;
      if (!learns && hasFirstWeights(layer, progress.seed())) {
        untaught.add(feature.name());
      }
    }
    return List.copyOf(untaught);
  }

  private boolean hasFirstWeights(int layer, long seed) {
    Convolution convolution = convolutions.get(layer);
    FirstWeights first = new FirstWeights(spec, seed, layer);
    for (int map = 0; map < convolution.output().maps(); map++) {
      if (!Arrays.equals(convolution.row(map), first.next(convolution.fan()))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Creates a network with a copy of the given weights.
   *
   * @param weights {@code [table][map][synapse]}
   * @throws IllegalArgumentException if their sizes do not fit the spec
   */
  public static Network of(NetworkSpec spec, float[][][] weights) {
    Network network = new Network(spec);
    network.requireShapeOf(weights);
    for (int table = 0; table < weights.length; table++) {
      for (int map = 0; map < weights[table].length; map++) {
        network.setRow(table, map, weights[table][map]);
      }
    }
    return network;
  }

  private void requireShapeOf(float[][][] weights) {
    if (weights.length != tables.size()) {
      throw new IllegalArgumentException(
          "weights of " + weights.length + " layers for a network of " + tables.size());
    }
    for (int table = 0; table < weights.length; table++) {
      int rows = tables.get(table).rows();
      int fan = convolutions.get(table).fan();
      if (weights[table].length != rows || weights[table][0].length != fan) {
        throw new IllegalArgumentException(
            "layer "
                + tables.get(table).name()
                + " needs weights of "
                + rows
                + " x "
                + fan
                + ", not "
                + weights[table].length
                + " x "
                + (weights[table].length == 0 ? 0 : weights[table][0].length));
      }
    }
  }

  private Network(NetworkSpec spec, List<Convolution> convolutions) {
    this.spec = spec;
    this.tables = spec.tables();
    this.convolutions = List.copyOf(convolutions);
  }

  /**
   * This network with one label more, for which its next free decision neurons now stand. Both
   * networks share their weights: a change to one is a change to the other.
   *
   * @throws io.firstspike.engine.spec.SpecException if no neurons are free, or the network has the
   *     label already
   */
  public Network withLabel(String label) {
    return new Network(spec.withLabel(label), convolutions);
  }

  /**
   * A copy with a decision layer of its own and the same feature layers, which are shared and not
   * to be changed: for many learners on one set of frozen feature layers.
   */
  public Network withOwnDecisions() {
    List<Convolution> own = new ArrayList<>();
    for (int table = 0; table < convolutions.size(); table++) {
      boolean feature = table < spec.features().size();
      own.add(feature ? convolutions.get(table) : convolutions.get(table).copy());
    }
    return new Network(spec, own);
  }

  /**
   * Copies the decision layer of {@code other}, a network of the same spec, into this one. With
   * this a network made by {@link #withOwnDecisions} can be reused without new memory.
   */
  public void copyDecisions(Network other) {
    for (int table = spec.features().size(); table < convolutions.size(); table++) {
      convolutions.get(table).copyWeights(other.convolutions.get(table));
    }
  }

  /** The spec of this network. */
  public NetworkSpec spec() {
    return spec;
  }

  /** The synapses of layer {@code layer}, feature layers first, the decision layer last. */
  public Convolution convolution(int layer) {
    return convolutions.get(layer);
  }

  /** The synapses of the decision layer. */
  public Convolution decisions() {
    return convolutions.get(spec.features().size());
  }

  /**
   * The table of this kind that accompanies the decision layer's weights; empty if there is none.
   */
  public Optional<Convolution> beside(WeightTable.Kind kind) {
    for (int table = 0; table < tables.size(); table++) {
      if (tables.get(table).kind() == kind) {
        return Optional.of(convolutions.get(table));
      }
    }
    return Optional.empty();
  }

  /** A copy of row {@code map} of table {@code table}. */
  public float[] row(int table, int map) {
    return convolutions.get(table).row(map);
  }

  /** Replaces row {@code map} of table {@code table} by a copy of {@code row}. */
  public void setRow(int table, int map, float[] row) {
    convolutions.get(table).setRow(map, row);
  }

  /** The memory that table {@code table} takes, in bytes. */
  public long bytes(int table) {
    return convolutions.get(table).bytes();
  }

  /** A copy of all tables, {@code [table][map][synapse]}. */
  public float[][][] weights() {
    float[][][] weights = new float[tables.size()][][];
    for (int table = 0; table < weights.length; table++) {
      weights[table] = rows(table);
    }
    return weights;
  }

  /** A copy of table {@code table}, {@code [map][synapse]}; faster than row by row. */
  public float[][] rows(int table) {
    return convolutions.get(table).rows();
  }

  /**
   * The network to classify with: this one, or, if the spec's decision layer is averaged, a copy
   * whose decision weights are the averages over the labels of {@code progress}.
   */
  public Network serving(Progress progress) {
    Optional<Convolution> lag = beside(WeightTable.Kind.AVERAGE);
    if (lag.isEmpty() || progress.labels() == 0) {
      return this;
    }
    Network averaged = of(spec, weights());
    for (int map = 0; map < spec.decision().maps(); map++) {
      float[] row = decisions().row(map);
      float[] late = lag.get().row(map);
      for (int i = 0; i < row.length; i++) {
        row[i] -= late[i] / progress.labels();
      }
      averaged.decisions().setRow(map, row);
      averaged.beside(WeightTable.Kind.AVERAGE).get().setRow(map, new float[row.length]);
    }
    return averaged;
  }

  /**
   * Creates the feature layers {@code 0} to {@code count - 1} for use by one thread. They share
   * this network's weights.
   */
  public List<FeatureLayer> featureLayers(int count) {
    return featureLayers(count, InnerLoops.fastest());
  }

  /**
   * Creates the feature layers {@code 0} to {@code count - 1} for use by one thread. They share
   * this network's weights.
   *
   * @param loops the inner loops of that thread
   */
  public List<FeatureLayer> featureLayers(int count, InnerLoops loops) {
    List<FeatureLayer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FeatureSpec layer = spec.features().get(i);
      layers.add(
          new FeatureLayer(
              convolutions.get(i), layer.frozenThresholds(), layer.pool().pooling(), loops));
    }
    return List.copyOf(layers);
  }
}
