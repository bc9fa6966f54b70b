package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.stepped.training.LayerSpec;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/**
 * A layer of neurons, written out for each time step, with the roundings of the engine for such
 * networks: {@code v = v + share (r x - v)}, with {@code r = tau} and {@code share = 1 / tau}.
 *
 * @param spec the neurons
 * @param firing how they fire
 * @param detachReset whether gradients do not pass the reset
 */
record UnrolledNeurons(LayerSpec.Neurons spec, SmoothStep firing, boolean detachReset) {

  /** The input times {@code r}, as it is in all time steps. */
  SDVariable current(SDVariable input) {
    return spec.tau() == null ? input : input.mul((double) spec.tau().floatValue());
  }

  /**
   * The spikes of each time step.
   *
   * @param currents of each time step; the same object may stand for several
   */
  List<SDVariable> spikes(List<SDVariable> currents) {
    double threshold = spec.threshold().floatValue();
    List<SDVariable> spikes = new ArrayList<>();
    SDVariable potential = null;
    for (SDVariable current : currents) {
      potential = integrate(potential, current);
      SDVariable fired = firing.fire(potential.sub(threshold));
      spikes.add(fired);
      if (spikes.size() < currents.size()) {
        potential = reset(potential, detachReset ? SmoothStep.constant(fired) : fired, threshold);
      }
    }
    return spikes;
  }

  private SDVariable integrate(SDVariable before, SDVariable current) {
    if (spec.tau() == null) {
      return before == null ? current : before.add(current);
    }
    double share = (float) (1 / (double) spec.tau().floatValue());
    return before == null ? current.mul(share) : before.add(current.sub(before).mul(share));
  }

  private SDVariable reset(SDVariable potential, SDVariable fired, double threshold) {
    return switch (spec.reset()) {
      case HARD -> potential.mul(fired.rsub(1.0));
      case SOFT -> potential.sub(threshold == 1 ? fired : fired.mul(threshold));
    };
  }
}
