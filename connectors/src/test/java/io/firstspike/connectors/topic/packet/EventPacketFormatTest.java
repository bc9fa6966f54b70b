package io.firstspike.connectors.topic.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class EventPacketFormatTest {

  private static final Origin ORIGIN = new Origin("events", 2, 71, 5000);

  private static final byte[] NOTHING = null;

  private static Received received(ProducerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
    return new Received(ORIGIN, record.key(), record.value(), headers);
  }

  private static Received received(byte[] value, String... namesAndTexts) {
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < namesAndTexts.length; i += 2) {
      headers.add(
          new Header(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8)));
    }
    return new Received(ORIGIN, null, value, headers);
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    byte[] bytes = {1, 2, 3};
    EventPacket full =
        new EventPacket(
            "camera",
            "walk 7",
            Optional.of(EventFormat.EVT21),
            Optional.of(new SensorSize(720, 1280)),
            bytes,
            Optional.of(new WindowEnd("frame 9", Optional.of("dog"))),
            123_456);
    assertThat(EventPacketFormat.decode(received(EventPacketFormat.encode("events", null, full))))
        .isEqualTo(full);
    EventPacket bare =
        new EventPacket(
            "default", "", Optional.empty(), Optional.empty(), bytes, Optional.empty(), 7);
    assertThat(EventPacketFormat.decode(received(EventPacketFormat.encode("events", null, bare))))
        .isEqualTo(bare);
    assertThat(EventPacketFormat.decode(received(bytes)).timestamp()).isEqualTo(5000);
  }

  @Test
  void aLabelAloneEndsAWindow() throws Exception {
    assertThat(EventPacketFormat.decode(received(NOTHING, "label", "cat")).end())
        .contains(new WindowEnd("events-2-71", Optional.of("cat")));
  }

  @Test
  void whatIsNoPacketIsRefused() {
    refused("neither events nor a frame-id or label", received(NOTHING));
    refused(
        "event-format is png, must be one of [aer40", received(new byte[1], "event-format", "png"));
    refused("there is no sensor of 0x34", received(new byte[1], "height", "0", "width", "34"));
    refused("header width must have 1 to", received(new byte[1], "height", "34"));
    refused("must be a decimal number", received(new byte[1], "height", "34", "width", "x"));
    refused("recording must have 1 to 256", received(new byte[1], "recording", ""));
    refused("event-time must be", received(new byte[1], "event-time", "now"));
  }

  private static void refused(String reason, Received received) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> EventPacketFormat.decode(received))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.where()).isEqualTo("events"));
  }

  @Test
  void windowsAreFrames() throws Exception {
    Shape shape = new Shape(2, 3, 4);
    byte[] latencies = new byte[shape.size()];
    latencies[3] = 5;
    EventWindow window = new EventWindow(Volley.ofLatencies(shape, 5, latencies), -4, 9, 30);
    Received frame = FrameFormat.window(ORIGIN, new Frame("k", "id", window, Optional.of("l"), 88));
    FrameFormat format = new FrameFormat(ImageLimits.DEFAULT);
    assertThat(format.decode(frame)).isEqualTo(new Frame("k", "id", window, Optional.of("l"), 88));

    refusedFrame(
        "30 bytes exceed the limit of 20",
        new FrameFormat(new ImageLimits(20, 9)),
        with(frame, new byte[30]));
    refusedFrame("no window of events", format, with(frame, new byte[] {1}));
    refusedFrame("2 bytes follow the spikes", format, with(frame, longer(frame.value(), 2)));
    refusedFrame(
        "must be begin,end,events",
        format,
        new Received(ORIGIN, null, frame.value(), List.of(new Header("window", new byte[] {'1'}))));
    refusedFrame(
        "no window of events: 3 events cannot give",
        format,
        new Received(
            ORIGIN,
            null,
            frame.value(),
            List.of(new Header("window", "1,2,3".getBytes(StandardCharsets.UTF_8)))));
  }

  private static Received with(Received frame, byte[] value) {
    return new Received(frame.origin(), frame.key(), value, frame.headers());
  }

  private static byte[] longer(byte[] bytes, int by) {
    return Arrays.copyOf(bytes, bytes.length + by);
  }

  private static void refusedFrame(String reason, FrameFormat format, Received received) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> format.decode(received))
        .withMessageContaining(reason);
  }
}
