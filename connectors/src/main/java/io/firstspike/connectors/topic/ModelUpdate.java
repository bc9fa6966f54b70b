package io.firstspike.connectors.topic;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * One record of a published model: changed rows come first, then the manifest that completes them.
 */
@API(status = Status.MAINTAINED)
public sealed interface ModelUpdate permits ModelRow, ModelManifest {

  /** The key of the learner that the model belongs to, 1 to 256 characters. */
  String modelKey();
}
