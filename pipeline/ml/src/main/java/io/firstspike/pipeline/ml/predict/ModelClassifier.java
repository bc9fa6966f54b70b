package io.firstspike.pipeline.ml.predict;

import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.model.ModelVersion;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
  private final Inference inference;

  private ModelClassifier(
      NetworkSpec spec, String version, boolean deciding, int batchSize, Inference inference) {
    this.spec = spec;
    this.version = version;
    this.deciding = deciding;
    this.batchSize = batchSize;
    this.inference = inference;
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
    var chosen = Backends.choose(backend, model.spec());
    return new ModelClassifier(
        model.spec(),
        version,
        model.progress().deciding(model.spec()),
        chosen.batchSize(),
        chosen.open(model.serving()));
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
    return told(deciding ? inference.classify(images) : silent(images.size()));
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
    return told(deciding ? inference.decide(evidence) : silent(evidence.size()));
  }

  private static List<Decision> silent(int count) {
    return Collections.nCopies(count, Decision.SILENT);
  }

  private List<Classification> told(List<Decision> decisions) {
    return decisions.stream().map(this::told).toList();
  }

  private Classification told(Decision decision) {
    List<String> labels = spec.decision().labels();
    Optional<Winner> winner = decision.winner();
    boolean alone = decision.runnerUp() < 0;
    return new Classification(
        winner.map(w -> labels.get(decision.label())),
        winner.map(Winner::potential).orElse(0f),
        alone ? Optional.empty() : Optional.of(labels.get(decision.runnerUp())),
        alone ? 0 : decision.runnerUpPotential(),
        version);
  }

  /** Gives back what executes the network. */
  @Override
  public void close() {
    inference.close();
  }
}
