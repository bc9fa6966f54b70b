package io.firstspike.pipeline.app.cli;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker with the topics that allows a user what it is granted, and nothing else. A user's
 * password is its name.
 */
final class AuthorizingBroker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ROOT = "broker";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private final EmbeddedBroker broker;

  private AuthorizingBroker(EmbeddedBroker broker) {
    this.broker = broker;
  }

  /** Starts a broker that knows some users. */
  static AuthorizingBroker start(Collection<String> users, TopicNames topics) throws IOException {
    String passwords =
        users.stream().map(user -> "user_" + user + "=\"" + user + "\"").collect(joining(" "));
    Map<String, String> settings =
        Map.of(
            "authorizer.class.name",
            "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users",
            "User:" + ROOT + ";User:ANONYMOUS",
            "listener.security.protocol.map",
            "CLIENTS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.clients.plain.sasl.jaas.config",
            login(ROOT) + "user_" + ROOT + "=\"" + ROOT + "\" " + passwords + ";");
    AuthorizingBroker started =
        new AuthorizingBroker(
            EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.empty(), settings)));
    Topics.ensure(started.root(), topics, 1, PATIENCE);
    return started;
  }

  /** The right of a user to do something with a resource, or with all whose names begin so. */
  static AclBinding right(
      String user, ResourceType type, String name, PatternType pattern, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, pattern),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  /** Grants rights, the first ones of this broker, and waits until it knows them. */
  void grant(List<AclBinding> rights) throws Exception {
    try (Admin admin = Admin.create(root())) {
      admin.createAcls(rights).all().get();
      // The controller confirms the rights before the broker knows them.
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  admin.describeAcls(AclBindingFilter.ANY).values().get().size() == rights.size());
    }
  }

  private static String login(String user) {
    return LOGIN + "username=\"" + user + "\" password=\"" + user + "\" ";
  }

  /** The settings of a client that may do everything. */
  Properties root() {
    return client(ROOT);
  }

  private Properties client(String user) {
    Properties client = broker.clientProperties();
    client.setProperty("security.protocol", "SASL_PLAINTEXT");
    client.setProperty("sasl.mechanism", "PLAIN");
    client.setProperty("sasl.jaas.config", login(user) + ";");
    return client;
  }

  /** Writes the settings of a user's client into a folder, for {@code --kafka-config}. */
  String config(Path folder, String user) throws IOException {
    Path config = folder.resolve(user + ".properties");
    try (Writer writer = Files.newBufferedWriter(config)) {
      client(user).store(writer, null);
    }
    return config.toString();
  }

  @Override
  public void close() {
    broker.close();
  }
}
