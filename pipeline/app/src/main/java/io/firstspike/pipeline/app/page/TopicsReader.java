package io.firstspike.pipeline.app.page;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.connectors.topic.TimeMark;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.app.page.board.Board;
import io.firstspike.pipeline.app.page.network.LearnedNetworks;
import io.firstspike.pipeline.app.watch.BrokerWatch;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics of a pipeline in a thread of its own, from shortly before their end on, and
 * tells a board what has come. Topics that are not there yet are taken up when they come, a broker
 * that goes away is waited for.
 */
final class TopicsReader implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicsReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long LOOK_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

  private final TopicNames topics;
  private final String events;
  private final NetworkLimit limit;
  private final Properties client;
  private final Board board;
  private final LearnedNetworks networks;
  private final CutFrames windows;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final BrokerWatch broker;
  private final Thread thread;
  private final Set<TopicPartition> assigned = new LinkedHashSet<>();
  private ModelFollower models;
  private List<String> missing;
  private boolean begun;
  private long lookedAt;
  private volatile boolean closed;
  private volatile RuntimeException failure;

  /**
   * Begins to read.
   *
   * @param client settings of Kafka's clients
   * @param events the topic of packets, in a pipeline that takes events
   * @param limit the limit on the size of a model
   * @param board is told of all records but models
   * @param networks is told of models
   */
  TopicsReader(
      Properties client,
      TopicNames topics,
      String events,
      NetworkLimit limit,
      Board board,
      LearnedNetworks networks) {
    this.topics = topics;
    this.events = events;
    this.limit = limit;
    this.client = client;
    this.board = board;
    this.networks = networks;
    this.windows = new CutFrames(networks, this::showWindow);
    this.missing = topics.all();
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.broker = BrokerWatch.of(client, "the page", text -> LOG.warn("{}", text));
    this.thread = new Thread(this::run, "firstspike-page-reader");
    this.thread.setDaemon(true);
    this.thread.start();
  }

  /** The failure that ended the reading; empty while it goes on. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try (consumer) {
      while (true) {
        look();
        if (assigned.isEmpty()) {
          // Kafka's client refuses to read from nowhere.
          Thread.sleep(POLL.toMillis());
          continue;
        }
        windows.goOn();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(Received.of(record));
        }
      }
    } catch (WakeupException | InterruptedException e) {
      LOG.debug("closed");
    } catch (RuntimeException e) {
      LOG.error("the page no longer reads the topics", e);
      failure = e;
      board.standing(Optional.of("the topics are no longer read: " + e.getMessage()), missing);
    } finally {
      broker.close();
      if (models != null) {
        models.close();
      }
    }
  }

  /** Looks now and then for topics that have come, and for the broker. */
  private void look() {
    if (closed) {
      throw new WakeupException();
    }
    if (begun && System.nanoTime() - lookedAt < LOOK_EVERY_NANOS) {
      return;
    }
    broker.look();
    try {
      assign(consumer.listTopics(PATIENCE));
      if (models == null && !missing.contains(topics.models())) {
        models = ModelFollower.followLatest(client, topics.models(), limit, this::take);
      }
      begun = true;
    } catch (RetriableException e) {
      LOG.debug("the broker does not list its topics", e);
    }
    Optional<String> trouble =
        broker
            .problem()
            .or(
                () ->
                    Optional.ofNullable(models)
                        .flatMap(ModelFollower::failure)
                        .map(reason -> "models are no longer read: " + reason.getMessage()));
    board.standing(trouble, missing);
    lookedAt = System.nanoTime();
  }

  private void assign(Map<String, List<PartitionInfo>> there) {
    List<TopicPartition> fresh = new ArrayList<>();
    List<String> wanted = new ArrayList<>(topics.all());
    wanted.add(events);
    for (String topic : wanted) {
      for (PartitionInfo partition : there.getOrDefault(topic, List.of())) {
        TopicPartition one = new TopicPartition(topic, partition.partition());
        if (!topic.equals(topics.models()) && !assigned.contains(one)) {
          fresh.add(one);
        }
      }
    }
    if (!fresh.isEmpty()) {
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(fresh, PATIENCE);
      Map<TopicPartition, Long> ends = consumer.endOffsets(fresh, PATIENCE);
      assigned.addAll(fresh);
      consumer.assign(assigned);
      fresh.forEach(
          one ->
              consumer.seek(one, Math.max(begins.get(one), ends.get(one) - history(one.topic()))));
    }
    // A pipeline has frames or events; some brokers have both topics.
    missing =
        topics.all().stream()
            .filter(topic -> !there.containsKey(topic))
            .filter(topic -> !topic.equals(topics.frames()) || !there.containsKey(events))
            .toList();
  }

  /** The number of records before the end, of each partition, that are read at the start. */
  private long history(String topic) {
    if (topic.equals(topics.metrics())) {
      return 4000;
    }
    return topic.equals(topics.deadLetters()) ? 100 : 1000;
  }

  private void take(FollowedModel model) {
    networks.take(model);
    board.model(model.modelKey(), model.modelVersion());
  }

  private void take(Received record) {
    try {
      String topic = record.origin().topic();
      if (topic.equals(topics.frames())) {
        takeFrame(record);
      } else if (topic.equals(events)) {
        takePacket(record);
      } else if (topic.equals(topics.labels())) {
        takeLabel(record);
      } else if (topic.equals(topics.predictions())) {
        board.decision(PredictionFormat.decode(record));
      } else if (topic.equals(topics.metrics())) {
        board.metrics(MetricsFormat.decode(record));
      } else {
        board.deadLetter(
            keyText(record), DeadLetterFormat.decode(record), record.origin().timestamp());
      }
    } catch (MalformedException | IllegalArgumentException e) {
      // The job makes a dead letter of it, where it is the job's input.
      LOG.debug("{} cannot be shown: {}", record.origin().position(), e.getMessage());
    }
  }

  private void takeFrame(Received record) throws MalformedException {
    if (TimeMark.is(record)) {
      return;
    }
    String modelKey = ModelKey.of(record, "frame");
    String id = FrameFormat.id(record);
    board.frame(modelKey, id, record);
    Optional<String> label = FrameFormat.label(record);
    if (label.isPresent()) {
      board.label(new Label(modelKey, id, label.get(), record.eventTime("frame")));
    }
  }

  private void takePacket(Received record) throws MalformedException {
    if (!TimeMark.is(record)) {
      windows.take(record);
    }
  }

  private void showWindow(Received window) {
    try {
      takeFrame(window);
    } catch (MalformedException e) {
      throw new IllegalStateException("a window is a frame", e);
    }
  }

  private void takeLabel(Received record) throws MalformedException {
    if (!TimeMark.is(record) && LabelFormat.decode(record) instanceof Label label) {
      board.label(label);
    }
  }

  private static String keyText(Received record) {
    byte[] key = record.key();
    return key == null || key.length == 0
        ? ModelKey.DEFAULT
        : new String(key, StandardCharsets.UTF_8);
  }

  /** Ends the reading. */
  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
