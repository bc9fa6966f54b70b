package io.firstspike.engine.stepped.plan;

import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Node;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Threshold;

/** Numbers that nodes hold. */
final class Parameters {

  /** Parameters and state of a neuron, at most. */
  private static final int OF_NEURON = 10;

  private Parameters() {}

  /** How many numbers a node holds while it runs, apart from what it receives and gives. */
  static long count(Node node, TimeStep timeStep) {
    if (node instanceof Affine affine) {
      return affine.weight().size();
    }
    if (node instanceof Convolve convolve) {
      return convolve.weight().size();
    }
    if (node instanceof Scale scale) {
      return scale.factor().size();
    }
    if (node instanceof Threshold threshold) {
      return threshold.threshold().size();
    }
    if (node instanceof Neurons neurons) {
      return (long) OF_NEURON * neurons.r().size();
    }
    return node instanceof Delay delay ? kept(delay, timeStep) : 0;
  }

  private static long kept(Delay delay, TimeStep timeStep) {
    long longest = 0;
    for (float seconds : delay.seconds().values()) {
      longest = Math.max(longest, timeStep.steps(seconds));
    }
    // What exceeds an int exceeds every limit; a product of longs might not.
    return (Math.min(longest, Integer.MAX_VALUE) + 1) * delay.seconds().size();
  }
}
