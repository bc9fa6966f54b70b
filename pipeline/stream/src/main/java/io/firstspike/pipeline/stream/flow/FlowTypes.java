package io.firstspike.pipeline.stream.flow;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Flink's type information for the values of flows. Their serialisers have versions: state that
 * holds such values is read by later programs, too. Flink does not find these types by itself: give
 * them to sources, and to operators that make such values, with {@code returns}.
 */
@API(status = Status.MAINTAINED)
public final class FlowTypes {

  public static final TypeInformation<Frame> FRAME = new VersionedType<>(Codecs.FRAME);
  public static final TypeInformation<Label> LABEL = new VersionedType<>(Codecs.LABEL);
  public static final TypeInformation<Prediction> PREDICTION =
      new VersionedType<>(Codecs.PREDICTION);
  public static final TypeInformation<Metrics> METRICS = new VersionedType<>(Codecs.METRICS);
  public static final TypeInformation<ModelUpdate> MODEL_UPDATE =
      new VersionedType<>(Codecs.MODEL_UPDATE);
  public static final TypeInformation<DeadLetter> DEAD_LETTER =
      new VersionedType<>(Codecs.DEAD_LETTER);

  private FlowTypes() {}

  /**
   * Checks that a stream has one of these types: Flink's own serialisers cannot read its values
   * back.
   *
   * @param constant the name of the type's constant
   * @throws IllegalArgumentException if it has not
   */
  static <T> void require(DataStream<T> stream, TypeInformation<T> type, String constant) {
    if (!stream.getType().equals(type)) {
      throw new IllegalArgumentException(
          "a stream has type "
              + stream.getType()
              + " where a flow needs FlowTypes."
              + constant
              + ": give its last operator .returns(FlowTypes."
              + constant
              + ")");
    }
  }
}
