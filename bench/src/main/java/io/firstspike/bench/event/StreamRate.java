package io.firstspike.bench.event;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.event.SensorSize;
import io.firstspike.connectors.event.format.EventFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.connectors.topic.packet.EventPacket;
import io.firstspike.connectors.topic.packet.EventPacket.WindowEnd;
import io.firstspike.connectors.topic.packet.EventPacketFormat;
import io.firstspike.engine.spec.EventsSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.job.LearningSettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The rate at which the learning job takes events from its topic, decides on their windows and
 * learns their labels, in one JVM with the broker. A recording is sent many times, before the job
 * starts, for two model keys; each time is a window with a label.
 *
 * @param perSecond events a second between the first prediction after the warm-up and the last
 * @param windowsPerSecond windows a second in that time
 */
record StreamRate(double perSecond, double windowsPerSecond) {

  private static final int PARTITIONS = 2;
  private static final int PACKET = 256 << 10;
  private static final long EVENTS = 200_000_000;

  /** The divisor of the windows that gives those of the warm-up. */
  private static final int WARM_UP = 4;

  private static final int FEATURE_FRAMES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /**
   * Measures the rate of one recording.
   *
   * @param events its number of events
   * @param sensor the size of its sensor
   */
  static StreamRate of(EventFormat format, byte[] recording, long events, SensorSize sensor)
      throws Exception {
    int windows = (int) Math.max(80, EVENTS / events);
    TopicNames topics = TopicNames.EVENTS.withPrefix("rate-");
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.empty()));
        EmbeddedFlink flink = EmbeddedFlink.start(PARTITIONS, configuration)) {
      Properties client = broker.clientProperties();
      Topics.ensure(client, topics, PARTITIONS);
      send(client, topics, format, recording, sensor, windows);
      LearningSettings settings =
          LearningSettings.builder(network(), client)
              .topics(topics)
              .parallelism(PARTITIONS)
              .publishEveryLabels(Integer.MAX_VALUE)
              .build();
      flink.submit(settings::addTo);
      return read(client, topics, windows, events);
    }
  }

  /** Windows of any length, ended by markers, of a sensor of any size. */
  private static NetworkSpec network() {
    EventsSpec events = new EventsSpec(13 << 20, 13);
    return NetworkSpec.load("firstspike-2026-events").toBuilder()
        .input(new InputSpec(34, 34, Channels.GREY, null, Misfit.RESIZE, events))
        .build()
        .withSchedule(Map.of("S1", (long) FEATURE_FRAMES));
  }

  private static void send(
      Properties client,
      TopicNames topics,
      EventFormat format,
      byte[] recording,
      SensorSize sensor,
      int windows) {
    Properties large = new Properties();
    large.putAll(client);
    large.setProperty("max.request.size", Integer.toString(2 * PACKET));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(large, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int window = 0; window < windows; window++) {
        int key = window % PARTITIONS;
        String label = Integer.toString(window / PARTITIONS % 10);
        for (int from = 0; from < recording.length; from += PACKET) {
          int to = Math.min(recording.length, from + PACKET);
          EventPacket packet =
              new EventPacket(
                  "key-" + key,
                  "r-" + window,
                  Optional.of(format),
                  Optional.of(sensor),
                  Arrays.copyOfRange(recording, from, to),
                  to == recording.length
                      ? Optional.of(new WindowEnd("w-" + window, Optional.of(label)))
                      : Optional.empty(),
                  System.currentTimeMillis());
          producer.send(EventPacketFormat.encode(topics.frames(), key, packet));
        }
      }
    }
  }

  private static StreamRate read(Properties client, TopicNames topics, int windows, long events) {
    List<TopicPartition> partitions =
        List.of(
            new TopicPartition(topics.predictions(), 0),
            new TopicPartition(topics.predictions(), 1));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int seen = 0;
    int warm = 0;
    long begun = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (seen < windows) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(50))) {
          seen += record.value() == null ? 0 : 1;
        }
        if (begun == 0 && seen >= windows / WARM_UP) {
          warm = seen;
          begun = System.nanoTime();
        }
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "only " + seen + " of " + windows + " predictions came in " + PATIENCE);
        }
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    double rate = (windows - warm) / seconds;
    return new StreamRate(rate * events, rate);
  }
}
