package io.firstspike.pipeline.app.page.network;

import java.util.List;

/**
 * How a network sees one frame: the spikes of all layers, and the decision.
 *
 * @param modelKey the key of the network's learner
 * @param frameId which frame
 * @param version which version of the model
 * @param steps number of time steps
 * @param layers the encoder and the feature layers
 * @param labels the labels of the decision layer
 * @param potentials the highest potential of the neurons of each label, {@code [step][label]}: of
 *     all spikes up to that time step; null where a threshold decides
 * @param decided the label that is decided for; null if the network is silent
 * @param potential the potential of the winner; null if the network is silent
 */
public record SpikeRaster(
    String modelKey,
    String frameId,
    String version,
    int steps,
    List<Layer> layers,
    List<String> labels,
    float[][] potentials,
    String decided,
    Float potential) {

  /**
   * The spikes of one layer.
   *
   * @param name the layer's name
   * @param maps number of maps
   * @param height rows of a map
   * @param width columns of a map
   * @param spikes number of spikes
   * @param latencies of each neuron, map-major; the number of time steps for a silent one. In JSON
   *     they are Base64. Null if they are too many to be shown
   */
  public record Layer(String name, int maps, int height, int width, int spikes, byte[] latencies) {}
}
