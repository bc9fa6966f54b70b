package io.firstspike.connectors.admin;

import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Finds out whether a broker lets a client write in transactions. */
public final class Transactions {

  private static final String MOST = "transaction.max.timeout.ms";

  private Transactions() {}

  /**
   * The obstacle to transactions with a timeout of {@code timeoutMillis} whose ids begin with
   * {@code prefix}; empty if they are possible. Begins one as a test, and writes nothing.
   */
  public static Optional<String> problem(
      Properties client, String prefix, long timeoutMillis, Duration timeout) {
    Properties producer = new Properties();
    producer.putAll(client);
    producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, prefix + "-check");
    producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(timeoutMillis));
    producer.put(
        ProducerConfig.MAX_BLOCK_MS_CONFIG,
        Long.toString(Math.max(timeout.toMillis(), Topics.COORDINATOR.toMillis())));
    KafkaProducer<byte[], byte[]> one = null;
    try {
      one = new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer());
      one.initTransactions();
      return Optional.empty();
    } catch (KafkaException e) {
      return Optional.of(problem(e, client, prefix, timeoutMillis, timeout));
    } finally {
      if (one != null) {
        one.close(Duration.ofSeconds(1));
      }
    }
  }

  private static String problem(
      KafkaException failure,
      Properties client,
      String prefix,
      long timeoutMillis,
      Duration timeout) {
    // This failure has no exception class of its own: only its message tells it.
    if (String.valueOf(failure.getMessage()).contains(MOST)) {
      return "the broker has "
          + MOST
          + most(client, timeout).map(value -> "=" + value).orElse("")
          + ", too little for transactions of "
          + timeoutMillis
          + " ms: raise it, or set "
          + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG
          + " to no more in --kafka-config";
    }
    if (failure instanceof AuthorizationException) {
      return "this client may not write in transactions ("
          + failure.getMessage()
          + "): allow it the operation WRITE on transactional ids that begin with "
          + prefix;
    }
    if (failure instanceof org.apache.kafka.common.errors.TimeoutException) {
      return "the broker gives out no transaction ("
          + failure.getMessage()
          + "): its transaction.state.log.replication.factor and transaction.state.log.min.isr must"
          + " not be above the number of brokers";
    }
    return "the broker gives out no transaction (" + failure.getMessage() + ")";
  }

  private static Optional<String> most(Properties client, Duration timeout) {
    try (Connection connection = new Connection(client, timeout)) {
      return connection.brokerSetting(MOST);
    }
  }
}
