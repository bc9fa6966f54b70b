package io.firstspike.pipeline.stream.event;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.frame.ClockBound;
import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.pipeline.stream.metric.RejectionCounts;
import io.firstspike.pipeline.stream.state.SideOutputs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.ChainingStrategy;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Cuts the packets of each model key into windows and passes these on as records of frames. The
 * open windows of keys in use are in memory; before each checkpoint they are written to keyed
 * state, as they are when memory is short. Drops time marks, which have advanced event time before.
 */
public final class CutWindows extends AbstractStreamOperator<Received>
    implements OneInputStreamOperator<Received, Received> {

  private static final long serialVersionUID = 1L;

  private static final String WHERE = "events";

  /** The most memory of open windows in a subtask, in bytes. */
  private static final long MEMORY = 256L << 20;

  /** The memory of a key's stream beside its latencies: blocks of events and buffers. */
  private static final long STREAM_BYTES = 256 << 10;

  private final String specYaml;
  private final ClockBound bound;
  private final long memory;
  private transient NetworkSpec spec;
  private transient ValueState<byte[]> state;
  private transient RejectionCounts rejections;
  private transient Counter packets;
  private transient Counter windows;
  private transient long most;

  /** The streams in memory by model key, the least recently used first. */
  private transient Map<String, OpenStream> streams;

  /**
   * Makes an operator that cuts by the input of {@code spec}.
   *
   * @param bound the bound of event times
   */
  public CutWindows(NetworkSpec spec, ClockBound bound) {
    this(spec, bound, MEMORY);
  }

  /** Makes an operator whose open windows take at most {@code memory} bytes. */
  CutWindows(NetworkSpec spec, ClockBound bound, long memory) {
    this.specYaml = spec.toYaml();
    this.bound = bound;
    this.memory = memory;
    setChainingStrategy(ChainingStrategy.ALWAYS);
  }

  @Override
  public void open() throws Exception {
    super.open();
    spec = NetworkSpec.parse("of the job", specYaml, NetworkLimit.NONE);
    state =
        getRuntimeContext()
            .getState(
                new ValueStateDescriptor<>(
                    "camera", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    rejections =
        new RejectionCounts(
            getMetricGroup(), Rejection.UNREADABLE, Rejection.AHEAD, Rejection.UNFIT);
    packets = JobMetric.PACKETS.counter(getMetricGroup());
    windows = JobMetric.WINDOWS.counter(getMetricGroup());
    most = Math.max(1, memory / (STREAM_BYTES + spec.input().window().size()));
    streams = new LinkedHashMap<>(16, 0.75f, true);
  }

  @Override
  public void processElement(StreamRecord<Received> element) throws Exception {
    Received received = element.getValue();
    try {
      bound.check(received, WHERE);
      if (!TimeMark.is(received)) {
        take(received);
      }
    } catch (MalformedException e) {
      reject(DeadLetter.of(received, e), bound.rejectionOf(received), element);
    } catch (IllegalArgumentException e) {
      // The network does not take the events of such a sensor.
      reject(DeadLetter.of(received, WHERE, e.getMessage()), Rejection.UNFIT, element);
    }
  }

  private void take(Received received) throws Exception {
    EventPacket packet = EventPacketFormat.decode(received);
    packets.inc();
    stream(packet.modelKey()).take(received.origin(), packet);
  }

  private OpenStream stream(String modelKey) throws Exception {
    OpenStream stream = streams.get(modelKey);
    if (stream == null) {
      makeRoom(modelKey);
      stream = new OpenStream(spec, EventLimits.DEFAULT, this::passOn);
      byte[] kept = state.value();
      if (kept != null) {
        restore(stream, kept, modelKey);
      }
      streams.put(modelKey, stream);
    }
    return stream;
  }

  private static void restore(OpenStream stream, byte[] kept, String modelKey) throws IOException {
    try {
      stream.restore(kept);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the open window of model key "
              + modelKey
              + " is of another network or program ("
              + e.getMessage()
              + "): start with the network that the savepoint was made with, or without its state",
          e);
    }
  }

  private void passOn(Received window) {
    windows.inc();
    output.collect(new StreamRecord<>(window, window.eventTime().orElseThrow()));
  }

  private void reject(DeadLetter letter, Rejection kind, StreamRecord<Received> element) {
    rejections.count(kind);
    output.collect(
        SideOutputs.DEAD_LETTERS,
        element.hasTimestamp()
            ? new StreamRecord<>(letter, element.getTimestamp())
            : new StreamRecord<>(letter));
  }

  /** Writes the least recently used streams to state until there is room for another one. */
  private void makeRoom(String modelKey) throws Exception {
    while (streams.size() >= most) {
      String oldest = streams.keySet().iterator().next();
      setCurrentKey(oldest);
      state.update(streams.remove(oldest).state());
    }
    setCurrentKey(modelKey);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    for (Map.Entry<String, OpenStream> stream : streams.entrySet()) {
      setCurrentKey(stream.getKey());
      state.update(stream.getValue().state());
    }
  }
}
