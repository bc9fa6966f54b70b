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
 * Asks the broker, in a thread of its own, where the partitions of a topic end, so that a reader
 * can tell whether it has read all there is. An answer comes a second after the question at the
 * earliest, and as late as the broker is back if it is away.
 */
public final class PartitionEnds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionEnds.class);
  private static final Duration PACE = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Properties properties;
  private final String topic;
  private final Thread thread;
  private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  /** Where readers stood when they last asked, and at which offsets a record is known to be. */
  private final Map<Integer, Long> before = new HashMap<>();

  private final Map<Integer, Long> records = new HashMap<>();

  /**
   * Where partitions end.
   *
   * @param askedAt when the broker was asked, in milliseconds since the epoch
   * @param offsets by partition: a reader that stands there, or further, has read all committed
   *     records that were there then
   */
  public record Answer(long askedAt, Map<Integer, Long> offsets) {}

  private record Question(Map<Integer, Long> positions, CompletableFuture<Answer> answer) {}

  /**
   * Asks about {@code topic} with the settings of {@code client}, from now until it is closed.
   *
   * @param name of this client, for people
   */
  public PartitionEnds(Properties client, String topic, String name) {
    this.properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.CLIENT_ID_CONFIG, name);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // One batch is enough to see that there is one.
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, "1");
    this.topic = topic;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Asks for the ends of the partitions among {@code positions}; one question at a time.
   *
   * @param positions by partition, the offset from which the reader goes on
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
        // close() does that, and sets what the loop looks at.
        LOG.debug("no more questions about topic {}", topic);
      } catch (KafkaException e) {
        LOG.warn("the broker does not tell where topic {} ends; asks again", topic, e);
      }
    }
  }

  private void connectAndAnswer() throws InterruptedException {
    Thread.sleep(PACE.toMillis());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      answerAll(consumer);
    }
  }

  private void answerAll(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
    while (!closed) {
      Question question = questions.take();
      try {
        Thread.sleep(PACE.toMillis());
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
      // A reader that does not move may have nothing but marks of transactions before it.
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
    boolean found = !consumer.poll(LOOK).isEmpty();
    if (found) {
      records.put(number, from);
    }
    return !found && consumer.position(partition) >= end;
  }

  /** Asks no more. What has not been answered never is. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
