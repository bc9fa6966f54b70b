package io.firstspike.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.LabelledRecordings;
import io.firstspike.connectors.dataset.RecordingFolder;
import io.firstspike.connectors.event.EventLimits;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.event.format.Recording;
import io.firstspike.connectors.protocol.Change;
import io.firstspike.connectors.protocol.Drift;
import io.firstspike.connectors.protocol.Protocol;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RecordingReplayTest {

  private static final long START = 1_000_000;

  private static EmbeddedBroker broker;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
    copy("digit.bs2", "two/3/a.bs2");
    copy("trigger.evt3.raw", "two/walk/b.raw");
    Path large = folder.resolve("two/large/c.csv");
    Files.createDirectories(large.getParent());
    Files.writeString(large, "7,1,2,1\n".repeat(100_000));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void copy(String resource, String file) throws IOException {
    String name = "/io/firstspike/connectors/event/" + resource;
    try (InputStream in = RecordingReplayTest.class.getResourceAsStream(name)) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.copy(in, folder.resolve(file));
    }
  }

  private static TopicNames topics(String prefix) {
    TopicNames topics = TopicNames.EVENTS.withPrefix(prefix);
    Topics.ensure(broker.clientProperties(), topics, 1);
    return topics;
  }

  private static List<Received> read(String topic) {
    List<Received> records = new ArrayList<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            broker.clientProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          records.add(Received.of(record));
        }
      }
    }
    return records;
  }

  private static List<EventPacket> packets(TopicNames topics) throws MalformedException {
    List<EventPacket> packets = new ArrayList<>();
    for (Received record : read(topics.frames())) {
      if (!TimeMark.is(record)) {
        packets.add(EventPacketFormat.decode(record));
      }
    }
    return packets;
  }

  private static byte[] bytes(List<EventPacket> packets) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (EventPacket packet : packets) {
      bytes.write(packet.bytes());
    }
    return bytes.toByteArray();
  }

  @Test
  void aRecordingIsAFrameInPackets() throws Exception {
    TopicNames topics = topics("set.");
    List<Long> progress = new ArrayList<>();
    try (LabelledRecordings recordings = RecordingFolder.read(folder.resolve("two"))) {
      ReplayReport report =
          new Replayer(broker.clientProperties(), topics)
              .replay(
                  recordings,
                  ReplayOptions.startingAt(START)
                      .withEpochs(2)
                      .withIdPrefix("r")
                      .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(1)),
                  progress::add);
      assertThat(report).isEqualTo(new ReplayReport(6, 6, START + 7));
      assertThat(progress).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
      List<EventPacket> packets = packets(topics);
      for (int i = 0; i < 6; i++) {
        String id = "r-" + i / 3 + "-" + i % 3;
        List<EventPacket> own = packets.stream().filter(p -> p.recording().equals(id)).toList();
        assertThat(bytes(own)).isEqualTo(recordings.bytes(i % 3));
        assertThat(own).extracting(EventPacket::timestamp).containsOnly(START + i);
        assertThat(own.get(own.size() - 1).end()).contains(new WindowEnd(id, Optional.empty()));
        assertThat(own.stream().filter(p -> p.end().isPresent())).hasSize(1);
      }
      assertThat(packets.stream().map(EventPacket::format).distinct())
          .containsExactlyInAnyOrder(
              Optional.of(EventFormat.AER40),
              Optional.of(EventFormat.EVT3),
              Optional.of(EventFormat.CSV));
      assertThat(packets.stream().filter(p -> p.recording().equals("r-0-1")))
          .as("packets of 800 kB")
          .hasSize(4);
      List<Label> labels = new ArrayList<>();
      for (Received record : read(topics.labels())) {
        if (!TimeMark.is(record)) {
          labels.add((Label) LabelFormat.decode(record));
        }
      }
      assertThat(labels).hasSize(6);
      assertThat(labels.get(4)).isEqualTo(new Label("default", "r-1-1", "large", START + 5));
    }
  }

  @Test
  void labelsMayTravelWithTheLastPacket() throws Exception {
    TopicNames topics = topics("header.");
    try (LabelledRecordings recordings = RecordingFolder.read(folder.resolve("two"))) {
      ReplayOptions options =
          ReplayOptions.startingAt(START).withLabels(LabelPlace.FRAME, LabelDelay.NONE);
      new Replayer(broker.clientProperties(), topics).replay(recordings, options, sent -> {});
      assertThat(packets(topics).stream().flatMap(p -> p.end().stream()).map(WindowEnd::label))
          .containsExactly(Optional.of("3"), Optional.of("large"), Optional.of("walk"));
      Protocol rotated = Protocol.AS_IS.withDrift(new Drift(Change.ROTATED, 2, 0, false));
      assertThatThrownBy(
              () ->
                  new Replayer(broker.clientProperties(), topics)
                      .replay(recordings, options.withProtocol(rotated), sent -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("drift rotated changes images")
          .hasMessageContaining("permuted-labels");
    }
  }

  @Test
  void aCameraIsPlayedInItsOwnTime() throws Exception {
    TopicNames topics = topics("camera.");
    Path file = folder.resolve("two/walk/b.raw");
    long[] events = new long[1];
    long begun = System.nanoTime();
    ReplayReport report =
        new Replayer(broker.clientProperties(), topics)
            .replay(file, new CameraOptions("cam", 2, "walk", START), sent -> events[0] = sent);
    List<EventPacket> packets = packets(topics);
    assertThat(bytes(packets)).isEqualTo(Files.readAllBytes(file));
    assertThat(report.frames()).isEqualTo(packets.size());
    long millis = report.end() - 1 - START;
    assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(millis * 1_000_000 / 2);
    try (Recording recording = Recording.open(file)) {
      long[] span = {Long.MAX_VALUE, Long.MIN_VALUE, 0};
      recording.read(
          block -> {
            for (int i = 0; i < block.size(); i++) {
              span[0] = Math.min(span[0], block.time(i));
              span[1] = Math.max(span[1], block.time(i));
            }
            span[2] += block.size();
          },
          EventLimits.DEFAULT);
      assertThat(millis).isBetween((span[1] - span[0]) / 1000 - 1, (span[1] - span[0]) / 1000);
      assertThat(events[0]).isEqualTo(span[2]);
    }
    assertThat(packets).extracting(EventPacket::timestamp).isSorted();
    assertThat(packets).extracting(EventPacket::modelKey).containsOnly("cam");
    assertThat(packets).allMatch(p -> p.end().isEmpty());
    assertThat(read(topics.frames())).extracting(r -> r.eventTime().orElseThrow()).isSorted();
  }

  @Test
  void whatIsNoRecordingIsRefused() throws Exception {
    TopicNames topics = topics("none.");
    Path file = folder.resolve("notes.raw");
    Files.write(file, Arrays.copyOf("no recording".getBytes(), 100));
    assertThatThrownBy(
            () ->
                new Replayer(broker.clientProperties(), topics)
                    .replay(file, new CameraOptions("cam", 0, "walk", START), sent -> {}))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("neither its beginning nor its name says the format");
  }
}
