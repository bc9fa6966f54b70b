package io.firstspike.pipeline.stream.options;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.InputSpec;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name the broker and its topics. */
public final class KafkaOptions {

  private static final String SERVERS = "bootstrap.servers";
  private static final String DEFAULT_SERVERS = "localhost:9092";

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "The Kafka brokers to ask first (default: " + DEFAULT_SERVERS + ").")
  private String servers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Java properties for the Kafka clients, such as security.protocol and sasl.jaas.config.")
  private Path config;

  @Option(
      names = "--broker-timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = DurationConverter.class,
      description = "How long to wait for the broker's first answer (default: ${DEFAULT-VALUE}).")
  private Duration timeout;

  @Mixin private TopicOptions topics;

  /** Client settings: the file's, and the servers. */
  public Properties client() {
    return client(DEFAULT_SERVERS);
  }

  /** Client settings with {@code usual} servers, unless the user names others. */
  public Properties client(String usual) {
    Properties client = new Properties();
    if (config != null) {
      try (Reader reader = Files.newBufferedReader(config)) {
        client.load(reader);
      } catch (NoSuchFileException e) {
        throw new InputException("--kafka-config " + config + " does not exist", e);
      } catch (IOException | IllegalArgumentException e) {
        throw new InputException(
            "--kafka-config " + config + " cannot be read as Java properties: " + e, e);
      }
    }
    if (servers != null || client.getProperty(SERVERS, "").isBlank()) {
      client.setProperty(SERVERS, servers == null ? usual : servers);
    }
    return client;
  }

  /** The time to wait for the broker's first answer. */
  public Duration timeout() {
    return timeout;
  }

  /** The topics' names. */
  public TopicNames topics() {
    return topics.names();
  }

  /** The topics' names where packets of events come in place of frames. */
  public TopicNames topicsOfEvents() {
    return topics.namesOfEvents();
  }

  /** The topics' names for a network of this input. */
  public TopicNames topics(InputSpec input) {
    return input.events() == null ? topics() : topicsOfEvents();
  }
}
