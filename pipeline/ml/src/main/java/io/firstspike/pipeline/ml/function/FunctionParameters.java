package io.firstspike.pipeline.ml.function;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.pipeline.ml.predict.OnError;
import java.util.Optional;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.functions.FunctionContext;

/**
 * Job parameters that configure functions which SQL has created by their class names:
 *
 * <pre>{@code
 * SET 'pipeline.global-job-parameters' = 'firstspike.model:/models/digits.fspk';
 * CREATE FUNCTION SNN_CLASSIFY AS 'io.firstspike.pipeline.ml.function.SnnClassify';
 * }</pre>
 */
public final class FunctionParameters {

  /** A model file, which each task must be able to read. */
  public static final String MODEL = "firstspike.model";

  /** The topic whose models are followed, if no file is given; {@value #DEFAULT_TOPIC} if none. */
  public static final String MODELS_TOPIC = "firstspike.models-topic";

  /** The brokers of that topic. */
  public static final String BOOTSTRAP_SERVERS = "firstspike.bootstrap-servers";

  /** A file of more settings for Kafka's clients, which each task must be able to read. */
  public static final String KAFKA_CONFIG = "firstspike.kafka-config";

  /** The network whose encoding SNN_ENCODE applies: a shipped one's name, or a file. */
  public static final String NETWORK = "firstspike.network";

  /** The {@linkplain OnError reaction} to images that cannot be used: fail or null. */
  public static final String ON_ERROR = "firstspike.on-error";

  /** The name of the backend that executes the network: cpu, cuda or auto. */
  public static final String BACKEND = "firstspike.backend";

  /** Bytes of the largest encoded picture. */
  public static final String MAX_BYTES = "firstspike.max-frame-bytes";

  /** Pixels of the largest encoded picture. */
  public static final String MAX_PIXELS = "firstspike.max-frame-pixels";

  /** Weights of the largest network that is taken, and as many neurons. */
  public static final String MAX_WEIGHTS = "firstspike.max-weights";

  static final String DEFAULT_TOPIC = "models";

  private final FunctionContext context;

  FunctionParameters(FunctionContext context) {
    this.context = context;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(context.getJobParameter(name, null)).filter(text -> !text.isBlank());
  }

  /** The options with what the parameters say in place of what they leave open. */
  FunctionOptions over(FunctionOptions options) {
    ImageLimits limits = options.limits();
    return new FunctionOptions(
        get(ON_ERROR).map(FunctionParameters::reaction).orElse(options.onError()),
        new ImageLimits(
            (int) number(MAX_BYTES, limits.maxBytes(), Integer.MAX_VALUE),
            (int) number(MAX_PIXELS, limits.maxPixels(), Integer.MAX_VALUE)),
        get(BACKEND).orElse(options.backend()));
  }

  /** The limit on the size of networks. */
  NetworkLimit networkLimit() {
    return new NetworkLimit(
        number(MAX_WEIGHTS, NetworkLimit.DEFAULT_WEIGHTS, NetworkLimit.MOST_WEIGHTS));
  }

  private static OnError reaction(String name) {
    return OnError.named(name)
        .filter(FunctionOptions::can)
        .orElseThrow(
            () -> new ValidationException(ON_ERROR + " is fail or null, not \"" + name + "\""));
  }

  private long number(String name, long otherwise, long most) {
    Optional<String> text = get(name);
    try {
      long number = text.map(Long::parseLong).orElse(otherwise);
      if (number > 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, as for numbers out of range.
    }
    throw new ValidationException(
        name + " is a whole number from 1 to " + most + ", not \"" + text.orElseThrow() + "\"");
  }

  /** The encoding of the network that the parameters name, be it by a model. */
  ImageEncoder encoder() {
    Optional<String> network = get(NETWORK);
    if (network.isEmpty()) {
      return get(MODEL)
          .map(file -> ImageEncoder.of(new ModelFromFile(file, networkLimit()).read()))
          .orElseThrow(() -> new ValidationException(noNetwork()));
    }
    try {
      return ImageEncoder.of(NetworkSpec.load(network.get(), networkLimit()));
    } catch (SpecException e) {
      throw new ValidationException(NETWORK + ": " + e.getMessage(), e);
    }
  }

  private static String noNetwork() {
    return "SNN_ENCODE has no network: SET 'pipeline.global-job-parameters' = '"
        + NETWORK
        + ":firstspike-2026' (a network's name or file), or '"
        + MODEL
        + ":FILE'";
  }
}
