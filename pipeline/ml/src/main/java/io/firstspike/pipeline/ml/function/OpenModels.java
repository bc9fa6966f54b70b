package io.firstspike.pipeline.ml.function;

import io.firstspike.pipeline.ml.predict.ModelClassifier;

/** Models that one task classifies with, by their keys. */
interface OpenModels extends AutoCloseable {

  /**
   * The classifier of the present model of {@code modelKey}.
   *
   * @throws org.apache.flink.runtime.execution.SuppressRestartsException if there is none
   */
  ModelClassifier of(String modelKey);

  @Override
  void close();
}
