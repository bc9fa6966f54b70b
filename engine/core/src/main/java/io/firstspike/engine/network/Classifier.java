package io.firstspike.engine.network;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.encode.Image;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spike.Volley;
import java.util.List;

/**
 * A network at work: image to volley to features to decision. Not thread-safe: make one for each
 * thread; they share the network's weights and see them change.
 */
public final class Classifier {

  private final NetworkSpec spec;
  private final Encoder encoder;
  private final List<FeatureLayer> features;
  private final DecisionNeurons neurons;

  /** A classifier with {@code network}'s weights. */
  public Classifier(Network network) {
    this.spec = network.spec();
    this.encoder = new Encoder(spec.input(), spec.encoding());
    this.features = network.featureLayers(spec.features().size());
    this.neurons = new DecisionNeurons(network.convolution(spec.features().size()));
  }

  /**
   * Classifies one image.
   *
   * @throws IllegalArgumentException if it is not of the size the network takes
   */
  public Decision classify(Image image) {
    return decide(evidence(encode(image)));
  }

  /** The first volley of {@code image}. */
  public Volley encode(Image image) {
    return encoder.encode(image);
  }

  /** The output of the first {@code count} feature layers; {@code count} 0 gives it back as is. */
  public Volley features(Volley encoded, int count) {
    Volley volley = encoded;
    for (int i = 0; i < count; i++) {
      volley = features.get(i).forward(volley);
    }
    return volley;
  }

  /**
   * What the decision layer decides on: which neurons of the last feature layer fire at all, all in
   * the last time step. It looks at their potentials in the end, so when they fire makes no
   * difference to it, and not to what it learns. The same neurons as with {@link #features}, but in
   * the order of their flat index: so that sums of floats are the same everywhere, every decision
   * and every label is to be given this volley.
   */
  public Volley evidence(Volley encoded) {
    // Below the last layer that inhibits too, times matter to who fires in the end.
    int timed = features.size() - 1;
    while (timed >= 0 && features.get(timed).excitatory()) {
      timed--;
    }
    Volley volley = encoded;
    for (int i = 0; i < features.size(); i++) {
      FeatureLayer layer = features.get(i);
      volley = i < timed ? layer.forward(volley) : layer.forwardAtAll(volley);
    }
    return volley;
  }

  /** What the decision layer says to the features of an image. */
  public Decision decide(Volley features) {
    if (features.count() == 0) {
      return Decision.SILENT;
    }
    // Synapses of the delta rule inhibit too: there the highest potential may be a negative one.
    float floor = spec.decision().delta() == null ? 0 : Float.NEGATIVE_INFINITY;
    return Decision.among(neurons.strongest(features), spec.decision().neuronsPerLabel(), floor);
  }

  /** The label of {@code decision} as text, or {@code "silent"}. */
  public String name(Decision decision) {
    return decision.silent() ? "silent" : spec.decision().labels().get(decision.label());
  }
}
