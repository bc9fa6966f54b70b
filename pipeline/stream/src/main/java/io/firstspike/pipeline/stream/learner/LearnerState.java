package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.engine.network.Progress;
import io.firstspike.pipeline.stream.state.Codec;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.VersionedType;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.pipeline.stream.value.Remembered;
import io.firstspike.pipeline.stream.value.SuspendedSession;
import io.firstspike.pipeline.stream.value.Trace;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The state of one model key. All values are immutable and replaced on update: what a snapshot in
 * flight still reads never changes.
 *
 * @param base identity of the model that the rows differ from
 * @param origin series of the versions, then what the learner went on from, in words; null in state
 *     of earlier programs
 * @param rows weights that differ from the base, by {@link KeyedLearner#rowKey}
 * @param progress how far the curriculum has come
 * @param labels labels met at run time, by their place after those of the base
 * @param experience what the decision layer keeps beside its weights, as numbered entries ({@link
 *     io.firstspike.engine.learning.Experience})
 * @param suspended the session, if it has left memory
 * @param counts running totals, each at its counter's number ({@link Counter#number})
 * @param confusion cells of the confusion matrix that are not 0
 * @param remembered what is known of each frame id
 * @param buckets how many {@code chunks} there are for each time at which ids expire
 * @param chunks the ids, see {@link Expiry}
 * @param traces frames that wait for their label, by frame id
 * @param early labels that wait for their frame, by frame id
 * @param arrivals in replay order, what waits for event time to reach its timestamp
 */
record LearnerState(
    ValueState<String> base,
    ValueState<String[]> origin,
    MapState<Integer, float[]> rows,
    ValueState<Progress> progress,
    MapState<Integer, String> labels,
    MapState<Long, byte[]> experience,
    ValueState<SuspendedSession> suspended,
    ValueState<long[]> counts,
    MapState<Integer, Long> confusion,
    MapState<String, Remembered> remembered,
    MapState<Long, Integer> buckets,
    MapState<String, String[]> chunks,
    MapState<String, Trace> traces,
    MapState<String, ReceivedLabel> early,
    MapState<Long, Arrivals> arrivals) {

  /** The name of the state that every model key with a learner has. */
  static final String BASE = "base";

  static LearnerState open(RuntimeContext context) {
    return new LearnerState(
        context.getState(new ValueStateDescriptor<>(BASE, Types.STRING)),
        context.getState(
            new ValueStateDescriptor<>("origin", BasicArrayTypeInfo.STRING_ARRAY_TYPE_INFO)),
        map(context, "rows", Types.INT, type(Codecs.WEIGHT_ROW)),
        context.getState(new ValueStateDescriptor<>("progress", type(Codecs.PROGRESS))),
        map(context, "labels", Types.INT, Types.STRING),
        map(
            context,
            "experience",
            Types.LONG,
            PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO),
        context.getState(new ValueStateDescriptor<>("suspended", type(Codecs.SUSPENDED_SESSION))),
        context.getState(new ValueStateDescriptor<>("counts", type(Codecs.COUNTS))),
        map(context, "confusion", Types.INT, Types.LONG),
        map(context, "remembered", Types.STRING, type(Codecs.REMEMBERED)),
        map(context, "buckets", Types.LONG, Types.INT),
        map(context, "chunks", Types.STRING, BasicArrayTypeInfo.STRING_ARRAY_TYPE_INFO),
        map(context, "traces", Types.STRING, type(Codecs.TRACE)),
        map(context, "early-labels", Types.STRING, type(Codecs.RECEIVED_LABEL)),
        map(context, "arrivals", Types.LONG, type(Codecs.ARRIVALS)));
  }

  private static <T> TypeInformation<T> type(Codec<T> codec) {
    return new VersionedType<>(codec);
  }

  private static <K, V> MapState<K, V> map(
      RuntimeContext context, String name, TypeInformation<K> key, TypeInformation<V> value) {
    return context.getMapState(new MapStateDescriptor<>(name, key, value));
  }
}
