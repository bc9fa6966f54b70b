package io.firstspike.connectors.admin;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes consumers that look at a topic for a moment: they commit nothing and wait no longer. */
public final class ShortReader {

  private ShortReader() {}

  /**
   * A consumer of bytes.
   *
   * @param client settings of Kafka's clients
   * @param more settings beside these, such as the isolation level
   * @param timeout how long each of its calls waits for the broker
   */
  public static KafkaConsumer<byte[], byte[]> open(
      Properties client, Map<String, String> more, Duration timeout) {
    Properties properties = new Properties();
    properties.putAll(client);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis()));
    properties.putAll(more);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
