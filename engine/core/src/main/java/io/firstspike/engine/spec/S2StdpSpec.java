package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.plasticity.Stdp;

/**
 * S2-STDP, supervised STDP with error-modulated updates (G. Goupy, P. Tirilly, I. M. Bilasco:
 * Paired competing neurons improving STDP supervised local learning in spiking neural networks,
 * Frontiers in Neuroscience 2024). Each neuron learns by STDP, times how far its spike is from when
 * it should come: the right label's neuron should fire before the mean of all labels' spike times,
 * the others after it.
 *
 * <pre>
 * desired(right) = mean - (labels - 1) / labels * gap
 * desired(other) = mean + 1 / labels * gap
 * e              = (time - desired) / steps
 * w += e * potentiation   for inputs that came in time
 * w += e * depression     for the others</pre>
 *
 * With several neurons a label, those of a label compete: the first to fire stands for the label
 * and learns. So that not one wins all, its threshold rises while it learns ({@code competition};
 * the same authors: Neuronal competition groups with supervised STDP for spike-based
 * classification, NeurIPS 2024): after each label, in that label's group of m neurons, the winner's
 * rises by {@code (m - 1) / m * competition}, the others' fall by {@code competition / m}, none
 * below the layer's threshold. Decisions are made with the layer's threshold.
 *
 * @param gap time steps between the spike of the right label's neuron and those of the others
 * @param potentiation rate of synapses whose input came in time, above 0
 * @param depression rate of the others, 0 or less
 * @param lower smallest weight
 * @param upper largest weight
 * @param competition what a winner's threshold rises by; 0 or left out: thresholds stay
 * @param decay how steps get shorter; null or left out: they do not
 */
public record S2StdpSpec(
    float gap,
    float potentiation,
    float depression,
    float lower,
    float upper,
    float competition,
    @JsonInclude(JsonInclude.Include.NON_NULL) DecaySpec decay)
    implements DecisionRule {

  @Override
  public boolean inhibits() {
    return lower < 0;
  }

  @Override
  public DecisionRule withHorizon(long labels) {
    return decay == null
        ? null
        : new S2StdpSpec(
            gap, potentiation, depression, lower, upper, competition, decay.over(labels));
  }

  /**
   * When a label's neuron should fire.
   *
   * @param mean the mean of all labels' spike times, in time steps
   * @param labels how many labels there are
   * @param right whether it is the neuron of the right label
   */
  public double desired(double mean, int labels, boolean right) {
    return right ? mean - (labels - 1.0) / labels * gap : mean + gap / labels;
  }

  /**
   * What a neuron learns by.
   *
   * @param error its time less the desired one, in shares of all time steps
   * @param learned labels learned from before
   */
  public Stdp stdp(double error, long learned) {
    double scale = error * DecaySpec.left(decay, learned);
    return new Stdp(
        (float) (potentiation * scale), (float) (depression * scale), lower, upper, false);
  }
}
