package io.firstspike.engine.diagnosis;

import io.firstspike.engine.spec.FeatureSpec;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What a feature layer has learned, and what it did while a sample was shown to the network.
 *
 * @param spec of the layer
 * @param planned number of frames that it is to learn from; of {@code learned}, it has learned all
 *     unless a trial was cut short
 * @param learned number of frames that it has learned from
 * @param convergence mean of w (1 - w) when learning ended, before weights were rounded; NaN where
 *     nobody knows any more
 * @param tied share of winners, with the first weights, that another map's neuron at the same place
 *     equalled in time and potential; NaN where the first weights are gone
 * @param winners mean number of winners of a frame with these weights, at the threshold of learning
 * @param rows weights, {@code [map][synapse]}
 * @param stimuli number of stimuli of the sample
 * @param inputs mean number of input spikes
 * @param reached number of places where a neuron has an input that fires, over the sample
 * @param fired by map, number of neurons that fire at the lowest threshold of the frozen layer
 *     before pooling, over the sample
 * @param highest by map, the highest potential over the sample
 */
@API(status = Status.MAINTAINED)
public record LayerSigns(
    FeatureSpec spec,
    long planned,
    long learned,
    double convergence,
    double tied,
    double winners,
    float[][] rows,
    int stimuli,
    double inputs,
    long reached,
    long[] fired,
    float[] highest) {

  /**
   * Whether the layer has learned enough to be judged by what it has learned: all its frames, or,
   * where a trial was cut short, until it converged.
   */
  public boolean settled() {
    return learned >= planned || !(convergence > NoConvergence.LIMIT);
  }

  /** The number of maps. */
  public int maps() {
    return rows.length;
  }

  /** The lowest threshold of the frozen layer. */
  public float threshold() {
    return spec.frozenThresholds()[0];
  }

  /** The highest potential of all maps. */
  public float highestOfAll() {
    float all = Float.NEGATIVE_INFINITY;
    for (float potential : highest) {
      all = Math.max(all, potential);
    }
    return all;
  }

  /** The share of a map's neurons with input that fire, 0 to 1. */
  double share(int map) {
    return reached == 0 ? 0 : (double) fired[map] / reached;
  }

  /** The share of all maps' neurons with input that fire, 0 to 1. */
  public double share() {
    return reached == 0 ? 0 : (double) Arrays.stream(fired).sum() / reached / maps();
  }

  /** The most that the potential of a map's neurons can be: the sum of its positive weights. */
  double most(int map) {
    double sum = 0;
    for (float weight : rows[map]) {
      sum += Math.max(0, weight);
    }
    return sum;
  }

  /** Whether a map can never fire, whatever comes. */
  boolean dead(int map) {
    return most(map) <= threshold();
  }

  /** The number of maps that fired for no stimulus, dead ones among them. */
  public long silentMaps() {
    return Arrays.stream(fired).filter(count -> count == 0).count();
  }
}
