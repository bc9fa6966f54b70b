package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.PlainStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A stream in two parts, the same records at the same offsets every time. Between them something of
 * everything waits: frames for labels, labels for frames, and records for event time.
 */
final class UpgradeStream {

  static final long SEED = 11;
  static final int FEATURE_FRAMES = 50;

  /** Frames of the first part; of all; and those of the first part that have their label in it. */
  static final int FIRST = 300;

  static final int ALL = 400;
  static final int LABELLED = 280;

  /** Labels of the first part whose frames come in the second: from FIRST on. */
  static final int EARLY = 10;

  private static final long START = 1_700_000_000_000L;
  private static final Dataset DIGITS = MnistSample.train();

  private UpgradeStream() {}

  static NetworkSpec spec() {
    try (InputStream yaml = UpgradeStream.class.getResourceAsStream("upgrade.yaml")) {
      return NetworkSpec.parse(
          "upgrade.yaml", new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first part, up to a mark; then frames that no mark has reached yet. */
  static void sendFirst(Properties client, TopicNames topics) {
    try (KafkaProducer<byte[], byte[]> producer = producer(client)) {
      for (int i = 0; i < FIRST; i++) {
        producer.send(frame(topics, i, i));
      }
      for (int i = 0; i < LABELLED; i++) {
        producer.send(label(topics, i, 1000 + i));
      }
      for (int i = FIRST; i < FIRST + EARLY; i++) {
        producer.send(label(topics, i, 2000 + i));
      }
      mark(producer, topics, 3000);
      for (int i = FIRST; i < FIRST + EARLY; i++) {
        producer.send(frame(topics, i, 4000 + i));
      }
    }
  }

  /** The second part: the other frames, and all labels that have not come. */
  static void sendSecond(Properties client, TopicNames topics) {
    try (KafkaProducer<byte[], byte[]> producer = producer(client)) {
      for (int i = FIRST + EARLY; i < ALL; i++) {
        producer.send(frame(topics, i, 4000 + i));
      }
      for (int i = LABELLED; i < ALL; i++) {
        if (i < FIRST || i >= FIRST + EARLY) {
          producer.send(label(topics, i, 5000 + i));
        }
      }
      mark(producer, topics, 6000);
    }
  }

  /** What the engine alone makes of the whole stream: the fingerprint of all weights. */
  static String plain() {
    return plain(spec());
  }

  /** The same, with another spec for the second part. */
  static String plain(NetworkSpec second) {
    PlainStream plain = new PlainStream(spec(), SEED, DIGITS);
    for (int i = 0; i < FIRST; i++) {
      plain.frame(i);
    }
    for (int i = 0; i < LABELLED; i++) {
      plain.label(i);
    }
    for (int i = FIRST; i < FIRST + EARLY; i++) {
      plain.label(i);
    }
    plain.goOn(second);
    for (int i = FIRST; i < ALL; i++) {
      plain.frame(i);
    }
    for (int i = LABELLED; i < ALL; i++) {
      if (i < FIRST || i >= FIRST + EARLY) {
        plain.label(i);
      }
    }
    return plain.fingerprint();
  }

  private static ProducerRecord<byte[], byte[]> frame(TopicNames topics, int index, long time) {
    return FrameFormat.encodeRaw(
        topics.frames(),
        null,
        new Frame(
            ModelKey.DEFAULT,
            "frame-" + index,
            DIGITS.image(index),
            Optional.empty(),
            START + time));
  }

  private static ProducerRecord<byte[], byte[]> label(TopicNames topics, int index, long time) {
    return LabelFormat.encode(
        topics.labels(),
        null,
        new Label(ModelKey.DEFAULT, "frame-" + index, DIGITS.label(index), START + time));
  }

  private static void mark(KafkaProducer<byte[], byte[]> producer, TopicNames topics, long time) {
    for (String topic : new String[] {topics.frames(), topics.labels()}) {
      for (int partition = 0; partition < producer.partitionsFor(topic).size(); partition++) {
        producer.send(TimeMark.record(topic, partition, START + time));
      }
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(Properties client) {
    return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
