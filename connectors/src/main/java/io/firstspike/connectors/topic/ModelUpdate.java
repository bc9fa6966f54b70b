package io.firstspike.connectors.topic;

/** One record of a model's publication: changed rows, then the manifest that completes them. */
public sealed interface ModelUpdate permits ModelRow, ModelManifest {

  /** Which learner the model belongs to, 1 to 256 characters. */
  String modelKey();
}
