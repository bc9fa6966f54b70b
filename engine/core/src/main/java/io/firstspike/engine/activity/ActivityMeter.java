package io.firstspike.engine.activity;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Counts the spikes of a network's encoding and of its feature layers, stimulus by stimulus. Not
 * thread-safe.
 */
@API(status = Status.MAINTAINED)
public final class ActivityMeter {

  private final Classifier classifier;
  private final List<SpikeTally> layers = new ArrayList<>();

  /** Makes a meter that has counted nothing. */
  public ActivityMeter(Network network) {
    this.classifier = new Classifier(network);
    int steps = network.spec().encoding().steps();
    layers.add(new SpikeTally(DecisionSpec.ENCODING, network.encoded(), steps));
    for (int layer = 0; layer < network.spec().features().size(); layer++) {
      layers.add(new SpikeTally(network.spec().layerName(layer), network.output(layer), steps));
    }
  }

  /**
   * Shows a stimulus to the network and counts the spikes.
   *
   * @return the volleys of the encoding and of each feature layer, in buffers of this object that
   *     are valid until the next stimulus
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public List<Volley> measure(Stimulus stimulus) {
    List<Volley> volleys = classifier.borrowVolleys(stimulus);
    for (int layer = 0; layer < volleys.size(); layer++) {
      layers.get(layer).count(volleys.get(layer));
    }
    return volleys;
  }

  /** The counts so far: of the encoding, then of each feature layer. */
  public List<LayerActivity> activity() {
    return layers.stream().map(SpikeTally::activity).toList();
  }
}
