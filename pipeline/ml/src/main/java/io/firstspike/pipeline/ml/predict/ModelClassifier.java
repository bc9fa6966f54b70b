package io.firstspike.pipeline.ml.predict;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.util.Collections;
import java.util.List;

/**
 * Classifies images with one model. Not thread-safe: make one for each thread.
 *
 * <p>A model whose feature layers are still learning decides nothing: it is silent, as in the
 * learning and serving jobs.
 */
public final class ModelClassifier implements AutoCloseable {

  private final NetworkSpec spec;
  private final String version;
  private final boolean deciding;
  private final int batchSize;
  private final Shape features;
  private final Inference inference;

  private ModelClassifier(Model model, String version, Backend backend, Network network) {
    this.spec = model.spec();
    this.version = version;
    this.deciding = model.progress().deciding(spec);
    this.batchSize = backend.batchSize();
    this.features = network.evidence();
    this.inference = backend.open(network);
  }

  /**
   * Makes the classifier of {@code model}, whose version is named by its network and number of
   * updates.
   *
   * @param backend the name of a backend, or {@value Backends#AUTO}
   * @throws io.firstspike.engine.backend.BackendException if it cannot execute the network here
   */
  public static ModelClassifier of(Model model, String backend) {
    return of(model, ModelVersion.of(model.spec(), model.provenance()), backend);
  }

  /**
   * Makes the classifier of {@code model}, a published version.
   *
   * @throws io.firstspike.engine.backend.BackendException if it cannot execute the network here
   */
  public static ModelClassifier of(Model model, String version, String backend) {
    return new ModelClassifier(
        model, version, Backends.choose(backend, model.spec()), model.serving());
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
   * Classifies images.
   *
   * @throws IllegalArgumentException if the network does not take one of them
   */
  public List<Classification> classify(List<Image> images) {
    return named(deciding ? inference.classify(images) : silent(images.size()));
  }

  /**
   * Classifies an image.
   *
   * @throws IllegalArgumentException if the network does not take it
   */
  public Classification classify(Image image) {
    return classify(List.of(image)).get(0);
  }

  /**
   * Decides on the volleys that the decision layer reads: features that a model with the same
   * feature layers has extracted.
   *
   * @throws IllegalArgumentException if one is of another shape
   */
  public List<Classification> decide(List<Volley> evidence) {
    for (Volley volley : evidence) {
      if (!volley.shape().equals(features)) {
        throw new IllegalArgumentException(
            "a volley of "
                + volley.shape()
                + " is no features of network "
                + spec.name()
                + ", whose decision layer reads "
                + features
                + ": extract them with the same network");
      }
    }
    return named(deciding ? inference.decide(evidence) : silent(evidence.size()));
  }

  private static List<Decision> silent(int count) {
    return Collections.nCopies(count, Decision.SILENT);
  }

  private List<Classification> named(List<Decision> decisions) {
    return decisions.stream().map(one -> Classification.of(one, spec, version)).toList();
  }

  /** Gives back what executes the network. */
  @Override
  public void close() {
    inference.close();
  }
}
