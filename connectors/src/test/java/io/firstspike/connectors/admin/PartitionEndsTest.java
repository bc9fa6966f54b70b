package io.firstspike.connectors.admin;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PartitionEndsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void marksOfTransactionsAreNoRecordsToWaitFor() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      TopicNames topics = TopicNames.DEFAULT;
      Topics.ensure(broker.clientProperties(), topics, 2);
      send(broker.clientProperties(), topics.frames());
      try (PartitionEnds ends =
          new PartitionEnds(broker.clientProperties(), topics.frames(), "test")) {
        Map<Integer, Long> atMark = Map.of(0, 1L, 1, 0L);

        // One record and the mark behind it; the same reader, asking once more, has not moved.
        assertThat(ask(ends, atMark)).isEqualTo(Map.of(0, 2L, 1, 0L));
        // It looks for records for half a second at a time, so this may take several questions.
        await()
            .atMost(PATIENCE)
            .until(() -> ask(ends, atMark), told -> told.equals(Map.of(0, 1L, 1, 0L)));

        Map<Integer, Long> atRecord = Map.of(0, 0L, 1, 0L);
        for (int i = 0; i < 3; i++) {
          assertThat(ask(ends, atRecord)).isEqualTo(Map.of(0, 2L, 1, 0L));
        }
      }
    }
  }

  private static Map<Integer, Long> ask(PartitionEnds ends, Map<Integer, Long> positions)
      throws Exception {
    return ends.ask(positions).get(PATIENCE.toSeconds(), SECONDS).offsets();
  }

  private static void send(Properties client, String topic) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "ends");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(topic, 0, null, new byte[1]));
      producer.commitTransaction();
    }
    // A commit is acknowledged before its mark is written; a producer that takes over waits for the
    // mark.
    try (KafkaProducer<byte[], byte[]> next =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      next.initTransactions();
    }
  }
}
