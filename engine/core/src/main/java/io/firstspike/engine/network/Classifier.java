package io.firstspike.engine.network;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.ThreadGuard;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.layer.FeatureLayer;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Classifies stimuli with a network: encodes each image, or window of events, as a volley, runs the
 * feature layers and lets the decision layer decide.
 *
 * <pre>{@code
 * Network network = ModelFile.read(Path.of("digits.fspk")).serving();
 * Classifier classifier = new Classifier(network);
 * Decision decision = classifier.classify(Image.grey(28, 28, pixels));
 * System.out.println(classifier.name(decision));
 * }</pre>
 *
 * Not thread-safe: make one for each thread. Classifiers share the network's weights and see
 * changes of them at once. A thread that enters while another one is inside gets a {@link
 * java.util.ConcurrentModificationException}. Threads may take turns, unless one uses a volley that
 * another has borrowed.
 *
 * <p>Methods called {@code borrow...} allocate nothing and return a buffer of this object, which
 * the next call overwrites.
 */
@API(status = Status.MAINTAINED)
public final class Classifier {

  private final ThreadGuard guard =
      new ThreadGuard(
          "Classifier",
          "make one for each thread, which share the network's weights, or let Workers do it");
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
  private Volley first;
  private Volley evidence;

  /** Creates a classifier that uses {@code network}'s weights, without copying them. */
  public Classifier(Network network) {
    this(network, InnerLoops.fastest());
  }

  /**
   * Creates a classifier with the given inner loops.
   *
   * @param loops the inner loops; not to be shared with another object
   */
  public Classifier(Network network, InnerLoops loops) {
    this.spec = network.spec();
    this.encoder = new Encoder(spec.input(), spec.encoding(), loops.pixels(), network::graph);
    this.features = network.featureLayers(spec.features().size(), loops);
    this.decider = new Decider(network, loops.weights());
    this.encoded = new VolleyBuffer(encoder.output());
    this.outputs = features.stream().map(layer -> new VolleyBuffer(layer.output())).toList();
    this.inputs = spec.decisionInputs();
    this.seen = new Volley[inputs.size()];
    this.joined = new VolleyBuffer(network.evidence());
    this.timeless = new VolleyBuffer(network.evidence());
  }

  /**
   * Classifies a stimulus.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public Decision classify(Stimulus stimulus) {
    guard.enter();
    try {
      label(stimulus);
      return decider.decision();
    } finally {
      guard.leave();
    }
  }

  /**
   * Classifies a stimulus without allocating anything.
   *
   * @return the label as an index into the spec's labels; -1 if the network is silent
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public int label(Stimulus stimulus) {
    guard.enter();
    try {
      evidence = borrowEvidence(stimulus);
      return decider.labelOnly(evidence);
    } finally {
      guard.leave();
    }
  }

  /**
   * Encodes a stimulus as the volley that the first layer receives.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public Volley encode(Stimulus stimulus) {
    guard.enter();
    try {
      return encoder.encode(stimulus);
    } finally {
      guard.leave();
    }
  }

  /**
   * Encodes a stimulus like {@link #encode}, into a buffer that is valid until the next stimulus.
   */
  public Volley borrowEncoded(Stimulus stimulus) {
    guard.enter();
    try {
      return encoder.encode(stimulus, encoded);
    } finally {
      guard.leave();
    }
  }

  /**
   * The output of the first {@code count} feature layers for an encoded image; if {@code count} is
   * 0, {@code encoded} itself.
   */
  public Volley features(Volley encoded, int count) {
    guard.enter();
    try {
      return count == 0 ? encoded : borrowFeatures(encoded, count).copy();
    } finally {
      guard.leave();
    }
  }

  /** Computes the output of {@link #features} in a buffer that is valid until the next volley. */
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
   * The volley that the decision layer decides on and learns from, for an encoded image.
   *
   * <p>If the spec's decision layer is {@linkplain io.firstspike.engine.spec.DecisionSpec#timed
   * timed}, these are the spikes of its inputs as they come. Otherwise only which inputs fire
   * matters, and the volley holds the same neurons, all in the last time step and in the order of
   * their flat index. Sums of floats depend on their order, so results are reproducible only if
   * decisions and learning are always given this volley.
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
   * The volley that the decision layer decides on, for a stimulus: {@link #evidence(Volley)} of its
   * encoding. Time steps are computed only where they matter, which is faster.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public Volley evidence(Stimulus stimulus) {
    guard.enter();
    try {
      return borrowEvidence(stimulus).copy();
    } finally {
      guard.leave();
    }
  }

  /**
   * Computes {@link #evidence(Stimulus)} in a buffer that is valid until the next stimulus.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public Volley borrowEvidence(Stimulus stimulus) {
    guard.enter();
    try {
      return borrowEvidence(
          TimesNeeded.encoding(spec, features)
              ? borrowEncoded(stimulus)
              : encoder.encodeAtAll(stimulus, encoded));
    } finally {
      guard.leave();
    }
  }

  /** Computes {@link #evidence(Volley)} in a buffer that is valid until the next volley. */
  public Volley borrowEvidence(Volley encoding) {
    guard.enter();
    try {
      first = encoding;
      int exact = TimesNeeded.layers(spec, features);
      Volley volley = encoding;
      for (int i = 0; i < features.size(); i++) {
        FeatureLayer layer = features.get(i);
        VolleyBuffer output = outputs.get(i);
        volley = i < exact ? layer.forward(volley, output) : layer.forwardAtAll(volley, output);
      }
      Volley all = see(encoding);
      boolean atOnce = all.start(all.steps() - 1) == 0;
      return spec.decision().timed() || atOnce ? all : timeless.fillTimeless(all);
    } finally {
      guard.leave();
    }
  }

  /** Joins the outputs that the decision layer is connected to, after the layers have fired. */
  private Volley see(Volley encoding) {
    for (int i = 0; i < seen.length; i++) {
      int layer = inputs.get(i);
      seen[i] = layer < 0 ? encoding : outputs.get(layer).volley();
    }
    return seen.length == 1 ? seen[0] : joined.fillJoined(seen);
  }

  /**
   * The input of layer {@code layer} for the stimulus that {@link #label} or {@link #classify} took
   * last, in a buffer of this object. The decision layer has the number of the feature layers.
   */
  public Volley borrowInput(int layer) {
    if (layer == features.size()) {
      return evidence;
    }
    return layer == 0 ? first : borrowOutput(layer - 1);
  }

  /**
   * The pooled spikes of feature layer {@code layer} for the last volley, in a buffer of this
   * object.
   */
  Volley borrowOutput(int layer) {
    return outputs.get(layer).volley();
  }

  /**
   * The volleys that a stimulus causes, each in its time steps: the encoded stimulus, then the
   * output of each feature layer. They lie in buffers that are valid until the next stimulus.
   *
   * @throws IllegalArgumentException if the network does not take the stimulus
   */
  public List<Volley> borrowVolleys(Stimulus stimulus) {
    guard.enter();
    try {
      List<Volley> volleys = new ArrayList<>(features.size() + 1);
      volleys.add(borrowEncoded(stimulus));
      borrowFeatures(volleys.get(0), features.size());
      for (VolleyBuffer output : outputs) {
        volleys.add(output.volley());
      }
      return volleys;
    } finally {
      guard.leave();
    }
  }

  /** Decides on a volley that {@link #evidence(Volley)} or its kin returned. */
  public Decision decide(Volley evidence) {
    guard.enter();
    try {
      decider.labelOnly(evidence);
      return decider.decision();
    } finally {
      guard.leave();
    }
  }

  /** The label of {@code decision} as text; {@code "silent"} if there is none. */
  public String name(Decision decision) {
    return decision.silent() ? "silent" : spec.decision().labels().get(decision.label());
  }
}
