package io.firstspike.pipeline.stream.flow;

import io.firstspike.pipeline.stream.flow.Entrance.Admission;
import io.firstspike.pipeline.stream.state.Codec;
import io.firstspike.pipeline.stream.state.VersionedType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The entrances of a flow.
 *
 * @param flow the flow's name
 * @param byClock whether watermarks in the flow tell the wall clock ({@link Entrance})
 */
record Entrances(String flow, boolean byClock) {

  /**
   * Adds the entrance of a stream. It has the stream's parallelism, so that values stay in the
   * order in which the stream's subtasks send them.
   *
   * @param role what the stream holds, in one word
   */
  <T, R> SingleOutputStreamOperator<R> enter(
      String role, DataStream<T> stream, Admission<T, R> admission, Codec<R> codec) {
    return entrance(role, stream, admission, codec).setParallelism(stream.getParallelism());
  }

  /** Adds the entrance of a stream that passes through one subtask. */
  <T, R> SingleOutputStreamOperator<R> enterOnce(
      String role, DataStream<T> stream, Admission<T, R> admission, Codec<R> codec) {
    return entrance(role, stream, admission, codec).setParallelism(1);
  }

  private <T, R> SingleOutputStreamOperator<R> entrance(
      String role, DataStream<T> stream, Admission<T, R> admission, Codec<R> codec) {
    String entered = flow + "-" + role;
    return stream
        .transform(entered, new VersionedType<>(codec), new Entrance<>(entered, admission, byClock))
        .uid(entered);
  }

  /** A stream without values that has the event time of {@code other}, and ends with it. */
  <T> DataStream<T> none(String role, SingleOutputStreamOperator<?> other, Codec<T> codec) {
    return other
        .flatMap((value, out) -> {}, new VersionedType<>(codec))
        .name(flow + "-no-" + role)
        .uid(flow + "-no-" + role)
        .setParallelism(other.getParallelism());
  }
}
