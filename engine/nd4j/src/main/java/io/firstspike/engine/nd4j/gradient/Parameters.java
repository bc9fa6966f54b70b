package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.LayerSpec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What a network learns, by name: weights of a convolution (row, column, input map, output map), of
 * a linear layer (input, output), and rows for the rest.
 */
final class Parameters {

  private static final int DRAWN = 1;

  private Parameters() {}

  /**
   * First parameters: weights drawn from a normal distribution of variance 2 / inputs before a
   * normalisation, as K. He et al. 2015, else 1 / inputs.
   */
  static Map<String, INDArray> first(GradientSpec spec, long seed, DataType type) {
    Map<String, INDArray> parameters = new LinkedHashMap<>();
    for (int i = 0; i < spec.layers().size(); i++) {
      LayerSpec layer = spec.layers().get(i);
      Shape from = spec.shapes().get(i);
      Shape to = spec.shapes().get(i + 1);
      if (layer.weighted()) {
        long[] dimensions =
            layer instanceof LayerSpec.Convolution convolution
                ? new long[] {convolution.kernel(), convolution.kernel(), from.maps(), to.maps()}
                : new long[] {from.size(), to.size()};
        Random random = SeededRandom.of(seed, DRAWN, i);
        parameters.put(
            Names.weights(i), drawn(dimensions, spec.normalised(i) ? 2 : 1, random, type));
        if (!spec.normalised(i)) {
          parameters.put(Names.bias(i), Nd4j.valueArrayOf(row(spec, i), 0, type));
        }
      } else if (layer instanceof LayerSpec.Normalisation) {
        parameters.put(Names.gain(i), Nd4j.valueArrayOf(row(spec, i), 1, type));
        parameters.put(Names.offset(i), Nd4j.valueArrayOf(row(spec, i), 0, type));
      }
    }
    return parameters;
  }

  private static INDArray drawn(long[] dimensions, double gain, Random random, DataType type) {
    long all = Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
    double deviation = Math.sqrt(gain * dimensions[dimensions.length - 1] / all);
    double[] values = new double[Math.toIntExact(all)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return Nd4j.createFromArray(values).reshape(dimensions).castTo(type);
  }

  /** The dimensions of a number for each map, or for each output of a linear layer. */
  static long[] row(GradientSpec spec, int layer) {
    int maps = spec.shapes().get(layer + 1).maps();
    return spec.flat(layer) ? new long[] {1, maps} : new long[] {1, maps, 1, 1};
  }
}
