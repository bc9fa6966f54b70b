package io.firstspike.pipeline.stream.serving;

import java.io.Serializable;
import java.util.Map;

/** Asks for the end of the models topic. */
@FunctionalInterface
public interface ModelsTopicEnd extends Serializable {

  /** The present offset of the last record, by partition; without empty partitions. */
  Map<Integer, Long> lastOffsets();
}
