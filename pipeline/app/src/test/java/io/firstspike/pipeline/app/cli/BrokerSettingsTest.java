package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on topics that somebody made by hand: each adapts and says so, or refuses to start. */
@Tag("slow")
class BrokerSettingsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker =
        EmbeddedBroker.start(
            new EmbeddedBroker.Options(
                0, Optional.empty(), Map.of("transaction.max.timeout.ms", "60000")));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Creates six topics with Kafka's defaults, except for one setting of one of them. */
  private static void topics(String prefix, String topic, String setting, String value)
      throws Exception {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(prefix);
    Map<String, Map<String, String>> settings = new HashMap<>();
    topics.all().forEach(name -> settings.put(name, new HashMap<>()));
    settings.get(topics.models()).put("cleanup.policy", "compact");
    settings.get(prefix + topic).put(setting, value);
    try (Admin admin = Admin.create(broker.clientProperties())) {
      admin
          .createTopics(
              topics.all().stream()
                  .map(name -> new NewTopic(name, 1, (short) 1).configs(settings.get(name)))
                  .toList())
          .all()
          .get();
    }
    Topics.ensure(broker.clientProperties(), topics, 1, PATIENCE);
  }

  private static String[] command(String name, String prefix, String... more) {
    List<String> command = new ArrayList<>(List.of(name, "--topic-prefix", prefix));
    command.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    command.addAll(List.of("--broker-timeout", "60s"));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "run, predictions, cleanup.policy, compact, set it to delete",
    "run, dead-letters, cleanup.policy, compact, set it to delete",
    "run, frames, cleanup.policy, compact, set it to delete",
    "run, models, cleanup.policy, delete, set it to compact",
    "run, models, max.message.bytes, 20000, set max.message.bytes to at least",
    "run, metrics, min.insync.replicas, 2, only 1 replicas",
    "run, predictions, message.timestamp.after.max.ms, 0, at least 10000",
    "serve, predictions, max.message.bytes, 1000, set max.message.bytes to at least",
    "serve, models, cleanup.policy, delete, set it to compact",
    "serve, dead-letters, segment.bytes, 10000, set segment.bytes to at least",
    "replay, labels, cleanup.policy, compact, set it to delete"
  })
  void whatCannotWorkIsRefusedWithTopicSettingValueAndRemedy(
      String name, String topic, String setting, String value, String remedy) throws Exception {
    String prefix = name + "-" + setting + "-" + topic + "-";
    topics(prefix, topic, setting, value);

    Cli refused = Cli.run(command(name, prefix));

    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.errorLines())
        .singleElement()
        .asString()
        .contains("topic " + prefix + topic + " has " + setting + "=" + value, remedy);
    assertThat(refused.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"run", "serve"})
  void whatIsDoneOtherwiseIsSaid(String name) throws Exception {
    String prefix = name + "-cut-";
    topics(prefix, "frames", "max.message.bytes", "8388608");
    try (CommandInBackground job = new CommandInBackground(command(name, prefix))) {
      job.awaitOutput("Ctrl-C stops it");

      assertThat(job.stop().out())
          .startsWith(
              "dead letters are cut to 1,015,820 bytes: topic "
                  + prefix
                  + "dead-letters has max.message.bytes=1048588");
    }
  }

  @Test
  void topicsThatTheProgramMakesNeedNoWord() throws Exception {
    try (CommandInBackground job =
        new CommandInBackground(command("run", "own-", "--create-topics"))) {
      job.awaitOutput("Ctrl-C stops it");

      assertThat(job.stop().out()).startsWith("classifies own-frames");
    }
  }

  @Test
  void transactionsThatTheBrokerDoesNotAllowAreRefusedAndShorterOnesWork() throws Exception {
    topics("transactions-", "frames", "max.message.bytes", "8388608");

    Cli refused = Cli.run(command("run", "transactions-", "--delivery", "exactly-once"));

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.errorLines())
        .singleElement()
        .asString()
        .contains("transaction.max.timeout.ms=60000", "transactions of 900000 ms");

    Path config = folder.resolve("client.properties");
    Files.writeString(config, "transaction.timeout.ms=60000\n");
    String[] shorter =
        command(
            "run",
            "transactions-",
            "--delivery",
            "exactly-once",
            "--kafka-config",
            config.toString());
    try (CommandInBackground job = new CommandInBackground(shorter)) {
      job.awaitOutput("Ctrl-C stops it");
      assertThat(job.stop().code()).isZero();
    }
    Cli endsTooSoon =
        Cli.run(
            command(
                "run",
                "transactions-",
                "--delivery",
                "exactly-once",
                "--checkpoint-interval",
                "1min",
                "--kafka-config",
                config.toString()));
    assertThat(endsTooSoon.code()).isEqualTo(2);
    assertThat(endsTooSoon.err()).contains("twice the checkpoint interval, 120000 ms");
  }
}
