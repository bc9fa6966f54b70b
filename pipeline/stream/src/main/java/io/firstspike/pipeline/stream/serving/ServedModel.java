package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.Predictions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One version of a model that serves: decides as a {@link Classifier} of that model does. */
final class ServedModel {

  private static final String WHERE = "model update";
  private static final int MAX_NAME = 256;

  private final String version;
  private final NetworkSpec spec;
  private final String phase;
  private final Classifier classifier;

  private ServedModel(String version, NetworkSpec spec, String phase, Classifier classifier) {
    this.version = version;
    this.spec = spec;
    this.phase = phase;
    this.classifier = classifier;
  }

  /** Makes the served model of a model file. */
  static ServedModel of(Model model) {
    return of(ModelVersion.of(model.spec(), model.provenance()), model);
  }

  /**
   * Makes the served model of a published model.
   *
   * @throws MalformedException if its weights or its progress do not fit its spec
   */
  static ServedModel published(String version, Model model) throws MalformedException {
    requireSense(version, model);
    try {
      return of(version, model);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedException(
          WHERE, "the weights of " + version + " do not fit its spec: " + e.getMessage(), e);
    }
  }

  private static ServedModel of(String version, Model model) {
    NetworkSpec spec = model.spec();
    String phase =
        model.progress().deciding(spec)
            ? Prediction.DECISION
            : spec.layerName(model.progress().stage());
    return new ServedModel(version, spec, phase, new Classifier(model.serving()));
  }

  /** Checks what JSON can express but a model, a prediction or state cannot hold. */
  private static void requireSense(String version, Model model) throws MalformedException {
    Optional<String> flaw = model.flaw();
    require(flaw.isEmpty(), flaw.orElse(""));
    requireName("model version", version);
    for (int layer = 0; layer < model.spec().layers(); layer++) {
      requireName("name of a layer", model.spec().layerName(layer));
    }
    for (String label : model.spec().decision().labels()) {
      requireName("label", label);
    }
  }

  private static void requireName(String what, String text) throws MalformedException {
    require(
        !text.isEmpty()
            && text.length() <= MAX_NAME
            && StandardCharsets.UTF_8.newEncoder().canEncode(text),
        "a " + what + " must be encodable as UTF-8 and have 1 to " + MAX_NAME + " characters");
  }

  private static void require(boolean condition, String otherwise) throws MalformedException {
    if (!condition) {
      throw new MalformedException(WHERE, otherwise);
    }
  }

  /**
   * The prediction for a frame; silent while the model's feature layers are learning.
   *
   * @param now the time of the decision by the clock, in milliseconds since the epoch
   * @throws IllegalArgumentException if the image is not of the size the network takes
   */
  Prediction answer(Frame frame, long now) {
    Decision decision =
        phase.equals(Prediction.DECISION) ? classifier.classify(frame.image()) : Decision.SILENT;
    return Predictions.of(
        frame.modelKey(), frame.frameId(), decision, spec, phase, version, frame.timestamp(), now);
  }
}
