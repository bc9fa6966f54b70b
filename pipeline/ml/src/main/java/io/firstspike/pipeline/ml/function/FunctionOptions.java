package io.firstspike.pipeline.ml.function;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.engine.backend.Backends;
import java.io.Serializable;

/**
 * Options of a function.
 *
 * @param onError the reaction to images that cannot be used
 * @param limits how large an encoded picture may be
 * @param backend the name of what executes the network, such as {@value Backends#CPU}
 */
public record FunctionOptions(OnError onError, ImageLimits limits, String backend)
    implements Serializable {

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
