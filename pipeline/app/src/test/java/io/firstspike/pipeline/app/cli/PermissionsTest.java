package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.TopicNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that allows a client what it is granted, and nothing else. */
@Tag("slow")
class PermissionsTest {

  @TempDir private static Path folder;
  private static AuthorizingBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = AuthorizingBroker.start(List.of("till", "readonly", "ungrouped"), TopicNames.DEFAULT);
    broker.grant(
        List.of(
            granted("till", ResourceType.TOPIC, AclOperation.READ),
            granted("till", ResourceType.TOPIC, AclOperation.WRITE),
            granted("till", ResourceType.GROUP, AclOperation.READ),
            granted("readonly", ResourceType.TOPIC, AclOperation.READ),
            granted("readonly", ResourceType.TOPIC, AclOperation.DESCRIBE_CONFIGS),
            granted("readonly", ResourceType.GROUP, AclOperation.READ),
            granted("ungrouped", ResourceType.TOPIC, AclOperation.READ),
            granted("ungrouped", ResourceType.TOPIC, AclOperation.WRITE)));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static AclBinding granted(String user, ResourceType type, AclOperation operation) {
    return AuthorizingBroker.right(user, type, "*", PatternType.LITERAL, operation);
  }

  private static String[] command(String name, String user, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                name, "--broker-timeout", "60s", "--kafka-config", broker.config(folder, user)));
    command.addAll(List.of(more));
    return command.toArray(String[]::new);
  }

  @Test
  void settingsThatMayNotBeAskedForAreTakenForKafkasDefaults() throws Exception {
    try (CommandInBackground job = new CommandInBackground(command("run", "till"))) {
      job.awaitOutput("Ctrl-C stops it");
      Cli replayed = Cli.run(command("replay", "till", "--limit", "10"));
      assertThat(replayed.code()).as(replayed.err()).isZero();

      assertThat(job.stop().out())
          .startsWith("this client may not ask for the settings of topics dead-letters, frames,")
          .contains("dead letters are cut to 1,015,820 bytes", "may not ask for");
    }
  }

  @Test
  void whatAClientMayNotDoIsToldBeforeTheJobStarts() throws Exception {
    assertRefused(
        Cli.run(command("run", "readonly")),
        "this client may not write to topic predictions: allow it the operation WRITE");
    assertRefused(
        Cli.run(command("serve", "ungrouped")),
        "this client may not read as consumer group firstspike-serve");
    assertRefused(
        Cli.run(command("run", "till", "--delivery", "exactly-once")),
        "allow it the operation WRITE on transactional ids that begin with firstspike");
    assertRefused(
        Cli.run(command("replay", "readonly")), "this client may not write to topic frames");
  }

  @Test
  void aScriptsTablesLogInWithTheVariableOfTheirSettings() throws Exception {
    String table =
        " (v BYTES) WITH ('connector' = 'kafka', 'properties.bootstrap.servers' ="
            + " '${bootstrap-servers}', ${kafka-options} 'scan.startup.mode' = 'earliest-offset',"
            + " 'scan.bounded.mode' = 'latest-offset', 'format' = 'raw', 'topic' = ";
    Path script =
        Files.writeString(
            folder.resolve("count.sql"),
            "CREATE TABLE metrics"
                + table
                + "'metrics');\nCREATE TABLE letters"
                + table
                + "'dead-letters');\nSELECT 'read' AS done, COUNT(*) FROM metrics;\n"
                + "INSERT INTO letters SELECT v FROM metrics;\n");

    Cli allowed = Cli.run(command("sql", "till", script.toString()));
    assertThat(allowed.code()).as(allowed.err()).isZero();

    Cli readOnly = Cli.run(command("sql", "readonly", script.toString()));
    assertThat(readOnly.code()).isEqualTo(2);
    assertThat(readOnly.errorLines())
        .last()
        .asString()
        .contains("table letters: this client may not write to topic dead-letters: allow it the");
  }

  private static void assertRefused(Cli command, String reason) {
    assertThat(command.code()).as(command.err()).isEqualTo(2);
    assertThat(command.errorLines()).singleElement().asString().contains(reason);
  }
}
