package io.firstspike.bench.stream;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads predictions in a thread of its own and notes the time of each. */
final class PredictionReader implements AutoCloseable {

  /** Tells the id of the frame that a record of the topic is for. */
  @FunctionalInterface
  interface Ids {

    /** Ids of predictions as the job writes them. */
    Ids OF_PREDICTIONS = record -> PredictionFormat.decode(Received.of(record)).frameId();

    /** Records that hold an id and nothing else. */
    Ids BARE = record -> new String(record.value(), StandardCharsets.UTF_8);

    String of(ConsumerRecord<byte[], byte[]> record) throws MalformedException;
  }

  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Ids ids;
  private final Thread thread = new Thread(this::run, ThreadOwner.LOAD_NAME + "reader");
  private volatile FrameTimings timings;
  private volatile Exception failure;

  /**
   * Starts reading at the topic's beginning.
   *
   * @param isolation {@code read_committed} or {@code read_uncommitted}
   */
  PredictionReader(Properties client, String topic, String isolation, Ids ids) {
    this.ids = ids;
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, ThreadOwner.LOAD_NAME + "reader");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    // As the job's own consumers, which tell why.
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(Integer.MAX_VALUE));
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    thread.start();
  }

  /** From now on, times are noted in {@code next}. */
  void follow(FrameTimings next) {
    timings = next;
  }

  /** Why it no longer reads; null as long as it does. */
  Exception failure() {
    return failure;
  }

  private void run() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          timings.arrived(ids.of(record));
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (RuntimeException | MalformedException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
