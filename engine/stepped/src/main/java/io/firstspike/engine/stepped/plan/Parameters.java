package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Numbers that a node holds. */
final class Parameters {

  private Parameters() {}

  /** How many numbers a node holds while it runs, apart from what it receives and gives. */
  static long count(Node node, TimeStep timeStep) {
    if (node instanceof Delay delay) {
      long longest = 0;
      for (float seconds : delay.seconds().values()) {
        longest = Math.max(longest, timeStep.steps(seconds));
      }
      return saturated(longest + 1, delay.seconds().size());
    }
    return tensors(node).stream().mapToLong(Tensor::size).sum();
  }

  private static long saturated(long a, long b) {
    return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE / 4;
  }

  /** The parameters of a node that have an entry for each neuron or synapse. */
  static List<Tensor> tensors(Node node) {
    Stream<Tensor> tensors =
        node instanceof Affine affine
            ? Stream.of(affine.weight(), affine.bias())
            : node instanceof Convolve convolve
                ? Stream.of(convolve.weight(), convolve.bias())
                : node instanceof Scale scale
                    ? Stream.of(scale.factor())
                    : node instanceof Threshold threshold
                        ? Stream.of(threshold.threshold())
                        : node instanceof Neurons neurons ? Stream.of(neurons.r()) : Stream.of();
    return tensors.filter(Objects::nonNull).toList();
  }
}
