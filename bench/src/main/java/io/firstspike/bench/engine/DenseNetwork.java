package io.firstspike.bench.engine;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;

/**
 * A network computed with dense tensors of floats over all time steps, as SpykeTorch does it, to
 * compare the engine with. In each step, every neuron sums up weight times input over its whole
 * window. The loops are long and over arrays that begin together, which the JIT compiler
 * vectorises. For networks whose windows move by one cell, and whose decision layer sees all of the
 * last feature layer.
 */
final class DenseNetwork {

  private final Network network;
  private final int steps;

  /** {@code [layer][tap][map]}. */
  private final float[][][] weights;

  private long multiplyAdds;

  DenseNetwork(Network network) {
    this.network = network;
    this.steps = network.spec().encoding().steps();
    this.weights = new float[network.spec().layers()][][];
    for (int layer = 0; layer < weights.length; layer++) {
      LayerWeights synapses = network.weights().table(layer);
      weights[layer] = new float[synapses.layout().fan()][synapses.maps()];
      for (int tap = 0; tap < weights[layer].length; tap++) {
        for (int map = 0; map < synapses.maps(); map++) {
          weights[layer][tap][map] = synapses.weight(tap, map);
        }
      }
    }
  }

  /** Multiply-adds computed so far. */
  long multiplyAdds() {
    return multiplyAdds;
  }

  /**
   * The potentials of the decision neurons in the end.
   *
   * @param encoded the first volley of an image
   */
  float[] potentials(Volley encoded) {
    return decide(features(encoded));
  }

  /** The last feature layer's pooled spikes: {@code [step][neuron]}, 1 from its spike on. */
  float[][] features(Volley encoded) {
    float[][] wave = wave(encoded);
    Shape shape = encoded.shape();
    for (int layer = 0; layer < network.spec().features().size(); layer++) {
      Convolution synapses = network.convolution(layer);
      FeatureSpec spec = network.spec().features().get(layer);
      for (int t = 0; t < steps; t++) {
        int columns = shape.width() + 2 * synapses.window().columnPadding();
        float[][] potentials = convolve(synapses, weights[layer], shape, wave[t]);
        float[] fired = fire(synapses.output(), columns, potentials, spec.frozenThresholds()[0]);
        wave[t] = pool(synapses.output(), spec.pool().pooling().window(), fired);
      }
      shape = spec.output(synapses.output());
    }
    return wave;
  }

  private float[][] wave(Volley volley) {
    float[][] wave = new float[steps][volley.shape().size()];
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < volley.end(t); i++) {
        wave[t][volley.spike(i)] = 1;
      }
    }
    return wave;
  }

  /** The potentials by map, the places of a row as far apart as those of the padded input. */
  private float[][] convolve(Convolution synapses, float[][] taps, Shape input, float[] wave) {
    Window window = synapses.window();
    Shape output = synapses.output();
    int columns = input.width() + 2 * window.columnPadding();
    int cells = (output.height() - 1) * columns + output.width();
    float[][] potentials = new float[output.maps()][cells];
    float[] shifted = new float[cells];
    for (int map = 0; map < input.maps(); map++) {
      float[] padded = pad(input, window, columns, wave, map);
      for (int tap = 0; tap < window.area(); tap++) {
        int from = tap / window.width() * columns + tap % window.width();
        System.arraycopy(padded, from, shifted, 0, cells);
        for (int neuron = 0; neuron < output.maps(); neuron++) {
          addScaled(taps[map * window.area() + tap][neuron], shifted, potentials[neuron]);
        }
      }
    }
    multiplyAdds += (long) output.size() * synapses.fan();
    return potentials;
  }

  private static float[] pad(Shape input, Window window, int columns, float[] wave, int map) {
    float[] padded =
        new float[(input.height() + 2 * window.rowPadding()) * columns + window.width()];
    for (int row = 0; row < input.height(); row++) {
      System.arraycopy(
          wave,
          input.index(map, row, 0),
          padded,
          (row + window.rowPadding()) * columns + window.columnPadding(),
          input.width());
    }
    return padded;
  }

  private static void addScaled(float weight, float[] values, float[] sums) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += weight * values[i];
    }
  }

  /** 1 where the potential exceeds the threshold. */
  private static float[] fire(Shape output, int columns, float[][] potentials, float threshold) {
    float[] fired = new float[output.size()];
    int i = 0;
    for (float[] potential : potentials) {
      for (int row = 0; row < output.height(); row++) {
        for (int column = 0; column < output.width(); column++) {
          fired[i++] = potential[row * columns + column] > threshold ? 1 : 0;
        }
      }
    }
    return fired;
  }

  private static float[] pool(Shape neurons, Window window, float[] fired) {
    Shape pooled = window.slide(neurons, neurons.maps());
    float[] wave = new float[pooled.size()];
    int i = 0;
    for (int map = 0; map < pooled.maps(); map++) {
      for (int row = 0; row < pooled.height(); row++) {
        for (int column = 0; column < pooled.width(); column++) {
          wave[i++] = highest(neurons, window, fired, map, row, column);
        }
      }
    }
    return wave;
  }

  private static float highest(
      Shape neurons, Window window, float[] fired, int map, int row, int column) {
    int top = row * window.rowStride() - window.rowPadding();
    int left = column * window.columnStride() - window.columnPadding();
    float highest = 0;
    for (int y = Math.max(0, top); y < Math.min(neurons.height(), top + window.height()); y++) {
      for (int x = Math.max(0, left); x < Math.min(neurons.width(), left + window.width()); x++) {
        highest = Math.max(highest, fired[neurons.index(map, y, x)]);
      }
    }
    return highest;
  }

  /** Every step is computed; the last one decides. */
  private float[] decide(float[][] wave) {
    if (network.decisions().output().locations() > 1) {
      return decideAtLocations(wave);
    }
    float[][] taps = weights[weights.length - 1];
    float[] potentials = new float[taps[0].length];
    for (int t = 0; t < steps; t++) {
      Arrays.fill(potentials, 0);
      for (int tap = 0; tap < taps.length; tap++) {
        addScaled(wave[t][tap], taps[tap], potentials);
      }
      multiplyAdds += (long) taps.length * potentials.length;
    }
    return potentials;
  }

  /** The highest potential of each map, after the last step. */
  private float[] decideAtLocations(float[][] wave) {
    Convolution synapses = network.decisions();
    Shape output = synapses.output();
    int columns = synapses.input().width() + 2 * synapses.window().columnPadding();
    float[] highest = new float[output.maps()];
    for (float[] instant : wave) {
      float[][] potentials =
          convolve(synapses, weights[weights.length - 1], synapses.input(), instant);
      for (int map = 0; map < highest.length; map++) {
        highest[map] = 0;
        for (int place = 0; place < potentials[map].length; place++) {
          if (place % columns < output.width()) {
            highest[map] = Math.max(highest[map], potentials[map][place]);
          }
        }
      }
    }
    return highest;
  }
}
