package io.firstspike.pipeline.stream.model;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spec.NetworkLimit;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the models topic from its beginning, in a thread of its own, and hands out models as soon
 * as they are complete.
 */
public final class ModelFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Consumer<FollowedModel> listener;
  private final ModelAssembler assembler;
  private final boolean latestOnly;
  private final Map<TopicPartition, Long> history;
  private final CountDownLatch historyRead = new CountDownLatch(1);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicReference<String> refusal = new AtomicReference<>();
  private final Thread thread;
  private final Map<String, FollowedModel> latest = new LinkedHashMap<>();

  /**
   * Makes a follower.
   *
   * @param latestOnly whether of the models of one key in the history, and of those that come
   *     together, only the last is handed out
   * @param history the ends of partitions at the start
   */
  private ModelFollower(
      KafkaConsumer<byte[], byte[]> consumer,
      ModelAssembler assembler,
      boolean latestOnly,
      Map<TopicPartition, Long> history,
      Consumer<FollowedModel> listener) {
    this.consumer = consumer;
    this.latestOnly = latestOnly;
    this.history = history;
    this.assembler = assembler;
    this.listener = listener;
    this.thread = new Thread(this::run, "firstspike-model-follower");
    this.thread.setDaemon(true);
  }

  /**
   * Follows all models of {@code topic}.
   *
   * @param kafka client settings: {@code bootstrap.servers}, and those for security
   * @param listener receives each model, in the follower's thread
   * @throws IllegalArgumentException if the topic does not exist
   */
  public static ModelFollower follow(
      Properties kafka, String topic, Consumer<FollowedModel> listener) {
    return follow(kafka, topic, new ModelAssembler(), false, listener);
  }

  /**
   * Follows the model of one key. Otherwise as {@link #follow(Properties, String, Consumer)}, but
   * of the models that exist at the start, and of those that come together, only the last is handed
   * out.
   *
   * @param limit the limit on the model's size
   */
  public static ModelFollower follow(
      Properties kafka,
      String topic,
      String modelKey,
      NetworkLimit limit,
      Consumer<FollowedModel> listener) {
    return follow(kafka, topic, new ModelAssembler(limit, modelKey::equals), true, listener);
  }

  /**
   * Follows the models of all keys. Otherwise as {@link #follow(Properties, String, Consumer)}, but
   * of the models of one key that exist at the start, and of those that come together, only the
   * last is handed out.
   *
   * @param limit the limit on each model's size
   */
  public static ModelFollower followLatest(
      Properties kafka, String topic, NetworkLimit limit, Consumer<FollowedModel> listener) {
    return follow(kafka, topic, new ModelAssembler(limit, modelKey -> true), true, listener);
  }

  private static ModelFollower follow(
      Properties kafka,
      String topic,
      ModelAssembler assembler,
      boolean latestOnly,
      Consumer<FollowedModel> listener) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    Map<TopicPartition, Long> history;
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions == null || partitions.isEmpty()) {
        throw new IllegalArgumentException("topic " + topic + " does not exist: create it first");
      }
      List<TopicPartition> assigned =
          partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
      history = consumer.endOffsets(assigned);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    ModelFollower follower = new ModelFollower(consumer, assembler, latestOnly, history, listener);
    follower.thread.start();
    return follower;
  }

  /** The failure that ended the following; empty while it goes on. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** The reason why the last record that is no model, or too large a one, was left out. */
  public Optional<String> refusal() {
    return Optional.ofNullable(refusal.get());
  }

  /**
   * Waits until all models that existed at the start have been handed out, or following has failed.
   *
   * @return false if time runs out
   */
  public boolean awaitHistory(Duration patience) throws InterruptedException {
    return historyRead.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void run() {
    try (consumer) {
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(Received.of(record));
        }
        handOutLatest();
      }
    } catch (WakeupException e) {
      LOG.debug("closed");
    } catch (RuntimeException e) {
      failure.set(e);
      LOG.error("no longer follows the models", e);
    } finally {
      historyRead.countDown();
    }
  }

  private void take(Received record) {
    try {
      Optional<FollowedModel> complete = assembler.accept(record);
      if (latestOnly) {
        complete.ifPresent(model -> latest.put(model.modelKey(), model));
      } else {
        complete.ifPresent(listener);
      }
    } catch (MalformedException e) {
      // A foreign record must not end the following of good ones.
      LOG.warn("{} is no model update: {}", record.origin().position(), e.getMessage());
      refusal.set(record.origin().position() + ": " + e.getMessage());
    }
  }

  private void handOutLatest() {
    if (historyRead.getCount() > 0
        && history.entrySet().stream()
            .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      return;
    }
    latest.values().forEach(listener);
    latest.clear();
    historyRead.countDown();
  }

  /** Stops following; afterwards the listener is not called any more. */
  @Override
  public void close() {
    consumer.wakeup();
    try {
      if (thread != Thread.currentThread()) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
