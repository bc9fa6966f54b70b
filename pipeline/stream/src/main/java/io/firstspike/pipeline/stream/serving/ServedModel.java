package io.firstspike.pipeline.stream.serving;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.NetworkGroup;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.ModelVersion;
import io.firstspike.pipeline.stream.model.Predictions;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** One version of a model that serves. */
final class ServedModel {

  private static final String WHERE = "model update";
  private static final int MAX_NAME = 256;

  private final String version;
  private final NetworkSpec spec;
  private final String phase;
  private final Network network;
  private final NetworkGroup group;

  private ServedModel(
      String version, NetworkSpec spec, String phase, Network network, NetworkGroup group) {
    this.version = version;
    this.spec = spec;
    this.phase = phase;
    this.network = network;
    this.group = group;
    if (deciding()) {
      group.add(network);
    }
  }

  /**
   * Makes the served model of the job's own model file.
   *
   * @param batching says what executes models
   * @param group of the networks that the models are executed in
   * @throws SuppressRestartsException if the backend cannot execute it here
   */
  static ServedModel ofJob(Model model, Batching batching, NetworkGroup group) {
    batching.require(model.spec());
    return of(ModelVersion.of(model.spec(), model.provenance()), model, group);
  }

  /**
   * Makes the served model of a published model.
   *
   * @param batching says what executes models
   * @param group of the networks that the models are executed in
   * @throws MalformedException if its weights or its progress do not fit its spec, or the backend
   *     cannot execute it here
   */
  static ServedModel published(String version, Model model, Batching batching, NetworkGroup group)
      throws MalformedException {
    requireSense(version, model);
    try {
      batching.choose(model.spec());
      return of(version, model, group);
    } catch (BackendException e) {
      throw new MalformedException(WHERE, e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new MalformedException(
          WHERE, "the weights of " + version + " do not fit its spec: " + e.getMessage(), e);
    }
  }

  private static ServedModel of(String version, Model model, NetworkGroup group) {
    NetworkSpec spec = model.spec();
    String phase =
        model.progress().deciding(spec)
            ? Prediction.DECISION
            : spec.layerName(model.progress().stage());
    return new ServedModel(version, spec, phase, model.serving(), group);
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

  /** Whether its feature layers have learned; until then its predictions are silent. */
  boolean deciding() {
    return phase.equals(Prediction.DECISION);
  }

  /** The network that decides. */
  Network network() {
    return network;
  }

  /**
   * The prediction for a frame.
   *
   * @param decision the network's
   * @param now the time of the decision by the clock, in milliseconds since the epoch
   */
  Prediction prediction(Frame frame, Decision decision, long now) {
    return Predictions.of(
        frame.modelKey(), frame.frameId(), decision, spec, phase, version, frame.timestamp(), now);
  }

  /** Gives back what executes the model, which must not be used any more. */
  void close() {
    if (deciding()) {
      group.remove(network);
    }
  }
}
