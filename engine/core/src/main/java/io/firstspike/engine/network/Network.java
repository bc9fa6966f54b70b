package io.firstspike.engine.network;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A spec with its weights. Layers are counted from 0, feature layers first, the decision layer
 * last. Reading is thread-safe while no weights are being set.
 */
public final class Network {

  private final NetworkSpec spec;
  private final List<Convolution> convolutions;

  /** All weights 0. */
  Network(NetworkSpec spec) {
    this.spec = spec;
    List<Convolution> layers = new ArrayList<>();
    Shape shape = new Encoder(spec.input(), spec.encoding()).output();
    for (FeatureSpec layer : spec.features()) {
      Window window = Window.square(layer.kernel(), layer.stride(), layer.padding());
      Convolution convolution = new Convolution(shape, layer.maps(), window);
      layers.add(convolution);
      shape = layer.pool().pooling().output(convolution.output());
    }
    DecisionSpec decision = spec.decision();
    layers.add(new Convolution(shape, decision.maps(), decision.window(shape)));
    this.convolutions = List.copyOf(layers);
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
   * @param weights {@code [layer][map][fan]}
   * @throws IllegalArgumentException if they do not fit the spec
   */
  public static Network of(NetworkSpec spec, float[][][] weights) {
    Network network = new Network(spec);
    network.requireShapeOf(weights);
    for (int layer = 0; layer < weights.length; layer++) {
      for (int map = 0; map < weights[layer].length; map++) {
        network.convolutions.get(layer).setRow(map, weights[layer][map]);
      }
    }
    return network;
  }

  private void requireShapeOf(float[][][] weights) {
    if (weights.length != convolutions.size()) {
      throw new IllegalArgumentException(
          "weights of " + weights.length + " layers for a network of " + convolutions.size());
    }
    for (int layer = 0; layer < weights.length; layer++) {
      Convolution convolution = convolutions.get(layer);
      if (weights[layer].length != convolution.output().maps()
          || weights[layer][0].length != convolution.fan()) {
        throw new IllegalArgumentException(
            "layer "
                + spec.layerName(layer)
                + " needs weights of "
                + convolution.output().maps()
                + " x "
                + convolution.fan()
                + ", not "
                + weights[layer].length
                + " x "
                + (weights[layer].length == 0 ? 0 : weights[layer][0].length));
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

  /** All weights, {@code [layer][map][fan]}: new arrays. */
  public float[][][] weights() {
    float[][][] weights = new float[convolutions.size()][][];
    for (int layer = 0; layer < weights.length; layer++) {
      Convolution convolution = convolutions.get(layer);
      weights[layer] = new float[convolution.output().maps()][];
      for (int map = 0; map < weights[layer].length; map++) {
        weights[layer][map] = convolution.row(map);
      }
    }
    return weights;
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
