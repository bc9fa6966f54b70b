package io.firstspike.connectors.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.server.util.FileLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EmbeddedBrokerTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  @TempDir static Path folder;
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
  void createsTheSixTopicsOnceAndLeavesThemAlone() throws Exception {
    TopicNames names = TopicNames.DEFAULT.withPrefix("six.");
    Topics.ensure(broker.clientProperties(), names, 3);
    Topics.ensure(broker.clientProperties(), names, 5);

    try (Admin admin = Admin.create(broker.clientProperties())) {
      assertThat(admin.describeTopics(names.all()).allTopicNames().get().values())
          .extracting(TopicDescription::name, topic -> topic.partitions().size())
          .containsExactlyInAnyOrderElementsOf(names.all().stream().map(n -> tuple(n, 3)).toList());
      assertThat(setting(admin, names.models(), "cleanup.policy")).isEqualTo("compact");
      assertThat(setting(admin, names.frames(), "cleanup.policy")).isEqualTo("delete");
      assertThat(setting(admin, names.frames(), "retention.ms")).isEqualTo("-1");
      assertThat(setting(admin, names.frames(), "max.message.bytes")).isEqualTo("8388608");
    }
  }

  @Test
  void missingTopicsAreNamed() {
    TopicNames names = TopicNames.DEFAULT.withPrefix("present.");
    Topics.ensure(broker.clientProperties(), names, 1);
    Topics.requireExisting(broker.clientProperties(), names.all(), TIMEOUT);

    assertThatExceptionOfType(MissingTopicsException.class)
        .isThrownBy(
            () ->
                Topics.requireExisting(
                    broker.clientProperties(),
                    List.of(names.frames(), "absent-b", "absent-a"),
                    TIMEOUT))
        .withMessageContaining("has no topic absent-a, absent-b");
  }

  @Test
  void silentPortIsReportedWithTheRemedy() throws IOException {
    // Bound but not listening, so that no other program takes the port meanwhile.
    try (Socket silent = new Socket()) {
      silent.bind(new InetSocketAddress("127.0.0.1", 0));
      String server = "127.0.0.1:" + silent.getLocalPort();
      assertUnavailable(server, "no broker answers at " + server);
    }
  }

  @Test
  void unknownHostIsReportedWithTheRemedy() {
    assertUnavailable("no-such-host.invalid:9092", "no-such-host.invalid:9092 cannot be used");
  }

  @Test
  void clientPropertiesNeedTheServers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topics.requireExisting(new Properties(), List.of("frames"), TIMEOUT))
        .withMessageContaining("bootstrap.servers");
  }

  @Test
  void topicsAndDataSurviveARestartInAFolderOfTheirOwn() throws Exception {
    EmbeddedBroker.Options options =
        new EmbeddedBroker.Options(0, Optional.of(folder.resolve("data")));
    try (EmbeddedBroker first = EmbeddedBroker.start(options)) {
      Topics.ensure(first.clientProperties(), TopicNames.DEFAULT, 1);
      assertThat(silence(first)).as("the next one waits that long").isEqualTo(3000);
    }
    try (EmbeddedBroker second = EmbeddedBroker.start(options)) {
      Topics.requireExisting(second.clientProperties(), TopicNames.DEFAULT.all(), TIMEOUT);
    }
    assertThat(folder.resolve("data/meta.properties")).exists();
  }

  @Test
  void aMachineThatStallsMakesNoTemporaryBrokerGone() throws Exception {
    assertThat(silence(broker)).isEqualTo(600_000);
  }

  /** The silence after which a broker counts as gone, in milliseconds. */
  private static int silence(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(broker.clientProperties())) {
      ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
      return Integer.parseInt(setting(admin, node, "broker.session.timeout.ms"));
    }
  }

  @Test
  void folderInUseIsRefusedAndItsBrokerGoesOn() throws IOException {
    Path shared = folder.resolve("shared");
    EmbeddedBroker.Options options = new EmbeddedBroker.Options(0, Optional.of(shared));
    try (EmbeddedBroker first = EmbeddedBroker.start(options)) {
      assertThatIOException()
          .isThrownBy(() -> EmbeddedBroker.start(options))
          .withMessageContaining(shared + " is in use by another broker");
      Topics.ensure(first.clientProperties(), TopicNames.DEFAULT, 1);
      assertThat(first.died()).isFalse();
    }
  }

  @Test
  void folderOfABrokerThatKnowsNothingOfOurLockIsRefused() throws IOException {
    Path kafka = Files.createDirectories(folder.resolve("kafka"));
    FileLock lock = new FileLock(kafka.resolve(".lock").toFile());
    lock.lock();
    try {
      assertThatIOException()
          .isThrownBy(() -> EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.of(kafka))))
          .withMessageContaining("in use by another broker");
    } finally {
      lock.destroy();
    }
    assertThat(kafka.resolve("meta.properties")).doesNotExist();
  }

  @Test
  void portInUseIsRefused() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedBroker.Options options =
          new EmbeddedBroker.Options(taken.getLocalPort(), Optional.empty());
      assertThatIOException()
          .isThrownBy(() -> EmbeddedBroker.start(options))
          .withMessageContaining("127.0.0.1:" + taken.getLocalPort())
          .withMessageContaining("another port");
    }
  }

  @Test
  void folderThatCannotBeWrittenIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "x");
    EmbeddedBroker.Options options = new EmbeddedBroker.Options(0, Optional.of(file));
    assertThatIOException().isThrownBy(() -> EmbeddedBroker.start(options));
  }

  private static void assertUnavailable(String servers, String reason) {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", servers);
    assertThatExceptionOfType(BrokerUnavailableException.class)
        .isThrownBy(() -> Topics.requireExisting(client, List.of("frames"), Duration.ofMillis(500)))
        .withMessageContaining(reason)
        .withMessageContaining("start one with ./firstspike broker or pass --bootstrap-servers");
  }

  private static String setting(Admin admin, String topic, String name)
      throws InterruptedException, ExecutionException {
    return setting(admin, new ConfigResource(ConfigResource.Type.TOPIC, topic), name);
  }

  private static String setting(Admin admin, ConfigResource resource, String name)
      throws InterruptedException, ExecutionException {
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return config.get(name).value();
  }
}
