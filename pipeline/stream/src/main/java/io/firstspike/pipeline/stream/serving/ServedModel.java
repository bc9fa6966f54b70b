package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.Predictions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** One version of a model that serves. */
final class ServedModel {

  private static final String WHERE = "model update";
  private static final int MAX_NAME = 256;

  private final String version;
  private final NetworkSpec spec;
  private final String phase;
  private final Inference inference;

  private ServedModel(String version, NetworkSpec spec, String phase, Inference inference) {
    this.version = version;
    this.spec = spec;
    this.phase = phase;
    this.inference = inference;
  }

  /**
   * Makes the served model of the job's own model file.
   *
   * @throws SuppressRestartsException if the backend cannot execute it here
   */
  static ServedModel ofJob(Model model, Batching batching) {
    String version = ModelVersion.of(model.spec(), model.provenance());
    return of(version, model, batching.require(model.spec()));
  }

  /**
   * Makes the served model of a published model.
   *
   * @throws MalformedException if its weights or its progress do not fit its spec, or the backend
   *     cannot execute it here
   */
  static ServedModel published(String version, Model model, Batching batching)
      throws MalformedException {
    requireSense(version, model);
    try {
      return of(version, model, batching.choose(model.spec()));
    } catch (BackendException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedException(
          WHERE, "the weights of " + version + " do not fit its spec: " + e.getMessage(), e);
    }
  }

  private static ServedModel of(String version, Model model, Backend backend) {
    NetworkSpec spec = model.spec();
    String phase =
        model.progress().deciding(spec)
            ? Prediction.DECISION
            : spec.layerName(model.progress().stage());
    return new ServedModel(version, spec, phase, backend.open(model.serving()));
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
   * The predictions for frames; silent while the model's feature layers are learning.
   *
   * @param now the time of the decisions by the clock, in milliseconds since the epoch
   * @throws IllegalArgumentException if an image is not of the size the network takes, or
   *     potentials exceed what a float can hold
   */
  List<Prediction> answer(List<Frame> frames, long now) {
    List<Decision> decisions =
        phase.equals(Prediction.DECISION)
            ? inference.classify(frames.stream().map(Frame::image).toList())
            : Collections.nCopies(frames.size(), Decision.SILENT);
    List<Prediction> predictions = new ArrayList<>(frames.size());
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      predictions.add(
          Predictions.of(
              frame.modelKey(),
              frame.frameId(),
              decisions.get(i),
              spec,
              phase,
              version,
              frame.timestamp(),
              now));
    }
    return predictions;
  }

  /** Gives back what executes the model, which must not be used any more. */
  void close() {
    inference.close();
  }
}
