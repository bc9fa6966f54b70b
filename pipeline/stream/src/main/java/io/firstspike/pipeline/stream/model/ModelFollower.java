package io.firstspike.pipeline.stream.model;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.spec.NetworkLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
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
  private final Map<TopicPartition, Long> history;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final Thread thread;
  private Optional<FollowedModel> latest = Optional.empty();

  /**
   * Makes a follower.
   *
   * @param history the ends of partitions: of the models before them only the last one is handed
   *     out
   */
  private ModelFollower(
      KafkaConsumer<byte[], byte[]> consumer,
      ModelAssembler assembler,
      Map<TopicPartition, Long> history,
      Consumer<FollowedModel> listener) {
    this.consumer = consumer;
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
    Map<TopicPartition, Long> history = Map.of();
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic);
      if (partitions == null || partitions.isEmpty()) {
        throw new IllegalArgumentException("topic " + topic + " does not exist: create it first");
      }
      List<TopicPartition> assigned =
          partitions.stream().map(p -> new TopicPartition(topic, p.partition())).toList();
      consumer.assign(assigned);
      consumer.seekToBeginning(assigned);
      history = latestOnly ? consumer.endOffsets(assigned) : history;
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    ModelFollower follower = new ModelFollower(consumer, assembler, history, listener);
    follower.thread.start();
    return follower;
  }

  /** The failure that ended the following; empty while it goes on. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
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
    }
  }

  private void take(Received record) {
    try {
      Optional<FollowedModel> complete = assembler.accept(record);
      if (history.isEmpty()) {
        complete.ifPresent(listener);
      } else {
        latest = complete.or(() -> latest);
      }
    } catch (MalformedException e) {
      // A foreign record must not end the following of good ones.
      LOG.warn("{} is no model update: {}", record.origin().position(), e.getMessage());
    }
  }

  private void handOutLatest() {
    boolean isHistory =
        latest.isPresent()
            && history.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
    if (!isHistory) {
      latest.ifPresent(listener);
      latest = Optional.empty();
    }
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
