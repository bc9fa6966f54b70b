package io.firstspike.pipeline.ml.predict;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.List;

/**
 * Computes the volleys that a model's decision layer reads. Not thread-safe: make one for each
 * thread.
 */
public final class FeatureExtractor implements AutoCloseable {

  private final NetworkSpec spec;
  private final int batchSize;
  private final Inference inference;
  private final Classifier classifier;
  private final Shape encoded;

  private FeatureExtractor(NetworkSpec spec, int batchSize, Inference inference, Network network) {
    this.spec = spec;
    this.batchSize = batchSize;
    this.inference = inference;
    this.classifier = new Classifier(network);
    this.encoded = new Encoder(spec.input(), spec.encoding()).output();
  }

  /**
   * Makes the extractor of {@code model}, whose feature layers must have learned.
   *
   * @param backend the name of a backend, or {@value Backends#AUTO}
   * @throws IllegalArgumentException if a feature layer has yet to learn
   * @throws io.firstspike.engine.backend.BackendException if it cannot execute the network here
   */
  public static FeatureExtractor of(Model model, String backend) {
    NetworkSpec spec = model.spec();
    if (!model.progress().deciding(spec)) {
      throw new IllegalArgumentException(
          "layer "
              + spec.layerName(model.progress().stage())
              + " of network "
              + spec.name()
              + " has yet to learn its features: fit a SpikingFeatureExtractor, or train the model");
    }
    Backend chosen = Backends.choose(backend, spec);
    Network network = model.network();
    return new FeatureExtractor(spec, chosen.batchSize(), chosen.open(network), network);
  }

  /** The structure of the network. */
  public NetworkSpec spec() {
    return spec;
  }

  /** The number of images in a batch that suits the backend. */
  public int batchSize() {
    return batchSize;
  }

  /**
   * The features of images.
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  public List<Volley> ofImages(List<Image> images) {
    return inference.evidence(images);
  }

  /**
   * The features of encoded images.
   *
   * @throws IllegalArgumentException if one has not the shape that the network's encoding gives
   */
  public List<Volley> ofVolleys(List<Volley> volleys) {
    for (Volley volley : volleys) {
      if (!volley.shape().equals(encoded)) {
        throw new IllegalArgumentException(
            "a volley of "
                + volley.shape()
                + " is none of network "
                + spec.name()
                + ", whose encoding gives "
                + encoded
                + ": encode with the same network");
      }
    }
    return volleys.stream().map(classifier::evidence).toList();
  }

  /** Gives back what executes the network. */
  @Override
  public void close() {
    inference.close();
  }
}
