package io.firstspike.pipeline.stream.state;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import org.apache.flink.util.OutputTag;

/** The side outputs of operators. */
public final class SideOutputs {

  /** Records that could not be used, with the reason. */
  public static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", new VersionedType<>(Codecs.DEAD_LETTER));

  /** The metrics of learners. */
  public static final OutputTag<Metrics> METRICS =
      new OutputTag<>("metrics", new VersionedType<>(Codecs.METRICS));

  /** The updates of learners' models. */
  public static final OutputTag<ModelUpdate> MODEL_UPDATES =
      new OutputTag<>("model-updates", new VersionedType<>(Codecs.MODEL_UPDATE));

  private SideOutputs() {}
}
