package io.firstspike.engine.layer;

import io.firstspike.engine.compute.WeightLoops;
import io.firstspike.engine.plasticity.SpikeTimeError;
import io.firstspike.engine.spike.Spikes;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Gradients of the error of spike times ({@link SpikeTimeError}) by the potentials of decision
 * neurons and of the hidden neurons before them (S. R. Kheradpisheh, T. Masquelier 2020, equations
 * 14 to 19). A neuron with a higher potential is taken to fire earlier, one step for each unit; and
 * an input that comes one step later to lower the potential by its weight:
 *
 * <pre>
 * gradient(decision neuron k) = its error
 * gradient(hidden neuron j)   = sum over k of gradient(k) w(k, j)   if j fired no later than k
 * </pre>
 *
 * The gradient by a weight is that of its neuron if the input fired no later than the neuron, else
 * 0; for a silent neuron, all inputs that fire count, but no gradient reaches a silent hidden one.
 * That is the true gradient but for the factor {@code 1 / steps}, which scaling takes away. Not
 * thread-safe, as it reuses its buffers.
 */
@API(status = Status.INTERNAL)
public final class SpikeTimeGradients {

  private final LayerWeights weights;
  private final FirstSpikes deciding;

  /** Null if there are none. */
  private final HiddenNeurons hidden;

  private final float[] decisionGradients;
  private final float[] hiddenGradients;
  private byte[] times;
  private Spikes seen;

  /**
   * Creates gradients of a decision layer with {@code weights}, of which they see later changes.
   *
   * @param hidden the neurons before it, not to be shared with another object; null if there are
   *     none
   * @param labels number of neurons that stand for a label; they are the first ones
   * @param loops the inner loops; not to be shared with another object
   */
  public SpikeTimeGradients(
      LayerWeights weights, float threshold, HiddenNeurons hidden, int labels, WeightLoops loops) {
    this.weights = weights;
    this.deciding = new FirstSpikes(weights, threshold, loops);
    this.hidden = hidden;
    this.decisionGradients = new float[labels];
    this.hiddenGradients = new float[hidden == null ? 0 : weights.layout().fan()];
  }

  /**
   * Computes the gradients for a volley.
   *
   * @param label index of the right label
   * @param gap time steps that the other labels' neurons should fire after the right one
   * @return whether there is an error; if not, all gradients are 0
   */
  public boolean compute(Spikes evidence, int label, int gap) {
    seen = hidden == null ? evidence : hidden.fire(evidence);
    times = deciding.fire(seen);
    boolean any = SpikeTimeError.of(times, evidence.steps(), label, gap, decisionGradients);
    if (hidden != null) {
      propagate();
    }
    return any;
  }

  private void propagate() {
    Arrays.fill(hiddenGradients, 0);
    for (int t = 0; t < seen.steps(); t++) {
      for (int i = seen.start(t); i < seen.end(t); i++) {
        int neuron = seen.spike(i);
        float sum = 0;
        for (int map = 0; map < decisionGradients.length; map++) {
          if (t <= times[map]) {
            sum += decisionGradients[map] * weights.weight(neuron, map);
          }
        }
        hiddenGradients[neuron] = sum;
      }
    }
  }

  /** The volley that the decision neurons saw: that of the hidden neurons, or the evidence. */
  public Spikes seen() {
    return seen;
  }

  /** The gradients of the decision neurons, {@code [label]}; an array of this object. */
  public float[] decisionGradients() {
    return decisionGradients;
  }

  /** The gradients of the hidden neurons; an array of this object, empty if there are none. */
  public float[] hiddenGradients() {
    return hiddenGradients;
  }

  /** The time step of the spike of each decision neuron, or that after the last one. */
  public byte[] decisionTimes() {
    return times;
  }

  /** The time step of the spike of each hidden neuron, or that after the last one. */
  public byte[] hiddenTimes() {
    return hidden.times();
  }
}
