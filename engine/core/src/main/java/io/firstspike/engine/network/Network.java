package io.firstspike.engine.network;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.layer.HiddenNeurons;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.WeightTable;
import io.firstspike.engine.spec.WeightTable.Kind;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * A network: a spec with weights.
 *
 * <pre>{@code
 * Network network = Network.fresh(NetworkSpec.load("firstspike-2026"), 1);
 * float[] weights = network.weights().row(0, 7); // map 7 of the first feature layer
 * }</pre>
 *
 * A network holds no state of a computation: {@link Classifier} runs it and {@code Learner} trains
 * it. Layers are counted from 0, feature layers first, the decision layer last. Reading is
 * thread-safe while no weights are being set.
 *
 * <p><em>Tables.</em> All that a network has learned lies in tables ({@link NetworkSpec#tables},
 * {@link Weights}) with one row for each map. The first tables are the weights of the layers. If
 * the decision layer is averaged, another table holds a sum for each weight: all its changes, each
 * multiplied by the number of labels before it. The average of a weight over n labels is then
 * {@code weight - sum / n}, and no label requires a walk over all weights. If it is averaged over
 * the latest labels, another table holds these averages, which its learner decides with. If several
 * neurons of a label compete, another table holds by how much the threshold of each is raised in
 * learning. If there are hidden neurons, another table holds their weights, a row for each.
 */
@API(status = Status.MAINTAINED)
public final class Network {

  private final NetworkSpec spec;
  private final Weights weights;

  /** Creates a network whose weights are all 0. */
  public Network(NetworkSpec spec) {
    this(spec, Weights.zero(spec.tables(), layouts(spec)));
  }

  private Network(NetworkSpec spec, Weights weights) {
    this.spec = spec;
    this.weights = weights;
  }

  /** The structure of each table. */
  private static List<Convolution> layouts(NetworkSpec spec) {
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
    Shape evidence = spec.decisionInput(encoded, outputs);
    DecisionSpec decision = spec.decision();
    Shape seen = decision.beforeDecision(evidence);
    layers.add(new Convolution(seen, decision.maps(), decision.window(seen)));
    return spec.tables().stream().map(table -> layout(table, spec, layers, evidence)).toList();
  }

  private static Convolution layout(
      WeightTable table, NetworkSpec spec, List<Convolution> layers, Shape evidence) {
    return switch (table.kind()) {
      case WEIGHTS, AVERAGE, LATEST, ERRORS -> layers.get(table.layer());
      case THRESHOLDS -> whole(new Shape(1, 1, 1), table.rows());
      case HIDDEN -> whole(evidence, table.rows());
      case GRAPH ->
          whole(new Shape(spec.encoding().stepped().graph().rowLength(), 1, 1), table.rows());
    };
  }

  private static Convolution whole(Shape input, int maps) {
    return new Convolution(input, maps, Window.whole(input.height(), input.width()));
  }

  /** Creates a network with random first weights; the same {@code seed} gives the same weights. */
  public static Network fresh(NetworkSpec spec, long seed) {
    Network network = new Network(spec);
    for (int layer = 0; layer < spec.layers(); layer++) {
      draw(network.weights.table(layer), new FirstWeights(spec, seed, layer));
    }
    network
        .weights
        .beside(Kind.HIDDEN)
        .ifPresent(hidden -> draw(hidden, FirstWeights.ofHidden(spec, seed)));
    network.averageBegins();
    return network;
  }

  private static void draw(LayerWeights weights, FirstWeights first) {
    for (int map = 0; map < weights.maps(); map++) {
      weights.setRow(map, first.next(weights.layout().fan()));
    }
  }

  /** Makes the averages over the latest labels, if there are any, those of the present weights. */
  private void averageBegins() {
    weights.beside(Kind.LATEST).ifPresent(average -> average.copyFrom(weights.decisions()));
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
    LayerWeights present = weights.table(layer);
    FirstWeights first = new FirstWeights(spec, seed, layer);
    for (int map = 0; map < present.maps(); map++) {
      if (!Arrays.equals(present.row(map), first.next(present.layout().fan()))) {
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
    network.weights.set(weights);
    return network;
  }

  /**
   * Creates a network with a copy of weights that come without a history: where the decision layer
   * is averaged over the latest labels, the averages begin with them.
   *
   * @param weights {@code [table][map][synapse]}
   * @throws IllegalArgumentException if their sizes do not fit the spec
   */
  public static Network withWeights(NetworkSpec spec, float[][][] weights) {
    Network network = of(spec, weights);
    network.averageBegins();
    return network;
  }

  /**
   * This network with one label more, for which its next free decision neurons now stand. Both
   * networks share their weights: a change to one is a change to the other.
   *
   * @throws io.firstspike.engine.spec.mistake.SpecException if no neurons are free, or the network
   *     has the label already
   */
  public Network withLabel(String label) {
    return new Network(spec.withLabel(label), weights);
  }

  /**
   * A copy with a decision layer of its own and the same feature layers, which are shared and not
   * to be changed: for many learners on one set of frozen feature layers.
   */
  public Network withOwnDecisions() {
    return new Network(spec, weights.withOwnDecisions());
  }

  /**
   * Copies the decision layer of {@code other}, a network of the same spec, into this one. With
   * this a network made by {@link #withOwnDecisions} can be reused without new memory.
   */
  public void copyDecisions(Network other) {
    weights.copyDecisions(other.weights);
  }

  /** The spec of this network. */
  public NetworkSpec spec() {
    return spec;
  }

  /** All that this network has learned. Changes to it are changes to the network. */
  public Weights weights() {
    return weights;
  }

  /**
   * The numbers of the graph that encodes, which the spec's encoding describes.
   *
   * @throws IllegalStateException if this network has others, or none
   */
  public float[] graph() {
    int table = weights.tables().size() - 1;
    return spec.encoding().stepped().graph().numbers(weights.rows(table));
  }

  /** The structure of layer {@code layer}, feature layers first, the decision layer last. */
  public Convolution convolution(int layer) {
    return weights.table(layer).layout();
  }

  /** The shape of an encoded stimulus. */
  public Shape encoded() {
    return spec.encoding().output(spec.input());
  }

  /** The shape of what feature layer {@code layer} passes on, after pooling. */
  public Shape output(int layer) {
    return spec.features().get(layer).output(convolution(layer).output());
  }

  /** The structure of what sees the decision layer's input: its hidden neurons, if it has them. */
  public Convolution beforeDecision() {
    return weights.beside(Kind.HIDDEN).map(LayerWeights::layout).orElseGet(this::decisions);
  }

  /** The shape of the decision layer's input. */
  public Shape evidence() {
    return beforeDecision().input();
  }

  /** The structure of the neurons that decide. */
  public Convolution decisions() {
    return convolution(spec.features().size());
  }

  /**
   * The network to classify with: this one, or, if the spec's decision layer is averaged, a copy
   * whose decision weights are the averages over the labels of {@code progress}, or over the latest
   * ones.
   */
  public Network serving(Progress progress) {
    Optional<LayerWeights> latest = weights.beside(Kind.LATEST);
    if (latest.isPresent()) {
      Network averaged = of(spec, weights.toArrays());
      averaged.weights.decisions().copyFrom(latest.get());
      return averaged;
    }
    Optional<LayerWeights> lag = weights.beside(Kind.AVERAGE);
    if (lag.isEmpty() || progress.labels() == 0) {
      return this;
    }
    Network averaged = of(spec, weights.toArrays());
    for (int map = 0; map < spec.decision().maps(); map++) {
      float[] row = weights.decisions().row(map);
      float[] late = lag.get().row(map);
      for (int i = 0; i < row.length; i++) {
        row[i] -= late[i] / progress.labels();
      }
      averaged.weights.decisions().setRow(map, row);
      averaged.weights.beside(Kind.AVERAGE).get().setRow(map, new float[row.length]);
    }
    return averaged;
  }

  /**
   * Creates the hidden neurons of the decision layer for use by one thread, if it has any. They
   * share this network's weights.
   *
   * @param loops the inner loops of that thread
   */
  public Optional<HiddenNeurons> hiddenNeurons(WeightLoops loops) {
    return weights
        .beside(Kind.HIDDEN)
        .map(table -> new HiddenNeurons(table, spec.decision().hidden().threshold(), loops));
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
              weights.table(i), layer.frozenThresholds(), layer.pool().pooling(), loops));
    }
    return List.copyOf(layers);
  }
}
