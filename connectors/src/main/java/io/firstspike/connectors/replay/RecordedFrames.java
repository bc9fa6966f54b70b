package io.firstspike.connectors.replay;

import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.protocol.PresentationOrder;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Frames of a replay that are recordings: the bytes of each in packets, of which the last one ends
 * the window.
 */
record RecordedFrames(
    LabelledRecordings recordings,
    PresentationOrder order,
    ReplayTopics topics,
    ReplayOptions options,
    Schedule schedule)
    implements ReplayedFrames {

  @Override
  public List<ProducerRecord<byte[], byte[]>> at(long position) {
    int index = order.index(position);
    byte[] bytes = recordings.bytes(index);
    Optional<EventFormat> format = EventFormat.recognise(bytes, recordings.place(index));
    boolean withLabel = options.labels() == LabelPlace.FRAME && order.labelled(position);
    WindowEnd end =
        new WindowEnd(
            schedule.frameId(position),
            withLabel ? Optional.of(order.label(position)) : Optional.empty());
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    int most = topics.packetBytes();
    for (int from = 0; from == 0 || from < bytes.length; from += most) {
      int to = Math.min(bytes.length, from + most);
      EventPacket packet =
          new EventPacket(
              options.modelKey(),
              schedule.frameId(position),
              format,
              Optional.empty(),
              Arrays.copyOfRange(bytes, from, to),
              to == bytes.length ? Optional.of(end) : Optional.empty(),
              schedule.frameTime(position));
      records.add(EventPacketFormat.encode(topics.frames().topic(), null, packet));
    }
    return records;
  }
}
