package io.firstspike.engine.nd4j.gradient;

import io.firstspike.engine.stepped.training.SpikeLoss;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/** Losses of what labels give, spikes or currents: (example, label) for each time step. */
final class Losses {

  private Losses() {}

  static SDVariable sum(List<SDVariable> steps) {
    SDVariable sum = steps.get(0);
    for (SDVariable step : steps.subList(1, steps.size())) {
      sum = sum.add(step);
    }
    return steps.size() == 1 ? sum.mul(1.0) : sum;
  }

  static SDVariable loss(
      SpikeLoss loss, List<SDVariable> spikes, SDVariable counts, SDVariable targets) {
    return switch (loss) {
      case COUNT -> crossEntropy(counts, targets);
      case POTENTIAL -> crossEntropy(counts.mul(1.0 / spikes.size()), targets);
      case FIRST_SPIKE -> crossEntropy(remaining(spikes), targets);
      case RATE -> {
        SDVariable distance = counts.mul(1.0 / spikes.size()).sub(targets);
        yield distance.mul(distance).mean();
      }
    };
  }

  /** How many time steps are left when each label first fires, that one included; 0 if never. */
  private static SDVariable remaining(List<SDVariable> spikes) {
    SDVariable silent = null;
    SDVariable remaining = null;
    for (SDVariable spike : spikes) {
      SDVariable still = spike.rsub(1.0);
      silent = silent == null ? still : silent.mul(still);
      SDVariable fired = silent.rsub(1.0);
      remaining = remaining == null ? fired : remaining.add(fired);
    }
    return remaining;
  }

  private static SDVariable crossEntropy(SDVariable scores, SDVariable targets) {
    SameDiff graph = scores.getSameDiff();
    return graph.nn().logSoftmax(scores).mul(targets).sum(1).mean().neg();
  }
}
