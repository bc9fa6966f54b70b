package io.firstspike.pipeline.stream.event;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.frame.ClockBound;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedType;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The part of a topology that makes frames of packets: by model key, since a window is open over
 * many packets.
 *
 * @param frames windows, as records of frames
 * @param rejected packets that could not be used
 */
public record EventWindows(DataStream<Received> frames, DataStream<DeadLetter> rejected) {

  /**
   * Adds the part to the job that {@code packets} are of.
   *
   * @param spec a network that takes events
   * @param bound the bound of event times
   */
  public static EventWindows of(DataStream<Received> packets, NetworkSpec spec, ClockBound bound) {
    var windows =
        packets
            .keyBy(EventPacketFormat::keyOf, Types.STRING)
            .transform(
                "cut windows", new VersionedType<>(Codecs.RECEIVED), new CutWindows(spec, bound))
            .uid("cut-windows");
    return new EventWindows(windows, windows.getSideOutput(SideOutputs.DEAD_LETTERS));
  }
}
