package io.firstspike.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.protocol.Change;
import io.firstspike.connectors.protocol.Drift;
import io.firstspike.connectors.protocol.Presentation;
import io.firstspike.connectors.protocol.Presentations;
import io.firstspike.connectors.protocol.Protocol;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class ReplayerTest {

  private static final int PARTITIONS = 3;
  private static final long START = 1_000_000;
  private static final LongConsumer UNWATCHED = frames -> {};

  private static EmbeddedBroker broker;
  private final Dataset digits = MnistSample.test();
  private final FrameFormat frameFormat = new FrameFormat(ImageLimits.DEFAULT);

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void framesAndLabelsArriveWithTheirTimesAndIds() throws MalformedException {
    TopicNames topics = topics("plain.");
    List<Long> progress = new ArrayList<>();
    ReplayOptions options =
        ReplayOptions.startingAt(START)
            .withModelKey("till")
            .withRange(10, 260)
            .withEpochs(2)
            .withIdPrefix("digit")
            .withStepMillis(10)
            .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(30));

    ReplayReport report =
        new Replayer(broker.clientProperties(), topics).replay(digits, options, progress::add);

    assertThat(report).isEqualTo(new ReplayReport(500, 500, START + 5290 + 1));
    assertThat(progress).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
    List<Frame> frames = frames(topics);
    List<Label> labels = labels(topics);
    assertThat(frames).hasSize(500);
    assertThat(labels).hasSize(500);
    for (int i = 0; i < 500; i++) {
      int index = 10 + i % 250;
      Frame frame = frames.get(i);
      assertThat(frame.frameId()).isEqualTo("digit-" + i / 250 + "-" + index);
      assertThat(frame.modelKey()).isEqualTo("till");
      assertThat(frame.timestamp()).isEqualTo(START + 10L * i);
      assertThat(frame.image().samples()).isEqualTo(digits.image(index).samples());
      assertThat(frame.label()).isEmpty();
      assertThat(labels.get(i))
          .isEqualTo(
              new Label("till", frame.frameId(), digits.label(index), frame.timestamp() + 300));
    }
  }

  @Test
  void timeNeverRunsBackInAnyPartitionAndMarksHoldTheirPromise() {
    TopicNames topics = topics("marks.");
    ReplayOptions options =
        ReplayOptions.startingAt(START)
            .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(130))
            .withMarkEvery(50);

    ReplayReport report = replay(topics, options);

    for (String topic : List.of(topics.frames(), topics.labels())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        List<Received> records = read(topic, partition);
        assertThat(records).extracting(r -> r.eventTime().orElseThrow()).isSorted();
        List<Received> marks = records.stream().filter(TimeMark::is).toList();
        // 500 frames and the 130 labels that remain, every 50; the last at the end.
        assertThat(marks).hasSize(13);
        assertThat(marks.get(0).eventTime()).hasValue(START + 50);
        assertThat(records.get(records.size() - 1).eventTime()).hasValue(report.end());
      }
    }
  }

  /** With an older timestamp a broker would forget the producer, and delete the record. */
  @Test
  void kafkasTimestampsAreOfTheClockHoweverOldTheData() {
    TopicNames topics = topics("stamped.");
    long before = System.currentTimeMillis();

    ReplayReport report = replay(topics, ReplayOptions.startingAt(1000));

    assertThat(report.end()).isEqualTo(1500);
    for (String topic : List.of(topics.frames(), topics.labels())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(read(topic, partition))
            .isNotEmpty()
            .allSatisfy(r -> assertThat(r.origin().timestamp()).isGreaterThanOrEqualTo(before));
      }
    }
    List<String> read = List.of(topics.frames(), topics.labels());
    assertThat(latest(read, Long.MAX_VALUE)).hasValue(1500);
    assertThat(latest(read, 1399)).hasValue(1399);
    assertThat(latest(read, 1)).isEmpty();
  }

  private static OptionalLong latest(List<String> topics, long atMost) {
    return LatestEventTime.of(broker.clientProperties(), topics, atMost, Duration.ofMinutes(3));
  }

  @Test
  void everyModelKeyStaysInOnePartition() {
    TopicNames topics = topics("keys.");
    replay(topics, ReplayOptions.startingAt(START).withRange(0, 50));
    assertThat(IntStream.range(0, PARTITIONS).filter(p -> hasData(topics.frames(), p))).hasSize(1);
  }

  @Test
  void labelsMayTravelInTheFrames() throws MalformedException {
    TopicNames topics = topics("header.");
    ReplayOptions options =
        ReplayOptions.startingAt(START)
            .withRange(0, 20)
            .withLabels(LabelPlace.FRAME, LabelDelay.NONE);

    ReplayReport report = replay(topics, options);

    assertThat(report).isEqualTo(new ReplayReport(20, 0, START + 20));
    assertThat(frames(topics))
        .extracting(frame -> frame.label().orElseThrow())
        .isEqualTo(IntStream.range(0, 20).mapToObj(digits::label).toList());
    assertThat(labels(topics)).isEmpty();
    assertThat(read(topics.labels(), 0)).hasSize(1).allMatch(TimeMark::is);
  }

  @Test
  void labelsMayBeLeftOut() throws MalformedException {
    TopicNames topics = topics("bare.");
    replay(
        topics,
        ReplayOptions.startingAt(START)
            .withRange(0, 20)
            .withLabels(LabelPlace.NOWHERE, LabelDelay.NONE));
    assertThat(frames(topics)).hasSize(20).allMatch(frame -> frame.label().isEmpty());
    assertThat(labels(topics)).isEmpty();
  }

  @Test
  void sameOptionsWriteTheSameRecords() {
    TopicNames once = topics("once.");
    TopicNames again = topics("again.");
    ReplayOptions options =
        ReplayOptions.startingAt(START)
            .withRange(0, 120)
            .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(7));
    replay(once, options);
    // The rate changes the time of sending and the number of marks, not the records themselves.
    replay(again, options.withRate(2000).withStepMillis(1));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(contents(again.frames(), partition)).isEqualTo(contents(once.frames(), partition));
      assertThat(contents(again.labels(), partition)).isEqualTo(contents(once.labels(), partition));
    }
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void aProtocolGivesThePlainLoopsFramesAndLabels(String name, Protocol protocol)
      throws MalformedException {
    TopicNames topics = topics(name + ".");
    ReplayOptions options =
        ReplayOptions.startingAt(START)
            .withRange(5, 65)
            .withEpochs(2)
            .withLabels(LabelPlace.TOPIC, LabelDelay.ofFrames(7))
            .withProtocol(protocol);

    ReplayReport report = replay(topics, options);

    Presentations plain = protocol.present(digits, 5, 65, 2);
    List<Frame> frames = frames(topics);
    List<Label> labels = labels(topics);
    assertThat(frames).hasSize(120);
    assertThat(report.labels()).isEqualTo(labels.size()).isEqualTo(plain.labels());
    int labelled = 0;
    for (int i = 0; i < 120; i++) {
      Presentation shown = plain.at(i);
      Frame frame = frames.get(i);
      assertThat(frame.frameId()).isEqualTo("frame-" + i / 60 + "-" + shown.index());
      assertThat(frame.image().samples()).isEqualTo(shown.image().samples());
      assertThat(frame.timestamp()).isEqualTo(START + i);
      if (shown.labelled()) {
        assertThat(labels.get(labelled++))
            .isEqualTo(new Label("default", frame.frameId(), shown.label(), START + i + 7));
      }
    }
    assertThat(labelled).isEqualTo(labels.size());
  }

  private static List<Arguments> protocols() {
    Protocol shuffled = Protocol.AS_IS.withSeed(3).shuffled();
    return List.of(
        Arguments.of("shuffled", shuffled),
        Arguments.of("by-class", Protocol.AS_IS.byClass(3)),
        Arguments.of(
            "permuted", shuffled.withDrift(Drift.every(25, Change.PERMUTED_LABELS).withOver(10))),
        Arguments.of(
            "noisy-tenth", shuffled.withDrift(Drift.every(25, Change.NOISY)).withLabelShare(0.1)),
        Arguments.of(
            "rotated-back",
            Protocol.AS_IS.withDrift(Drift.every(30, Change.ROTATED).withRecurring())));
  }

  @Test
  void aFrameThatNeverGetsALabelHasNoneInItsHeader() throws MalformedException {
    TopicNames topics = topics("header-tenth.");
    Protocol tenth = Protocol.AS_IS.withLabelShare(0.1);

    replay(
        topics,
        ReplayOptions.startingAt(START)
            .withRange(0, 50)
            .withLabels(LabelPlace.FRAME, LabelDelay.NONE)
            .withProtocol(tenth));

    Presentations plain = tenth.present(digits, 0, 50, 1);
    List<Frame> frames = frames(topics);
    assertThat(plain.labels()).isEqualTo(5);
    for (int i = 0; i < 50; i++) {
      assertThat(frames.get(i).label())
          .isEqualTo(plain.labelled(i) ? Optional.of(digits.label(i)) : Optional.empty());
    }
  }

  @Test
  void pacedReplayWaitsForItsTurn() {
    TopicNames topics = topics("paced.");
    // A frame every 1,000 s: after the first frame the replay only waits.
    ReplayOptions options = ReplayOptions.startingAt(START).withRate(0.001);
    List<Long> progress = new CopyOnWriteArrayList<>();
    FutureTask<ReplayReport> replay =
        new FutureTask<>(
            () ->
                new Replayer(broker.clientProperties(), topics)
                    .replay(digits, options, progress::add));
    Thread thread = new Thread(replay);
    thread.start();
    await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> !progress.isEmpty() && thread.getState() == Thread.State.TIMED_WAITING);
    thread.interrupt();

    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> replay.get(60, TimeUnit.SECONDS))
        .withCauseInstanceOf(ReplayException.class);
    assertThat(progress).containsExactly(1L);
  }

  @Test
  void interruptedThreadStopsAndStaysInterrupted() {
    TopicNames topics = topics("interrupted.");
    ReplayOptions options = ReplayOptions.startingAt(START).withRate(0.001);
    LongConsumer interrupting = frames -> Thread.currentThread().interrupt();
    assertThatExceptionOfType(ReplayException.class)
        .isThrownBy(
            () ->
                new Replayer(broker.clientProperties(), topics)
                    .replay(digits, options, interrupting))
        .withMessageContaining("interrupted after 1 frames");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void recordTheBrokerRefusesIsReported() {
    TopicNames topics = topics("refused.");
    Properties client = broker.clientProperties();
    client.setProperty("max.request.size", "500");
    assertThatExceptionOfType(ReplayException.class)
        .isThrownBy(
            () ->
                new Replayer(client, topics)
                    .replay(digits, ReplayOptions.startingAt(START), UNWATCHED))
        .withMessageContaining(broker.bootstrapServers())
        .withMessageContaining("max.request.size");
  }

  @Test
  void missingBrokerFailsInBoundedTime() {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", "127.0.0.1:1");
    Replayer replayer = new Replayer(client, TopicNames.DEFAULT, Duration.ofMillis(500));
    assertThatExceptionOfType(BrokerUnavailableException.class)
        .isThrownBy(() -> replayer.replay(digits, ReplayOptions.startingAt(START), UNWATCHED))
        .withMessageContaining("127.0.0.1:1");
  }

  @Test
  void missingTopicsAreNamed() {
    Replayer replayer =
        new Replayer(broker.clientProperties(), TopicNames.DEFAULT.withPrefix("absent."));
    assertThatExceptionOfType(MissingTopicsException.class)
        .isThrownBy(() -> replayer.replay(digits, ReplayOptions.startingAt(START), UNWATCHED))
        .withMessageContaining("absent.frames, absent.labels");
  }

  private static TopicNames topics(String prefix) {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(prefix);
    Topics.ensure(broker.clientProperties(), topics, PARTITIONS);
    return topics;
  }

  private ReplayReport replay(TopicNames topics, ReplayOptions options) {
    return new Replayer(broker.clientProperties(), topics).replay(digits, options, UNWATCHED);
  }

  private List<Frame> frames(TopicNames topics) throws MalformedException {
    List<Frame> frames = new ArrayList<>();
    for (Received received : data(topics.frames())) {
      frames.add(frameFormat.decode(received));
    }
    return frames;
  }

  private static List<Label> labels(TopicNames topics) throws MalformedException {
    List<Label> labels = new ArrayList<>();
    for (Received received : data(topics.labels())) {
      labels.add((Label) LabelFormat.decode(received));
    }
    return labels;
  }

  private static List<Received> data(String topic) {
    return IntStream.range(0, PARTITIONS)
        .mapToObj(partition -> read(topic, partition))
        .flatMap(List::stream)
        .filter(received -> !TimeMark.is(received))
        .toList();
  }

  private static boolean hasData(String topic, int partition) {
    return read(topic, partition).stream().anyMatch(received -> !TimeMark.is(received));
  }

  /** The frames or labels in a partition, without the topic's name and offsets, for comparison. */
  private static List<String> contents(String topic, int partition) {
    return read(topic, partition).stream()
        .filter(received -> !TimeMark.is(received))
        .map(
            r ->
                Arrays.toString(r.key())
                    + Arrays.toString(r.value())
                    + r.headers().stream().map(h -> h.name() + Arrays.toString(h.value())).toList())
        .toList();
  }

  private static List<Received> read(String topic, int partition) {
    TopicPartition source = new TopicPartition(topic, partition);
    List<Received> records = new ArrayList<>();
    Properties client = broker.clientProperties();
    // Closing waits for the fetch under way: keep it short.
    client.setProperty("fetch.max.wait.ms", "10");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(source));
      consumer.seekToBeginning(List.of(source));
      Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(source));
      while (consumer.position(source) < ends.get(source)) {
        consumer.poll(Duration.ofSeconds(1)).forEach(polled -> records.add(Received.of(polled)));
      }
    }
    return records;
  }
}
