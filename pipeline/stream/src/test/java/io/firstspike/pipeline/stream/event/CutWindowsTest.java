package io.firstspike.pipeline.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.frame.ClockBound;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedSerializer;
import io.firstspike.testkit.ShakenDigits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class CutWindowsTest {

  private static final NetworkSpec WHOLE = NetworkSpec.load("firstspike-2026-events");

  /** Windows that end by the clock, several in a recording. */
  private static final NetworkSpec SHORT =
      WHOLE.toBuilder().input(new InputSpec(34, 34, new EventsSpec(50_000, 2))).build();

  private static final ClockBound BOUND = ClockBound.of(Duration.ofHours(1));
  private static final long MUCH = 1L << 30;

  /** Room for a single key. */
  private static final long LITTLE = 1;

  private long offset;

  private final class Harness implements AutoCloseable {

    private final KeyedOneInputStreamOperatorTestHarness<String, Received, Received> flink;

    Harness(NetworkSpec spec, long memory, OperatorSubtaskState state) throws Exception {
      flink =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new CutWindows(spec, BOUND, memory), EventPacketFormat::keyOf, Types.STRING);
      flink.setup(new VersionedSerializer<>(Codecs.RECEIVED));
      if (state != null) {
        flink.initializeState(state);
      }
      flink.open();
    }

    void send(Received packet) throws Exception {
      flink.processElement(new StreamRecord<>(packet, packet.origin().timestamp()));
    }

    List<Frame> frames() throws Exception {
      FrameFormat format = new FrameFormat(ImageLimits.DEFAULT);
      List<Frame> frames = new ArrayList<>();
      for (Received record : flink.extractOutputValues()) {
        frames.add(format.decode(record));
      }
      return frames;
    }

    List<Received> records() {
      return flink.extractOutputValues();
    }

    List<DeadLetter> deadLetters() {
      var letters = flink.getSideOutput(SideOutputs.DEAD_LETTERS);
      return letters == null ? List.of() : letters.stream().map(StreamRecord::getValue).toList();
    }

    OperatorSubtaskState snapshot() throws Exception {
      flink.getOperator().prepareSnapshotPreBarrier(1);
      return flink.snapshot(1, 1);
    }

    @Override
    public void close() {
      try {
        flink.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Received packet(String key, String recording, byte[] bytes, WindowEnd end) {
    EventPacket packet =
        new EventPacket(
            key,
            recording,
            Optional.of(EventFormat.AER40),
            Optional.empty(),
            bytes,
            Optional.ofNullable(end),
            1000 + offset);
    return received(EventPacketFormat.encode("events", 0, packet));
  }

  private Received received(ProducerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    record.headers().forEach(h -> headers.add(new Header(h.key(), h.value())));
    Origin origin = new Origin("events", 0, offset, 1000 + offset);
    offset++;
    return new Received(origin, record.key(), record.value(), headers);
  }

  /** Recordings of three keys in packets of all lengths, mixed. */
  private List<Received> packets(int recordings) {
    Random draws = new Random(6);
    List<List<Received>> byKey = new ArrayList<>();
    for (String key : List.of("a", "b", "c")) {
      List<Received> packets = new ArrayList<>();
      for (int i = 0; i < recordings; i++) {
        int digit = 10 * i + key.charAt(0) - 'a';
        byte[] bytes = ShakenDigits.recording(digit, EventFormat.AER40);
        for (int from = 0; from < bytes.length; ) {
          int to = Math.min(bytes.length, from + 1 + draws.nextInt(3000));
          WindowEnd end =
              to < bytes.length
                  ? null
                  : new WindowEnd("digit-" + digit, Optional.of(ShakenDigits.label(digit)));
          packets.add(packet(key, "r" + digit, Arrays.copyOfRange(bytes, from, to), end));
          from = to;
        }
      }
      byKey.add(packets);
    }
    List<Received> mixed = new ArrayList<>();
    while (!byKey.isEmpty()) {
      List<Received> next = byKey.get(draws.nextInt(byKey.size()));
      mixed.add(next.remove(0));
      byKey.removeIf(List::isEmpty);
    }
    return mixed;
  }

  @Test
  void markedRecordingsBecomeOneFrameEach() throws Exception {
    try (Harness harness = new Harness(WHOLE, MUCH, null)) {
      for (Received packet : packets(4)) {
        harness.send(packet);
      }
      List<Frame> frames = harness.frames();
      assertThat(frames).hasSize(12);
      assertThat(harness.deadLetters()).isEmpty();
      for (Frame frame : frames) {
        int digit = Integer.parseInt(frame.frameId().substring("digit-".length()));
        assertThat(frame.stimulus()).isEqualTo(ShakenDigits.window(WHOLE, digit));
        assertThat(frame.label()).contains(ShakenDigits.label(digit));
        assertThat(frame.modelKey()).isEqualTo(String.valueOf((char) ('a' + digit % 10)));
      }
    }
  }

  @Test
  void aFailureAnywhereAndLittleMemoryChangeNothing() throws Exception {
    List<Received> packets = packets(3);
    List<Received> expected;
    try (Harness harness = new Harness(SHORT, MUCH, null)) {
      for (Received packet : packets) {
        harness.send(packet);
      }
      expected = harness.records();
    }
    assertThat(expected).hasSizeGreaterThan(40);
    for (long memory : new long[] {MUCH, LITTLE}) {
      List<Received> found = new ArrayList<>();
      OperatorSubtaskState state = null;
      for (int from = 0; from < packets.size(); from += 7) {
        try (Harness harness = new Harness(SHORT, memory, state)) {
          for (Received packet : packets.subList(from, Math.min(packets.size(), from + 7))) {
            harness.send(packet);
          }
          state = harness.snapshot();
          found.addAll(harness.records());
        }
      }
      assertThat(found)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyElementsOf(expected);
    }
  }

  @Test
  void windowsOfAPacketAreInOrder() throws Exception {
    try (Harness harness = new Harness(SHORT, MUCH, null)) {
      byte[] bytes = ShakenDigits.recording(3, EventFormat.AER40);
      harness.send(packet("a", "", bytes, new WindowEnd("last", Optional.empty())));
      assertThat(harness.frames().stream().map(Frame::frameId))
          .containsExactly(
              "events-0-0.1",
              "events-0-0.2",
              "events-0-0.3",
              "events-0-0.4",
              "events-0-0.5",
              "last");
      assertThat(harness.records().stream().map(Received::origin))
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(harness.frames().stream().map(Frame::timestamp)).containsOnly(1000L);
    }
  }

  @Test
  void whatCannotBeUsedIsADeadLetter() throws Exception {
    try (Harness harness = new Harness(WHOLE, MUCH, null)) {
      harness.send(received(TimeMark.record("events", 0, 5)));
      harness.send(packet("a", "", new byte[0], new WindowEnd("early", Optional.empty())));
      byte[] bytes = ShakenDigits.recording(3, EventFormat.EVT3);
      harness.send(packet("b", "", bytes, null));
      EventPacket large =
          new EventPacket(
              "c",
              "",
              Optional.of(EventFormat.EVT3),
              Optional.of(new SensorSize(720, 1280)),
              bytes,
              Optional.empty(),
              5);
      harness.send(received(EventPacketFormat.encode("events", 0, large)));
      long tomorrow = System.currentTimeMillis() + Duration.ofDays(1).toMillis();
      EventPacket ahead =
          new EventPacket(
              "d", "", Optional.empty(), Optional.empty(), bytes, Optional.empty(), tomorrow);
      harness.send(received(EventPacketFormat.encode("events", 0, ahead)));
      harness.send(
          new Received(new Origin("events", 0, 99, 5), new byte[] {(byte) 0xff}, bytes, List.of()));
      assertThat(harness.frames()).isEmpty();
      assertThat(harness.deadLetters().stream().map(DeadLetter::reason))
          .satisfiesExactly(
              reason ->
                  assertThat(reason).contains("frame early ends here, but there was no event"),
              reason ->
                  assertThat(reason)
                      .contains("event-format is aer40, but the recording begins as evt3"),
              reason ->
                  assertThat(reason)
                      .contains("a sensor of 720x1280 does not fit a network that takes 34x34"),
              reason -> assertThat(reason).contains("ahead of the clock"),
              reason -> assertThat(reason).contains("model key is not valid UTF-8"));
      assertThat(harness.deadLetters().stream().map(DeadLetter::where)).containsOnly("events");
    }
  }
}
