package io.firstspike.pipeline.ml.function;

import java.io.Serializable;
import org.apache.flink.table.functions.FunctionContext;

/** Place that the models of a function come from; travels with the job. */
sealed interface ModelSupply extends Serializable
    permits ModelFromFile, ModelsFromTopic, ModelsFromParameters {

  /** Whether the models stay as they are, so that the same image always gets the same label. */
  boolean fixed();

  /** The options of a function with these models. */
  default FunctionOptions options(FunctionOptions own, FunctionContext context) {
    return own;
  }

  /**
   * Opens the models for one task.
   *
   * @throws org.apache.flink.table.api.ValidationException if there are none
   */
  OpenModels open(FunctionOptions options, FunctionContext context);
}
