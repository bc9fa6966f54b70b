package io.firstspike.bench.stream;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.app.console.Png;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends digits at a rate as a camera's user would: as PNG files, whose labels come on the topic of
 * labels two seconds later.
 */
final class PngSource {

  private static final int LABELS_AFTER_SECONDS = 2;

  private final Properties client = new Properties();
  private final TopicNames topics;
  private final Dataset digits;
  private final byte[][] files;

  /** Makes the files. */
  PngSource(Properties client, TopicNames topics, Dataset digits) {
    this.client.putAll(client);
    this.client.setProperty("client.id", ThreadOwner.LOAD_NAME + "source");
    // Who asks for latencies does not wait for company.
    this.client.setProperty("linger.ms", "0");
    this.topics = topics;
    this.digits = digits;
    files =
        IntStream.range(0, digits.size())
            .mapToObj(i -> Png.bytes(digits.image(i)))
            .toArray(byte[][]::new);
  }

  /**
   * Sends frames with the ids {@code idPrefix-0-0}, {@code idPrefix-0-1} and so on.
   *
   * @param rate how many a second
   */
  void send(FrameTimings timings, String idPrefix, double rate) {
    int lag = (int) (rate * LABELS_AFTER_SECONDS);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      long begun = System.nanoTime();
      for (int i = 0; i < timings.frames(); i++) {
        waitUntil(begun + (long) (i / rate * 1e9));
        producer.send(frame(idPrefix + "-0-" + i, i % files.length));
        timings.sent(i);
        if (i >= lag) {
          producer.send(label(idPrefix + "-0-" + (i - lag), (i - lag) % files.length));
        }
      }
    }
  }

  private static void waitUntil(long nanoTime) {
    for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private ProducerRecord<byte[], byte[]> frame(String id, int digit) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.frames(), files[digit]);
    record.headers().add(FrameFormat.FRAME_ID, id.getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private ProducerRecord<byte[], byte[]> label(String id, int digit) {
    Label label = new Label("default", id, digits.label(digit), System.currentTimeMillis());
    return LabelFormat.encode(topics.labels(), null, label);
  }
}
