package io.firstspike.connectors.topic;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Record of the labels topic: the label of a frame, or a command about a label. */
@API(status = Status.MAINTAINED)
public sealed interface LabelRecord permits Label, LabelCommand {

  /** The key of the learner that it belongs to, 1 to 256 characters. */
  String modelKey();

  /** The label, 1 to 256 characters. */
  String label();

  /** The event time, in milliseconds since the epoch. */
  long timestamp();
}
