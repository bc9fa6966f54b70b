package io.firstspike.engine.onnx;

import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Sliding;
import io.firstspike.engine.stepped.graph.Tensor;
import java.util.List;

/**
 * A factor and a shift for each channel, {@code y = factor x + shift}: what batch normalisation,
 * biases and normalisation of the input come to. Where there is one dimension, each element is a
 * channel.
 */
record PerChannel(float[] factors, float[] shifts) {

  PerChannel {
    for (int i = 0; i < factors.length; i++) {
      if (!Float.isFinite(factors[i]) || !Float.isFinite(shifts[i])) {
        throw new IllegalArgumentException("it divides by 0, or by what is computed");
      }
    }
  }

  /** Folds it into the convolution or full connection that gives the value, or adds a node. */
  Value apply(Value value, OnnxNode node, Draft draft, Constants constants) {
    Node giver = draft.of(value);
    if (value.sole() && giver instanceof Affine affine) {
      draft.replace(value, folded(affine));
      return value;
    }
    if (value.sole() && giver instanceof Convolve convolve) {
      draft.replace(value, folded(convolve));
      return value;
    }
    return added(node.name(), value, node, draft, constants);
  }

  private Affine folded(Affine affine) {
    return new Affine(folded(affine.weight()), bias(affine.bias()));
  }

  private Convolve folded(Convolve convolve) {
    return new Convolve(
        folded(convolve.weight()),
        bias(convolve.bias()),
        convolve.window(),
        convolve.groups(),
        convolve.inputSides());
  }

  private Tensor folded(Tensor weight) {
    float[] values = weight.values().clone();
    int each = values.length / factors.length;
    for (int i = 0; i < values.length; i++) {
      values[i] *= factors[i / each];
    }
    return new Tensor(weight.dimensions(), values);
  }

  private Tensor bias(Tensor bias) {
    float[] values = new float[shifts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bias == null ? 0 : factors[i] * bias.values()[i]) + shifts[i];
    }
    return Tensor.of(values);
  }

  /**
   * Adds a node for it.
   *
   * @param name of the new node
   * @param node whom complaints name
   */
  Value added(String name, Value value, OnnxNode node, Draft draft, Constants constants) {
    List<Integer> dimensions = value.dimensions();
    int channels = factors.length;
    if (dimensions.size() == 3) {
      Convolve convolve =
          new Convolve(
              new Tensor(List.of(channels, 1, 1, 1), factors),
              Tensor.of(shifts),
              Sliding.plain(1, 1, 1, 1, 0, 0),
              channels,
              dimensions.subList(1, 3));
      return draft.add(name, convolve, dimensions, value);
    }
    if (dimensions.size() != 1) {
      throw node.complaint(
          "it is for each channel of "
              + value.told()
              + ", and only maps with rows and columns, or one dimension, can be converted");
    }
    if (Tensor.of(shifts).zero()) {
      return draft.add(name, new Scale(Tensor.of(factors)), dimensions, value);
    }
    constants.take(node, (long) channels * channels);
    float[] diagonal = new float[Math.multiplyExact(channels, channels)];
    for (int i = 0; i < channels; i++) {
      diagonal[i * channels + i] = factors[i];
    }
    Affine affine =
        new Affine(new Tensor(List.of(channels, channels), diagonal), Tensor.of(shifts));
    return draft.add(name, affine, dimensions, value);
  }
}
