package io.firstspike.pipeline.ml.function;

import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.ml.predict.Classification;
import io.firstspike.pipeline.ml.predict.ModelClassifier;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.functions.FunctionContext;

/** Classifies the images that a function is called with, in one task. */
final class ArgumentClassifier implements AutoCloseable {

  /** Names that are converted once: labels, and the versions of the present models. */
  private static final int MOST_NAMES = 10_000;

  private final OpenModels models;
  private final ImageArgument images;
  private final Map<String, StringData> names = new HashMap<>();

  private ArgumentClassifier(OpenModels models, ImageArgument images) {
    this.models = models;
    this.images = images;
  }

  static ArgumentClassifier open(ModelSupply supply, FunctionOptions own, FunctionContext context) {
    FunctionOptions options = supply.options(own, context);
    return new ArgumentClassifier(
        supply.open(options, context), new ImageArgument(options, context));
  }

  /**
   * Classifies an image.
   *
   * @param argument bytes, a row or an image; null for none
   * @param modelKey the key of the model; null or empty for {@value ModelKey#DEFAULT}
   * @return null if there is no image, or if it cannot be used and counts as NULL
   */
  Classification classify(Object argument, String modelKey) {
    if (argument == null) {
      return null;
    }
    boolean none = modelKey == null || modelKey.isEmpty();
    ModelClassifier classifier = models.of(none ? ModelKey.DEFAULT : modelKey);
    Image image = images.read(argument, classifier.spec().input());
    return image == null ? null : classifier.classify(image);
  }

  /** A name as the table's runtime has it; null for null. */
  StringData name(String name) {
    if (name == null) {
      return null;
    }
    if (names.size() > MOST_NAMES) {
      names.clear();
    }
    return names.computeIfAbsent(name, StringData::fromString);
  }

  @Override
  public void close() {
    models.close();
  }
}
