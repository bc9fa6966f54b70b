package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that allows a client what it is granted, and nothing else. */
@Tag("slow")
class PermissionsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  @TempDir private static Path folder;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings =
        Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            "User:broker;User:ANONYMOUS",
            "listener.security.protocol.map",
            "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.clients.plain.sasl.jaas.config",
            LOGIN
                + "username=\"broker\" password=\"b\" user_broker=\"b\" user_till=\"t\""
                + " user_readonly=\"r\" user_ungrouped=\"u\";");
    broker = EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.empty(), settings));
    Properties root = client("broker", "b");
    Topics.ensure(root, TopicNames.DEFAULT, 1, PATIENCE);
    try (Admin admin = Admin.create(root)) {
      admin
          .createAcls(
              Stream.of(
                      granted("till", ResourceType.TOPIC, AclOperation.READ),
                      granted("till", ResourceType.TOPIC, AclOperation.WRITE),
                      granted("till", ResourceType.GROUP, AclOperation.READ),
                      granted("readonly", ResourceType.TOPIC, AclOperation.READ),
                      granted("readonly", ResourceType.TOPIC, AclOperation.DESCRIBE_CONFIGS),
                      granted("readonly", ResourceType.GROUP, AclOperation.READ),
                      granted("ungrouped", ResourceType.TOPIC, AclOperation.READ),
                      granted("ungrouped", ResourceType.TOPIC, AclOperation.WRITE))
                  .toList())
          .all()
          .get();
      // The controller confirms the rights before the broker knows them.
      await()
          .atMost(PATIENCE)
          .until(() -> admin.describeAcls(AclBindingFilter.ANY).values().get().size() == 8);
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static AclBinding granted(String user, ResourceType type, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, "*", PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  private static Properties client(String user, String password) {
    Properties client = broker.clientProperties();
    client.setProperty("security.protocol", "SASL_PLAINTEXT");
    client.setProperty("sasl.mechanism", "PLAIN");
    client.setProperty(
        "sasl.jaas.config", LOGIN + "username=\"" + user + "\" password=\"" + password + "\";");
    return client;
  }

  private static String[] command(String name, String user, String... more) throws Exception {
    Path config = folder.resolve(user + ".properties");
    try (Writer writer = Files.newBufferedWriter(config)) {
      client(user, user.substring(0, 1)).store(writer, null);
    }
    List<String> command =
        new ArrayList<>(
            List.of(name, "--broker-timeout", "60s", "--kafka-config", config.toString()));
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
