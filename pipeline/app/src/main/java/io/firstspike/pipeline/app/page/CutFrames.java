package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import io.firstspike.pipeline.stream.event.OpenStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Windows of events that the page cuts by itself, as the job does, since no topic has them. It
 * begins in the middle of a stream: windows that markers end are the job's, those that the clock
 * ends may begin otherwise. Packets that come before the model of their key wait for it, the latest
 * {@value #MOST_WAITING_BYTES} bytes of them. For one thread.
 */
final class CutFrames {

  private static final Logger LOG = LoggerFactory.getLogger(CutFrames.class);

  /** The most model keys whose open windows are kept. */
  private static final int MOST_KEYS = 16;

  private static final int MOST_WAITING_BYTES = 32 << 20;

  /** A packet that waits for the model of its key. */
  private record Waiting(Received record, EventPacket packet) {}

  private record Cut(NetworkSpec spec, OpenStream stream) {}

  private final LearnedNetworks networks;
  private final Consumer<Received> sink;

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long waitingBytes;

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
    Optional<NetworkSpec> spec = networks.specOf(packet.modelKey());
    if (spec.isEmpty()) {
      hold(new Waiting(record, packet));
    } else {
      cut(record, packet, spec.get());
    }
  }

  private void hold(Waiting one) {
    waiting.add(one);
    waitingBytes += one.packet.bytes().length;
    while (waitingBytes > MOST_WAITING_BYTES && waiting.size() > 1) {
      waitingBytes -= waiting.remove().packet.bytes().length;
    }
  }

  private void cut(Received record, EventPacket packet, NetworkSpec spec)
      throws MalformedException {
    if (spec.input().events() != null) {
      stream(packet.modelKey(), spec).take(record.origin(), packet);
    }
  }

  /** Cuts the packets whose model has come meanwhile. To be called before {@link #take}. */
  void goOn() {
    for (int left = waiting.size(); left > 0; left--) {
      Waiting one = waiting.remove();
      waitingBytes -= one.packet.bytes().length;
      Optional<NetworkSpec> spec = networks.specOf(one.packet.modelKey());
      if (spec.isEmpty()) {
        hold(one);
        continue;
      }
      try {
        cut(one.record, one.packet, spec.get());
      } catch (MalformedException | IllegalArgumentException e) {
        // The job makes a dead letter of it.
        LOG.debug("{} cannot be cut: {}", one.record.origin().position(), e.getMessage());
      }
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
