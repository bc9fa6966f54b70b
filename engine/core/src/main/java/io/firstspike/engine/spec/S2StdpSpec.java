package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.mistake.SpecProblems;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of S2-STDP, by which the neurons of a decision layer learn to fire at desired times: the
 * changes of STDP are multiplied by a timing error, the difference between a neuron's spike time
 * and the time at which it should fire (supervised STDP with error-modulated updates; G. Goupy, P.
 * Tirilly, I. M. Bilasco: Paired competing neurons improving STDP supervised local learning in
 * spiking neural networks, Frontiers in Neuroscience 2024). The right label's neuron should fire
 * before the mean spike time of all labels, the neurons of the other labels after it.
 *
 * <pre>
 * desired(right) = mean - (labels - 1) / labels * gap
 * desired(other) = mean + 1 / labels * gap
 * e              = (time - desired) / steps
 * w += e * potentiation   for inputs that came in time
 * w += e * depression     for the others</pre>
 *
 * With several neurons for each label, those of a label compete: the first to fire stands for the
 * label and learns. Thresholds that change in learning keep one neuron from always winning ({@code
 * competition}; the same authors: Neuronal competition groups with supervised STDP for spike-based
 * classification, NeurIPS 2024). After each label, in that label's group of m neurons, the winner's
 * threshold rises by {@code (m - 1) / m * competition} and the others' thresholds fall by {@code
 * competition / m}, but never below the threshold of the layer. Decisions use the threshold of the
 * layer.
 *
 * @param gap time steps between the spike of the right label's neuron and the spikes of the others
 * @param potentiation rate of synapses whose input fired in time, above 0
 * @param depression rate of all other synapses, 0 or less
 * @param lower smallest weight
 * @param upper largest weight
 * @param competition size of the changes of thresholds; 0 or left out: thresholds do not change
 * @param decay decay of the step size; null or left out: none
 */
@API(status = Status.MAINTAINED)
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

  @Override
  public List<String> problems(String at, DecisionSpec layer) {
    String rule = at + ".rule.s2stdp";
    SpecProblems problems = new SpecProblems();
    layer.checkNoDropout(at, problems);
    layer.checkWhole(rule, problems);
    if (layer.threshold() == null) {
      problems.add(rule + " needs " + at + ".threshold");
    }
    problems.positive(rule + ".gap", gap);
    problems.positive(rule + ".potentiation", potentiation);
    problems.within(rule + ".depression", depression, -Float.MAX_VALUE, 0);
    problems.bounds(rule, lower, upper);
    problems.within(rule + ".competition", competition, 0, Float.MAX_VALUE);
    if (decay != null) {
      decay.check(rule + ".decay", problems);
    }
    return problems.sentences();
  }

  /**
   * The time at which a label's neuron should fire, in time steps.
   *
   * @param mean mean spike time of all labels, in time steps
   * @param labels number of labels
   * @param right whether the neuron's label is the right one
   */
  public double desired(double mean, int labels, boolean right) {
    return right ? mean - (labels - 1.0) / labels * gap : mean + gap / labels;
  }

  /**
   * The rule of one neuron.
   *
   * @param error spike time minus desired time, as a fraction of the number of time steps
   * @param learned number of labels learned from before
   */
  public Stdp stdp(double error, long learned) {
    double scale = error * left(learned);
    return new Stdp(
        (float) (potentiation * scale), (float) (depression * scale), lower, upper, false);
  }

  /**
   * The fraction of the rates that the decay leaves.
   *
   * @param learned number of labels learned from before
   */
  public double left(long learned) {
    return DecaySpec.left(decay, learned);
  }
}
