package io.firstspike.engine.learning;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.layer.SpikeTimes;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spike.Spikes;

/**
 * Learning by S2-STDP: for each label, the neuron that fires first moves its spike towards the time
 * at which it should fire.
 */
final class TimingLearning implements DecisionLearning {

  private final S2StdpSpec rule;
  private final DecisionSpec spec;
  private final Synapses synapses;
  private final SpikeTimes times;
  private final float[] thresholds;

  /** For each label, its neuron that fires first. */
  private final int[] first;

  TimingLearning(S2StdpSpec rule, Network network, Synapses synapses, WeightLoops loops) {
    this.rule = rule;
    this.spec = network.spec().decision();
    this.synapses = synapses;
    this.times = new SpikeTimes(network.weights().decisions(), loops);
    this.thresholds = new float[spec.maps()];
    this.first = new int[spec.labels().size()];
  }

  @Override
  public boolean readsPotentials() {
    return false;
  }

  @Override
  public void learn(
      Spikes evidence, int winner, int winnerStep, int label, ProgressTracker course) {
    for (int map = 0; map < thresholds.length; map++) {
      thresholds[map] = spec.threshold() + synapses.raise(map);
    }
    float[] fired = times.fire(evidence, thresholds);
    int labels = spec.labels().size();
    double mean = 0;
    for (int group = 0; group < labels; group++) {
      first[group] = first(group, fired, times.potentials());
      mean += fired[first[group]] / labels;
    }
    for (int group = 0; group < labels; group++) {
      int map = first[group];
      double error = fired[map] - rule.desired(mean, labels, group == label);
      // For a neuron that stays silent, all inputs count as having fired in time.
      int step = Math.min(evidence.steps() - 1, (int) fired[map]);
      synapses.learnWhole(
          map,
          step,
          rule.stdp(error / evidence.steps(), course.labels()),
          evidence,
          course.labels());
    }
    if (rule.competition() > 0) {
      compete(label, first[label]);
    }
  }

  /**
   * The neuron of label {@code group} that fires first; of neurons with equal times, silent ones
   * included, that with the highest potential.
   */
  private int first(int group, float[] fired, float[] potentials) {
    int first = group * spec.neuronsPerLabel();
    for (int map = first + 1; map < (group + 1) * spec.neuronsPerLabel(); map++) {
      boolean stronger = fired[map] == fired[first] && potentials[map] > potentials[first];
      first = fired[map] < fired[first] || stronger ? map : first;
    }
    return first;
  }

  private void compete(int group, int winner) {
    int neurons = spec.neuronsPerLabel();
    for (int map = group * neurons; map < (group + 1) * neurons; map++) {
      float change = map == winner ? neurons - 1 : -1;
      float raise = synapses.raise(map) + rule.competition() * change / neurons;
      synapses.setRaise(map, Math.max(0, raise));
    }
  }
}
