package io.firstspike.engine.network;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spike.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A spec with its weights. Layers are counted from 0, feature layers first, the decision layer
 * last. Reading is thread-safe while no weights are being set.
 *
 * <p><em>Tables</em> ({@link NetworkSpec#tables}). Each layer's weights are a table of one row a
 * map. If the decision layer is averaged, one more table holds the changes of each weight, each
 * times the number of labels before it, summed up: the average of a weight over n labels is then
 * {@code weight - sum / n}, without a walk over all weights at every label. Where its neurons
 * compete, one more holds by how much each neuron's threshold is raised while it learns.
 */
public final class Network {

  private final NetworkSpec spec;
  private final List<Convolution> convolutions;
  private final List<WeightTable> tables;
  private final float[][][] beside;
  private final float[][] lag;
  private final float[][] raises;

  /** All weights 0. */
  Network(NetworkSpec spec) {
    this.spec = spec;
    List<Shape> outputs = new ArrayList<>();
    List<Convolution> layers = new ArrayList<>();
    Shape encoded = new Encoder(spec.input(), spec.encoding()).output();
    Shape shape = encoded;
    for (FeatureSpec layer : spec.features()) {
      Convolution convolution = new Convolution(shape, layer.maps(), layer.window(shape));
      layers.add(convolution);
      shape = layer.pool().pooling().output(convolution.output());
      outputs.add(shape);
    }
    Shape seen = seen(spec, encoded, outputs);
    DecisionSpec decision = spec.decision();
    layers.add(new Convolution(seen, decision.maps(), decision.window(seen)));
    this.convolutions = List.copyOf(layers);
    this.tables = spec.tables();
    this.beside = new float[tables.size() - convolutions.size()][][];
    for (int i = 0; i < beside.length; i++) {
      int fan = fan(convolutions.size() + i);
      beside[i] = new float[decision.maps()][fan];
    }
    this.lag = beside(decision.name() + NetworkSpec.AVERAGE);
    this.raises = beside(decision.name() + NetworkSpec.THRESHOLDS);
  }

  private float[][] beside(String name) {
    for (int i = 0; i < beside.length; i++) {
      if (tables.get(convolutions.size() + i).name().equals(name)) {
        return beside[i];
      }
    }
    return null;
  }

  private int fan(int table) {
    WeightTable kind = tables.get(table);
    return kind.scalar() ? 1 : convolutions.get(kind.layer()).fan();
  }

  /** What the decision layer of {@code spec} sees, given the shapes of what is below it. */
  static Shape seen(NetworkSpec spec, Shape encoded, List<Shape> outputs) {
    List<Shape> inputs =
        spec.decisionInputs().stream().map(i -> i < 0 ? encoded : outputs.get(i)).toList();
    return inputs.size() == 1
        ? inputs.get(0)
        : new Shape(inputs.stream().mapToInt(Shape::size).reduce(0, Math::addExact), 1, 1);
  }

  /** A network with random first weights, the same for the same {@code seed}. */
  public static Network fresh(NetworkSpec spec, long seed) {
    Network network = new Network(spec);
    for (int layer = 0; layer < spec.layers(); layer++) {
      WeightsSpec weights =
          layer < spec.features().size()
              ? spec.features().get(layer).weights()
              : spec.decision().weights();
      // One generator a layer: a change to one layer leaves the others' weights alone.
      Random random = new Random(seed * 1_000_003L + layer);
      Convolution convolution = network.convolutions.get(layer);
      for (int map = 0; map < convolution.output().maps(); map++) {
        float[] row = new float[convolution.fan()];
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) (weights.mean() + weights.deviation() * random.nextGaussian());
        }
        convolution.setRow(map, row);
      }
    }
    return network;
  }

  /**
   * A network with the given weights.
   *
   * @param weights {@code [table][map][fan]}
   * @throws IllegalArgumentException if they do not fit the spec
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
      int fan = fan(table);
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

  /** What the network is. */
  public NetworkSpec spec() {
    return spec;
  }

  /** The synapses of layer {@code layer}. */
  public Convolution convolution(int layer) {
    return convolutions.get(layer);
  }

  /** The synapses of the decision layer. */
  public Convolution decisions() {
    return convolutions.get(spec.features().size());
  }

  /** Row {@code map} of table {@code table}: a new array. */
  public float[] row(int table, int map) {
    return table < convolutions.size()
        ? convolutions.get(table).row(map)
        : beside[table - convolutions.size()][map].clone();
  }

  /** Replaces row {@code map} of table {@code table}. */
  public void setRow(int table, int map, float[] row) {
    if (table < convolutions.size()) {
      convolutions.get(table).setRow(map, row);
    } else {
      // In place: the arrays have names of their own.
      System.arraycopy(row, 0, beside[table - convolutions.size()][map], 0, row.length);
    }
  }

  /** All weights, {@code [table][map][fan]}: new arrays. */
  public float[][][] weights() {
    float[][][] weights = new float[tables.size()][][];
    for (int table = 0; table < weights.length; table++) {
      weights[table] = new float[tables.get(table).rows()][];
      for (int map = 0; map < weights[table].length; map++) {
        weights[table][map] = row(table, map);
      }
    }
    return weights;
  }

  /**
   * The network that is to serve: this one, or a copy with its decision weights averaged over the
   * labels of {@code progress}, if the spec says so.
   */
  public Network serving(Progress progress) {
    if (lag == null || progress.labels() == 0) {
      return this;
    }
    float[][][] averaged = weights();
    int decision = spec.features().size();
    for (int map = 0; map < lag.length; map++) {
      for (int i = 0; i < lag[map].length; i++) {
        averaged[decision][map][i] -= lag[map][i] / progress.labels();
      }
      Arrays.fill(averaged[decision + 1][map], 0);
    }
    return of(spec, averaged);
  }

  /**
   * Notes, for the average, that synapse {@code tap} of the decision layer's neuron {@code map}
   * changed by {@code change} after {@code labels} labels; nothing if nothing is averaged.
   */
  public void noteChange(int map, int tap, float change, long labels) {
    if (lag != null) {
      lag[map][tap] += change * labels;
    }
  }

  /** By how much the threshold of the decision layer's neuron {@code map} is raised in learning. */
  public float thresholdRaise(int map) {
    return raises == null ? 0 : raises[map][0];
  }

  /** Sets {@link #thresholdRaise}. */
  public void raiseThreshold(int map, float raise) {
    raises[map][0] = raise;
  }

  /** Working copies of the feature layers {@code 0} to {@code count - 1}, for one thread. */
  public List<FeatureLayer> featureLayers(int count) {
    List<FeatureLayer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FeatureSpec layer = spec.features().get(i);
      layers.add(
          new FeatureLayer(convolutions.get(i), layer.frozenThreshold(), layer.pool().pooling()));
    }
    return List.copyOf(layers);
  }
}
