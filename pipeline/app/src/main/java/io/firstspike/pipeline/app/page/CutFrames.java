package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import io.firstspike.pipeline.stream.event.OpenStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Windows of events that the page cuts by itself, as the job does, since no topic has them. It
 * begins in the middle of a stream: windows that markers end are the job's, those that the clock
 * ends may begin otherwise. Packets that come before the model of their key are left out. For one
 * thread.
 */
final class CutFrames {

  /** The most model keys whose open windows are kept. */
  private static final int MOST_KEYS = 16;

  private record Cut(NetworkSpec spec, OpenStream stream) {}

  private final LearnedNetworks networks;
  private final Consumer<Received> sink;

  /** By model key, the least recently used first. */
  private final Map<String, Cut> streams = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Creates a cutter that has seen no packet.
   *
   * @param networks whose specs say how packets are cut
   * @param sink takes windows as records of frames
   */
  CutFrames(LearnedNetworks networks, Consumer<Received> sink) {
    this.networks = networks;
    this.sink = sink;
  }

  /**
   * Takes a record of the topic of events, which is no time mark.
   *
   * @throws MalformedException if it is no packet
   * @throws IllegalArgumentException if the network does not take the events of such a sensor
   */
  void take(Received record) throws MalformedException {
    EventPacket packet = EventPacketFormat.decode(record);
    Optional<NetworkSpec> spec =
        networks.specOf(packet.modelKey()).filter(one -> one.input().events() != null);
    if (spec.isPresent()) {
      stream(packet.modelKey(), spec.get()).take(record.origin(), packet);
    }
  }

  private OpenStream stream(String modelKey, NetworkSpec spec) {
    Cut cut = streams.get(modelKey);
    boolean fits =
        cut != null
            && cut.spec.input().equals(spec.input())
            && cut.spec.encoding().equals(spec.encoding());
    if (!fits) {
      cut = new Cut(spec, new OpenStream(spec, EventLimits.DEFAULT, sink));
      streams.put(modelKey, cut);
      if (streams.size() > MOST_KEYS) {
        streams.remove(streams.keySet().iterator().next());
      }
    }
    return cut.stream;
  }
}
