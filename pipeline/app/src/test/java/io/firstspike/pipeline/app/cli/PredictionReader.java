package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All predictions that have been committed to a topic of one partition. */
final class PredictionReader implements AutoCloseable {

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<Prediction> predictions = new ArrayList<>();

  PredictionReader(Properties client, String topic) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put("isolation.level", "read_committed");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
    consumer.assign(partition);
    consumer.seekToBeginning(partition);
  }

  List<Prediction> read() throws MalformedException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
      predictions.add(PredictionFormat.decode(Received.of(record)));
    }
    return predictions;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
