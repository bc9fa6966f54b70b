package io.firstspike.pipeline.ml.sql;

import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.MissingTopicsException;
import io.firstspike.connectors.admin.TopicSettings;
import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.admin.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * A table that a job reads from Kafka or writes to it.
 *
 * @param name the table's name
 * @param options its options, as WITH gives them
 * @param written whether the job writes to it; else it reads it
 */
record KafkaTable(String name, Map<String, String> options, boolean written) {

  private static final Set<String> CONNECTORS = Set.of("kafka", "upsert-kafka");
  private static final String CLIENT = "properties.";
  private static final String SERVERS = "bootstrap.servers";

  KafkaTable {
    options = Map.copyOf(options);
  }

  /** Whether a table with these options is one of Kafka's, at a known address. */
  static boolean is(Map<String, String> options) {
    return CONNECTORS.contains(options.getOrDefault("connector", ""))
        && options.containsKey(CLIENT + SERVERS);
  }

  /** Settings of Kafka's clients. */
  Properties client() {
    Properties client = new Properties();
    options.forEach(
        (key, value) -> {
          if (key.startsWith(CLIENT)) {
            client.setProperty(key.substring(CLIENT.length()), value);
          }
        });
    return client;
  }

  String servers() {
    return options.get(CLIENT + SERVERS);
  }

  /** The topics that the table names; none if it has a pattern for them. */
  private List<String> topics() {
    String names = options.getOrDefault("topic", "").strip();
    return names.isEmpty() ? List.of() : List.of(names.split("\\s*;\\s*"));
  }

  /**
   * Asks the broker whether the table can be used. A topic that the broker creates when it is
   * written to may be missing.
   *
   * @param timeout the longest wait for the broker
   * @throws SqlException if no broker answers, a topic is missing, or this client may not use it;
   *     it names the remedy
   */
  void requireUsable(Duration timeout) {
    Properties client = client();
    try {
      if (topics().isEmpty() || written) {
        boolean creates = Topics.creates(client, timeout);
        if (topics().isEmpty() || creates) {
          return;
        }
      }
      Map<String, TopicSettings> settings = Topics.settings(client, topics(), timeout);
      for (String topic : topics()) {
        TopicUse use = new TopicUse(topic, written, false, 0);
        Optional<String> problem = use.permission(settings.get(topic));
        if (problem.isPresent()) {
          throw new SqlException(of(problem.get()));
        }
      }
    } catch (BrokerUnavailableException | MissingTopicsException e) {
      // Without its cause: of a chain only the last message is shown.
      throw new SqlException(of(e.getMessage()));
    }
  }

  private String of(String problem) {
    return "table " + name + ": " + problem;
  }
}
