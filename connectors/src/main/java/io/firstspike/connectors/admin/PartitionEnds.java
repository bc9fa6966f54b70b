package io.firstspike.connectors.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker, in a thread of its own, for the end offsets of a topic's partitions, so that a
 * reader can tell whether it has read everything. An answer comes at least one second after its
 * question; while the broker is away, only after its return.
 */
public final class PartitionEnds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionEnds.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Properties properties;
  private final String topic;
  private final Thread thread;
  private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /** The reader's positions at the last question, by partition. */
  private final Map<Integer, Long> before = new HashMap<>();

  /** Offsets at which a record is known to be, by partition. */
  private final Map<Integer, Long> records = new HashMap<>();

  /**
   * The ends of partitions.
   *
   * @param askedAt the time of the request to the broker, in milliseconds since the epoch
   * @param offsets offsets by partition: a reader at or beyond them has read all records that were
   *     committed by then
   */
  public record Answer(long askedAt, Map<Integer, Long> offsets) {}

  private record Question(Map<Integer, Long> positions, CompletableFuture<Answer> answer) {}

  /**
   * Asks about {@code topic} with the settings of {@code client}, from now until it is closed.
   *
   * @param name the name of this client, for people
   */
  public PartitionEnds(Properties client, String topic, String name) {
    this.properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // One batch is enough to see that there is a record.
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1");
    this.topic = topic;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Asks for the ends of the partitions among {@code positions}; one question at a time.
   *
   * @param positions the offset that the reader reads next, by partition
   */
  public CompletableFuture<Answer> ask(Map<Integer, Long> positions) {
    Question question = new Question(Map.copyOf(positions), new CompletableFuture<>());
    questions.add(question);
    return question.answer();
  }

  private void run() {
    while (!closed) {
      try {
        connectAndAnswer();
      } catch (InterruptedException | InterruptException e) {
        // close() interrupts this thread, and sets the flag that the loop checks.
        LOG.debug("no more questions about topic {}", topic);
      } catch (KafkaException e) {
        LOG.warn("the broker does not tell where topic {} ends; asks again", topic, e);
      }
    }
  }

  private void connectAndAnswer() throws InterruptedException {
    Thread.sleep(PAUSE.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      answerAll(consumer);
    }
  }

  private void answerAll(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    while (!closed) {
      Question question = questions.take();
      try {
        Thread.sleep(PAUSE.toMillis());
        question.answer().complete(answer(consumer, question.positions()));
      } catch (KafkaException e) {
        questions.add(question);
        throw e;
      }
    }
  }

  private Answer answer(KafkaConsumer<byte[], byte[]> consumer, Map<Integer, Long> positions) {
    long now = System.currentTimeMillis();
    Map<Integer, Long> ends =
        consumer
            .endOffsets(positions.keySet().stream().map(this::partition).toList())
            .entrySet()
            .stream()
            .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
    for (Map.Entry<Integer, Long> reader : positions.entrySet()) {
      int partition = reader.getKey();
      long position = reader.getValue();
      // If the reader does not move, only marks of transactions may be left before the end.
      if (position < ends.get(partition)
          && reader.getValue().equals(before.get(partition))
          && nothingBetween(consumer, partition, position, ends.get(partition))) {
        ends.put(partition, position);
      }
    }
    before.clear();
    before.putAll(positions);
    return new Answer(now, Map.copyOf(ends));
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(topic, number);
  }

  private boolean nothingBetween(
      KafkaConsumer<byte[], byte[]> consumer, int number, long from, long end) {
    if (Long.valueOf(from).equals(records.get(number))) {
      return false;
    }
    TopicPartition partition = partition(number);
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    boolean found = !consumer.poll(POLL).isEmpty();
    if (found) {
      records.put(number, from);
    }
    return !found && consumer.position(partition) >= end;
  }

  /** Stops asking. Questions that are still open are never answered. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
