package io.firstspike.connectors.topic.packet;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.topic.EventTimeHeader;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.Text;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The format of packets on the topic of events.
 *
 * <ul>
 *   <li>key: the model key in UTF-8; null or empty means {@value ModelKey#DEFAULT}. All packets of
 *       a key belong into one partition, in their order
 *   <li>value: bytes of a recording; a packet may end anywhere. It may be empty in a packet that
 *       only ends a window
 *   <li>header {@code event-format}: the word for the encoding ({@link EventFormat}); needed unless
 *       the recording begins with a header that tells it
 *   <li>headers {@code height}, {@code width}: the size of the sensor as decimal text, unless the
 *       recording's header tells it or it is that which the network expects
 *   <li>header {@code recording}: the name of the recording; where it changes, another one begins
 *   <li>header {@code frame-id}: a window ends behind this packet's events, and this is its id
 *   <li>header {@code label}: a window ends behind this packet's events, and this is its label; its
 *       id is topic-partition-offset without {@code frame-id}
 *   <li>header {@code event-time}: milliseconds since the epoch as decimal text; else the record's
 *       timestamp is the event time
 * </ul>
 */
public final class EventPacketFormat {

  static final String EVENT_FORMAT = "event-format";
  static final String RECORDING = "recording";

  private static final String WHERE = "events";

  private EventPacketFormat() {}

  /**
   * Reads one record; a {@link TimeMark} is not a packet: check for it first.
   *
   * @throws MalformedException when the record is no packet
   */
  public static EventPacket decode(Received received) throws MalformedException {
    Optional<String> id = Text.nameHeader(received, FrameFormat.FRAME_ID, WHERE);
    Optional<String> label = FrameFormat.label(received);
    boolean ends = id.isPresent() || label.isPresent();
    if (received.value() == null && !ends) {
      throw new MalformedException(
          WHERE, "the packet has neither events nor a frame-id or label that ends a window");
    }
    return new EventPacket(
        ModelKey.of(received, WHERE),
        Text.nameHeader(received, RECORDING, WHERE).orElse(""),
        format(received),
        sensor(received),
        received.value() == null ? new byte[0] : received.value(),
        ends
            ? Optional.of(new WindowEnd(id.orElse(received.origin().position()), label))
            : Optional.empty(),
        received.eventTime(WHERE));
  }

  /** The model key of a record, or the default one if it has none that can be read. */
  public static String keyOf(Received received) {
    try {
      return ModelKey.of(received, WHERE);
    } catch (MalformedException e) {
      return ModelKey.DEFAULT;
    }
  }

  private static Optional<EventFormat> format(Received received) throws MalformedException {
    Optional<String> word = Text.nameHeader(received, EVENT_FORMAT, WHERE);
    if (word.isEmpty()) {
      return Optional.empty();
    }
    Optional<EventFormat> format = EventFormat.of(word.get());
    if (format.isEmpty()) {
      throw new MalformedException(
          WHERE,
          "the header "
              + EVENT_FORMAT
              + " is "
              + word.get()
              + ", must be one of "
              + Arrays.toString(EventFormat.values()));
    }
    return format;
  }

  private static Optional<SensorSize> sensor(Received received) throws MalformedException {
    if (!received.hasHeader(FrameFormat.HEIGHT) && !received.hasHeader(FrameFormat.WIDTH)) {
      return Optional.empty();
    }
    int height = Text.numberHeader(received, FrameFormat.HEIGHT, WHERE);
    int width = Text.numberHeader(received, FrameFormat.WIDTH, WHERE);
    if (!SensorSize.possible(height, width)) {
      throw new MalformedException(WHERE, "there is no sensor of " + height + "x" + width);
    }
    return Optional.of(new SensorSize(height, width));
  }

  /**
   * The record of a packet. Its event time is a header; Kafka's timestamp is the time of sending.
   *
   * @param partition the partition, or null to let the producer choose by model key
   */
  public static ProducerRecord<byte[], byte[]> encode(
      String topic, Integer partition, EventPacket packet) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, partition, Text.encode(packet.modelKey()), packet.bytes());
    EventTimeHeader.put(record.headers(), packet.timestamp());
    packet.format().ifPresent(format -> put(record, EVENT_FORMAT, format.toString()));
    if (!packet.recording().isEmpty()) {
      put(record, RECORDING, packet.recording());
    }
    packet
        .sensor()
        .ifPresent(
            sensor -> {
              put(record, FrameFormat.HEIGHT, Integer.toString(sensor.height()));
              put(record, FrameFormat.WIDTH, Integer.toString(sensor.width()));
            });
    packet
        .end()
        .ifPresent(
            end -> {
              put(record, FrameFormat.FRAME_ID, end.frameId());
              end.label().ifPresent(label -> put(record, FrameFormat.LABEL, label));
            });
    return record;
  }

  private static void put(ProducerRecord<byte[], byte[]> record, String header, String text) {
    record.headers().add(header, Text.encode(text));
  }
}
