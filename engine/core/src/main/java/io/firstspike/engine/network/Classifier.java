package io.firstspike.engine.network;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.encode.Image;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.List;

/**
 * A network at work: image to volley to features to decision. Not thread-safe: make one for each
 * thread; they share the network's weights and see them change.
 */
public final class Classifier {

  private final NetworkSpec spec;
  private final Encoder encoder;
  private final List<FeatureLayer> features;
  private final List<Integer> inputs;
  private final Decider decider;

  /** A classifier with {@code network}'s weights. */
  public Classifier(Network network) {
    this.spec = network.spec();
    this.encoder = new Encoder(spec.input(), spec.encoding());
    this.features = network.featureLayers(spec.features().size());
    this.inputs = spec.decisionInputs();
    this.decider = new Decider(network);
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
   * What the decision layer decides on. Where it asks for times, its inputs as they fire. Else only
   * who fires at all, everybody in the last time step: it looks at potentials in the end, so when
   * inputs fire makes no difference to it, and not to what it learns. These are the same neurons,
   * but in the order of their flat index: so that sums of floats are the same everywhere, every
   * decision and every label is to be given this volley.
   */
  public Volley evidence(Volley encoded) {
    boolean timed = spec.decision().timed();
    int exact = timed ? features.size() : exactLayers();
    List<Volley> outputs = new ArrayList<>();
    Volley volley = encoded;
    for (int i = 0; i < features.size(); i++) {
      FeatureLayer layer = features.get(i);
      volley = i < exact ? layer.forward(volley) : layer.forwardAtAll(volley);
      outputs.add(volley);
    }
    List<Volley> seen = inputs.stream().map(i -> i < 0 ? encoded : outputs.get(i)).toList();
    Volley evidence = seen.size() == 1 ? seen.get(0) : Volley.joined(seen);
    return timed ? evidence : evidence.timeless();
  }

  /**
   * How many layers must fire in time: below the last one that inhibits, times decide who fires.
   */
  private int exactLayers() {
    int last = features.size() - 1;
    while (last >= 0 && features.get(last).excitatory()) {
      last--;
    }
    return Math.max(0, last);
  }

  /** What the decision layer says to {@code evidence}. */
  public Decision decide(Volley evidence) {
    return decider.decide(evidence);
  }

  /** The label of {@code decision} as text, or {@code "silent"}. */
  public String name(Decision decision) {
    return decision.silent() ? "silent" : spec.decision().labels().get(decision.label());
  }
}
