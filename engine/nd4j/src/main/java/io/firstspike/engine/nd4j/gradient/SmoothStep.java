package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.stepped.training.Surrogate;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ops.impl.controlflow.compat.StopGradient;

/**
 * Firing, whose gradient is that of a smooth step: {@code s + constant(fires - s)}. SameDiff takes
 * no other way: it copies operations by their names, so a gradient of one's own is passed over.
 *
 * @param surrogate the smooth step
 * @param slope of it at the threshold
 * @param smooth whether neurons give the smooth step itself, which is what finite differences of
 *     can be taken
 */
record SmoothStep(Surrogate surrogate, double slope, boolean smooth) {

  /** Firing of neurons whose potentials are {@code u} above their thresholds. */
  SDVariable fire(SDVariable u) {
    SDVariable step = step(u);
    if (smooth) {
      return step;
    }
    SameDiff graph = u.getSameDiff();
    SDVariable fires = graph.gt(u, 0.0).castTo(u.dataType());
    return step.add(constant(fires.sub(step)));
  }

  private SDVariable step(SDVariable u) {
    SameDiff graph = u.getSameDiff();
    return switch (surrogate) {
      case ARCTAN -> graph.math().atan(u.mul(Math.PI * slope)).mul(1 / Math.PI).add(0.5);
      case SIGMOID -> graph.nn().sigmoid(u.mul(4 * slope));
      case FAST_SIGMOID -> graph.nn().softsign(u.mul(2 * slope)).mul(0.5).add(0.5);
      case RECTANGLE -> graph.math().clipByValue(u.mul(slope).add(0.5), 0, 1);
    };
  }

  /** The same values, which gradients do not pass. */
  static SDVariable constant(SDVariable values) {
    return new StopGradient(values.getSameDiff(), values).outputVariable();
  }
}
