package io.firstspike.pipeline.stream.serving;

import java.io.Serializable;
import java.util.Map;

/** How far the models topic has come. */
@FunctionalInterface
public interface ModelsTopicEnd extends Serializable {

  /** The offset of the last record of each partition that has any, at present. */
  Map<Integer, Long> lastOffsets();
}
