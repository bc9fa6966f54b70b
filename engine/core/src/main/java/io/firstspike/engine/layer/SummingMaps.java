package io.firstspike.engine.layer;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;

/**
 * Maps of a layer whose neurons add up their weights as floats, with their pooling: all maps, or
 * those that {@link CountingMaps} cannot take. Not thread-safe, as it reuses its buffers.
 */
final class SummingMaps {

  private final FirstSpikes[] neurons;
  private final Pooling pooling;
  private final Shape shape;
  private final int[] maps;
  private final int layerMaps;
  private final byte[] pooled;

  /** Those of a pooled map. */
  private final int locations;

  /** All maps of a layer, with weights that may change. */
  SummingMaps(LayerWeights weights, float[] thresholds, Pooling pooling, InnerLoops loops) {
    this(weights, null, weights.maps(), thresholds, pooling, loops);
  }

  private SummingMaps(
      LayerWeights weights,
      int[] maps,
      int layerMaps,
      float[] thresholds,
      Pooling pooling,
      InnerLoops loops) {
    this.maps = maps;
    this.layerMaps = layerMaps;
    this.pooling = pooling;
    this.shape = weights.layout().output();
    this.neurons = new FirstSpikes[thresholds.length];
    Arrays.setAll(neurons, i -> new FirstSpikes(weights, thresholds[i], loops.weights()));
    Shape output = pooling.output(shape);
    this.pooled = maps == null ? null : new byte[output.size()];
    this.locations = output.locations();
  }

  /**
   * Some maps of a layer, with their present weights.
   *
   * @param maps ascending
   */
  static SummingMaps some(
      LayerWeights layer, int[] maps, float[] thresholds, Pooling pooling, InnerLoops loops) {
    Convolution layout = layer.layout();
    LayerWeights weights =
        new LayerWeights(new Convolution(layout.input(), maps.length, layout.window()));
    for (int i = 0; i < maps.length; i++) {
      weights.setRow(i, layer.row(maps[i]));
    }
    return new SummingMaps(weights, maps, layer.maps(), thresholds, pooling, loops);
  }

  /** Writes the latencies of these maps, pooled, among those of the layer. */
  void fireInTime(Spikes input, byte[] latencies) {
    for (int i = 0; i < neurons.length; i++) {
      pool(neurons[i].fire(input), i, latencies);
    }
  }

  /** Writes the last step for each neuron that fires, pooled, else the number of steps. */
  void fireAtAll(Spikes input, byte[] latencies) {
    for (int i = 0; i < neurons.length; i++) {
      pool(neurons[i].fireAtAll(input), i, latencies);
    }
  }

  private void pool(byte[] fired, int threshold, byte[] latencies) {
    int first = threshold * layerMaps * locations;
    if (maps == null) {
      pooling.latencies(shape, fired, latencies, first);
      return;
    }
    pooling.latencies(shape, fired, pooled);
    for (int i = 0; i < maps.length; i++) {
      System.arraycopy(pooled, i * locations, latencies, first + maps[i] * locations, locations);
    }
  }
}
