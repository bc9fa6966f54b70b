package io.firstspike.engine.network;

import io.firstspike.engine.compute.Kernels;
import io.firstspike.engine.compute.ThreadGuard;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import java.util.List;

/**
 * A network at work: image to volley to features to decision. Not thread-safe: make one for each
 * thread; they share the network's weights and see them change. Two threads in one at the same time
 * are refused with a {@link java.util.ConcurrentModificationException}; threads may take turns, if
 * they borrow nothing from each other.
 */
public final class Classifier {

  private final ThreadGuard guard =
      new ThreadGuard(
          "Classifier",
          "make one for each thread, which share the network's weights, or let Batch do it");
  private final NetworkSpec spec;
  private final Encoder encoder;
  private final List<FeatureLayer> features;
  private final Decider decider;
  private final VolleyBuffer encoded;
  private final List<VolleyBuffer> outputs;
  private final List<Integer> inputs;
  private final Volley[] seen;
  private final VolleyBuffer joined;
  private final VolleyBuffer timeless;
  private Volley evidence;

  /** A classifier with {@code network}'s weights. */
  public Classifier(Network network) {
    this(network, Kernels.fastest());
  }

  /**
   * The same.
   *
   * @param kernels this classifier's own
   */
  public Classifier(Network network, Kernels kernels) {
    this.spec = network.spec();
    this.encoder = new Encoder(spec.input(), spec.encoding(), kernels);
    this.features = network.featureLayers(spec.features().size(), kernels);
    this.decider = new Decider(network, kernels);
    this.encoded = new VolleyBuffer(encoder.output());
    this.outputs = features.stream().map(layer -> new VolleyBuffer(layer.output())).toList();
    this.inputs = spec.decisionInputs();
    this.seen = new Volley[inputs.size()];
    this.joined = new VolleyBuffer(network.decisions().input());
    this.timeless = new VolleyBuffer(network.decisions().input());
  }

  /**
   * Classifies one image.
   *
   * @throws IllegalArgumentException if it is not of the size the network takes
   */
  public Decision classify(Image image) {
    guard.enter();
    try {
      label(image);
      return decider.decision();
    } finally {
      guard.leave();
    }
  }

  /**
   * The label of one image, an index into the spec's labels; -1 if the network is silent. Allocates
   * nothing.
   *
   * @throws IllegalArgumentException if it is not of the size the network takes
   */
  public int label(Image image) {
    guard.enter();
    try {
      evidence = borrowEvidence(image);
      return decider.label(evidence);
    } finally {
      guard.leave();
    }
  }

  /** Whether it makes a difference to a decision when the neurons of the first volley fire. */
  private boolean readsTimes() {
    return spec.decision().timed()
        || exactLayers() > 0
        || !features.isEmpty() && features.get(0).readsOrder();
  }

  /** The first volley of {@code image}. */
  public Volley encode(Image image) {
    guard.enter();
    try {
      return encoder.encode(image);
    } finally {
      guard.leave();
    }
  }

  /** As {@link #encode}, in a buffer of this object's: valid until the next image. */
  public Volley borrowEncoded(Image image) {
    guard.enter();
    try {
      return encoder.encode(image, encoded);
    } finally {
      guard.leave();
    }
  }

  /** The output of the first {@code count} feature layers; {@code count} 0 gives it back as is. */
  public Volley features(Volley encoded, int count) {
    guard.enter();
    try {
      return count == 0 ? encoded : borrowFeatures(encoded, count).copy();
    } finally {
      guard.leave();
    }
  }

  /** As {@link #features}, in a buffer of this object's: valid until the next volley. */
  public Volley borrowFeatures(Volley encoded, int count) {
    guard.enter();
    try {
      Volley volley = encoded;
      for (int i = 0; i < count; i++) {
        volley = features.get(i).forward(volley, outputs.get(i));
      }
      return volley;
    } finally {
      guard.leave();
    }
  }

  /**
   * What the decision layer decides on. Where it asks for times, its inputs as they fire. Else only
   * who fires at all, everybody in the last time step: it looks at potentials in the end, so when
   * inputs fire makes no difference to it, and not to what it learns. These are the same neurons,
   * but in the order of their flat index: so that sums of floats are the same everywhere, every
   * decision and every label is to be given this volley.
   */
  public Volley evidence(Volley encoded) {
    guard.enter();
    try {
      Volley borrowed = borrowEvidence(encoded);
      return borrowed == encoded ? encoded : borrowed.copy();
    } finally {
      guard.leave();
    }
  }

  /**
   * What the decision layer decides on of an image: the {@link #evidence} of its first volley, of
   * which the times are left out where they make no difference.
   *
   * @throws IllegalArgumentException if it is not of the size the network takes
   */
  public Volley evidence(Image image) {
    guard.enter();
    try {
      return borrowEvidence(image).copy();
    } finally {
      guard.leave();
    }
  }

  /** The same, in a buffer of this object's: valid until the next image. */
  public Volley borrowEvidence(Image image) {
    guard.enter();
    try {
      return borrowEvidence(
          readsTimes() ? borrowEncoded(image) : encoder.encodeAtAll(image, encoded));
    } finally {
      guard.leave();
    }
  }

  /** As {@link #evidence}, in a buffer of this object's: valid until the next volley. */
  public Volley borrowEvidence(Volley first) {
    guard.enter();
    try {
      int exact = spec.decision().timed() ? features.size() : exactLayers();
      Volley volley = first;
      for (int i = 0; i < features.size(); i++) {
        FeatureLayer layer = features.get(i);
        VolleyBuffer output = outputs.get(i);
        volley = i < exact ? layer.forward(volley, output) : layer.forwardAtAll(volley, output);
      }
      Volley all = see(first);
      boolean atOnce = all.start(all.steps() - 1) == 0;
      return spec.decision().timed() || atOnce ? all : timeless.fillTimeless(all);
    } finally {
      guard.leave();
    }
  }

  /** What the decision layer is connected to, once the layers have fired. */
  private Volley see(Volley first) {
    for (int i = 0; i < seen.length; i++) {
      int layer = inputs.get(i);
      seen[i] = layer < 0 ? first : outputs.get(layer).volley();
    }
    return seen.length == 1 ? seen[0] : joined.fillJoined(seen);
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

  /**
   * What layer {@code layer} received of the last image that {@link #label} or {@link #classify}
   * took; the decision layer's number is that of the feature layers. In a buffer of this object's.
   */
  public Volley borrowInput(int layer) {
    if (layer == features.size()) {
      return evidence;
    }
    return layer == 0 ? encoded.volley() : borrowOutput(layer - 1);
  }

  /** The spikes of feature layer {@code layer} to the last volley, in a buffer of this object's. */
  Volley borrowOutput(int layer) {
    return outputs.get(layer).volley();
  }

  /** What the decision layer says to {@code evidence}. */
  public Decision decide(Volley evidence) {
    guard.enter();
    try {
      return decider.decide(evidence);
    } finally {
      guard.leave();
    }
  }

  /** The label of {@code decision} as text, or {@code "silent"}. */
  public String name(Decision decision) {
    return decision.silent() ? "silent" : spec.decision().labels().get(decision.label());
  }
}
