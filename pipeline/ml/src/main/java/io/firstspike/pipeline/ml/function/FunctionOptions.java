package io.firstspike.pipeline.ml.function;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.backend.Backends;
import io.firstspike.pipeline.ml.predict.OnError;
import java.io.Serializable;
import org.apache.flink.table.api.ValidationException;

/**
 * Options of a function.
 *
 * @param onError the reaction to images that cannot be used: failure or NULL
 * @param limits how large an encoded picture may be
 * @param backend the name of what executes the network, such as {@value Backends#CPU}
 */
public record FunctionOptions(OnError onError, ImageLimits limits, String backend)
    implements Serializable {

  public FunctionOptions {
    if (!can(onError)) {
      throw new ValidationException("a function reacts by fail or null, not by skip");
    }
  }

  /** Whether a function can react so: it cannot leave out the row that calls it. */
  static boolean can(OnError reaction) {
    return reaction != OnError.SKIP;
  }

  /** Failure at the first image that cannot be used, the usual limits, the processor. */
  public static final FunctionOptions DEFAULT =
      new FunctionOptions(OnError.FAIL, ImageLimits.DEFAULT, Backends.CPU);

  /** A copy with another reaction to images that cannot be used. */
  public FunctionOptions withOnError(OnError value) {
    return new FunctionOptions(value, limits, backend);
  }

  /** A copy with other limits. */
  public FunctionOptions withLimits(ImageLimits value) {
    return new FunctionOptions(onError, value, backend);
  }

  /** A copy with another backend. */
  public FunctionOptions withBackend(String value) {
    return new FunctionOptions(onError, limits, value);
  }
}
