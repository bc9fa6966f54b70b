package io.firstspike.connectors.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class LastRecordsTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws IOException {
    broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void marksOfTransactionsAndWhatWasNotCommittedAreNoRecords() {
    TopicNames names = TopicNames.DEFAULT.withPrefix("last.");
    Topics.ensure(broker.clientProperties(), names, 3);
    Properties properties = broker.clientProperties();
    properties.setProperty("transactional.id", "last");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      write(producer, names.models(), 0, 5, true);
      write(producer, names.models(), 1, 3, true);
      for (int aborted = 0; aborted < 7; aborted++) {
        write(producer, names.models(), 1, 2, false);
      }
      write(producer, names.models(), 2, 4, false);
      producer.beginTransaction();
      producer.send(record(names.models(), 0));
      producer.flush();

      assertThat(LastRecords.offsets(broker.clientProperties(), names.models(), TIMEOUT))
          .isEqualTo(Map.of(0, 4L, 1, 2L));
      producer.abortTransaction();
    }
  }

  private static void write(
      KafkaProducer<byte[], byte[]> producer,
      String topic,
      int partition,
      int count,
      boolean commit) {
    producer.beginTransaction();
    for (int i = 0; i < count; i++) {
      producer.send(record(topic, partition));
    }
    producer.flush();
    if (commit) {
      producer.commitTransaction();
    } else {
      producer.abortTransaction();
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, int partition) {
    return new ProducerRecord<>(topic, partition, new byte[] {1}, new byte[] {2});
  }
}
