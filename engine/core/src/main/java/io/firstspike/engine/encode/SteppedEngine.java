package io.firstspike.engine.encode;

import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import java.util.ServiceLoader;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * What computes networks of neurons that fire many times: a service that another module names for
 * {@link ServiceLoader}. Thread-safe.
 */
@API(status = Status.INTERNAL)
public interface SteppedEngine {

  /**
   * Makes an encoder of the network that {@code encoding} describes.
   *
   * @param numbers the numbers of its graph
   * @throws IllegalStateException if the graph cannot run, or does not fit the input or what is
   *     read of it; the message says why
   */
  SteppedEncoder open(InputSpec input, EncodingSpec encoding, float[] numbers);

  /**
   * The engine on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static SteppedEngine find() {
    return ServiceLoader.load(SteppedEngine.class, SteppedEngine.class.getClassLoader())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "neurons that fire many times need the module firstspike-engine-stepped: put"
                        + " it on the class path"));
  }
}
