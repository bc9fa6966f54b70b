package io.firstspike.engine.activity;

import io.firstspike.engine.spike.Shape;
import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The spikes that one layer passed on, after pooling, while a network was shown stimuli.
 *
 * @param layer name of the layer, or {@link io.firstspike.engine.spec.DecisionSpec#ENCODING}
 * @param shape of the volleys that the layer passes on; with several thresholds, all maps once for
 *     each
 * @param stimuli number of stimuli
 * @param spikesByMap spikes of each map, over all stimuli
 * @param stimuliByMap number of stimuli for which a map fired at all
 * @param spikesByStep spikes in each time step, over all stimuli
 */
@API(status = Status.MAINTAINED)
public record LayerActivity(
    String layer,
    Shape shape,
    int stimuli,
    long[] spikesByMap,
    int[] stimuliByMap,
    long[] spikesByStep) {

  /** The number of spikes over all stimuli. */
  public long spikes() {
    return Arrays.stream(spikesByMap).sum();
  }

  /** The mean number of spikes for each stimulus; 0 if there was none. */
  public double spikesPerStimulus() {
    return stimuli == 0 ? 0 : (double) spikes() / stimuli;
  }

  /** The share of the layer's cells that fire, over all stimuli, 0 to 1. */
  public double share() {
    return spikesPerStimulus() / shape.size();
  }

  /** The number of maps that fired for no stimulus. */
  public int silentMaps() {
    return (int) Arrays.stream(stimuliByMap).filter(count -> count == 0).count();
  }
}
