package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.function.Function;
import org.apache.flink.table.api.ValidationException;

/**
 * The encoding of a network.
 *
 * @param input what it takes
 * @param encode makes a volley of an image
 */
record ImageEncoder(InputSpec input, Function<Image, Volley> encode) {

  /** Encodes by a spec. */
  static ImageEncoder of(NetworkSpec spec) {
    return new ImageEncoder(
        spec.input(), new Encoder(complete(spec).input(), spec.encoding())::encode);
  }

  /** Encodes by a model, which may have a graph that encodes. */
  static ImageEncoder of(Model model) {
    return new ImageEncoder(model.spec().input(), new Classifier(model.network())::encode);
  }

  /** {@code spec}, if it says all of its encoding. */
  static NetworkSpec complete(NetworkSpec spec) {
    if (spec.encoding().stepped() != null) {
      throw new ValidationException(
          "network "
              + spec.name()
              + " encodes by a graph whose numbers a spec does not hold: name its model ("
              + FunctionParameters.MODEL
              + ")");
    }
    return spec;
  }
}
