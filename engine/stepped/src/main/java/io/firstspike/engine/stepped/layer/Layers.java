package io.firstspike.engine.stepped.layer;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.stepped.graph.Affine;
import io.firstspike.engine.stepped.graph.Convolve;
import io.firstspike.engine.stepped.graph.Delay;
import io.firstspike.engine.stepped.graph.Neurons;
import io.firstspike.engine.stepped.graph.Pool;
import io.firstspike.engine.stepped.graph.Scale;
import io.firstspike.engine.stepped.graph.Tensor;
import io.firstspike.engine.stepped.graph.Threshold;
import io.firstspike.engine.stepped.plan.PlannedNode;
import io.firstspike.engine.stepped.plan.TimeStep;
import java.util.List;

/** Makes layers of planned nodes. */
final class Layers {

  private Layers() {}

  static Layer of(PlannedNode planned, TimeStep timeStep) {
    int size = Math.toIntExact(Tensor.size(planned.input()));
    if (planned.node() instanceof Affine affine) {
      return new FullConnection(affine);
    }
    if (planned.node() instanceof Convolve convolve) {
      return new Convolution(convolve, maps(planned.input()), maps(planned.output()));
    }
    if (planned.node() instanceof Pool pool) {
      return new WindowSum(pool, maps(planned.input()), maps(planned.output()));
    }
    if (planned.node() instanceof Scale scale) {
      return Elementwise.scale(Elementwise.spread(scale.factor(), size));
    }
    if (planned.node() instanceof Threshold threshold) {
      return Elementwise.threshold(Elementwise.spread(threshold.threshold(), size));
    }
    if (planned.node() instanceof Delay delay) {
      return delay(delay, size, timeStep);
    }
    return planned.node() instanceof Neurons neurons
        ? neurons(neurons, size, timeStep)
        : Elementwise.relay();
  }

  /** Maps of rows and columns; one row if there are maps of one dimension. */
  private static Shape maps(List<Integer> dimensions) {
    return dimensions.size() == 2
        ? new Shape(dimensions.get(0), 1, dimensions.get(1))
        : new Shape(dimensions.get(0), dimensions.get(1), dimensions.get(2));
  }

  private static Layer delay(Delay delay, int size, TimeStep timeStep) {
    float[] seconds = Elementwise.spread(delay.seconds(), size);
    int[] steps = new int[size];
    for (int i = 0; i < size; i++) {
      steps[i] = Math.toIntExact(timeStep.steps(seconds[i]));
    }
    return new DelayLine(steps);
  }

  private static Layer neurons(Neurons neurons, int size, TimeStep timeStep) {
    float[] r = Elementwise.spread(neurons.r(), size);
    Firing firing = firing(neurons.firing(), size);
    if (neurons.leak() == null) {
      float[] gains = new float[size];
      for (int i = 0; i < size; i++) {
        gains[i] = (float) (timeStep.seconds() * r[i]);
      }
      return new Integrators(gains, firing);
    }
    return new LeakyNeurons(
        new LeakyNeurons.Leak(
            shares(neurons.leak().tau(), size, timeStep),
            Elementwise.spread(neurons.leak().potential(), size),
            r),
        synapses(neurons.synapse(), size, timeStep),
        firing);
  }

  private static LeakyNeurons.Synapses synapses(
      Neurons.Synapse synapse, int size, TimeStep timeStep) {
    return synapse == null
        ? null
        : new LeakyNeurons.Synapses(
            shares(synapse.tau(), size, timeStep), Elementwise.spread(synapse.weight(), size));
  }

  private static Firing firing(Neurons.Firing firing, int size) {
    return firing == null
        ? null
        : new Firing(
            Elementwise.spread(firing.threshold(), size),
            firing.reset() == null ? null : Elementwise.spread(firing.reset(), size));
  }

  private static float[] shares(Tensor taus, int size, TimeStep timeStep) {
    float[] shares = Elementwise.spread(taus, size).clone();
    for (int i = 0; i < size; i++) {
      shares[i] = timeStep.share(shares[i]);
    }
    return shares;
  }
}
