package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.testkit.TestBroker;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The broker of compose.yaml beside that of {@code ./firstspike broker}. */
@Tag("slow")
class ComposeBrokerTest {

  /** Settings that say where something is, and the process's own. */
  private static final Set<String> PLACES =
      Set.of(
          "node.id",
          "process.roles",
          "controller.quorum.voters",
          "controller.listener.names",
          "listeners",
          "advertised.listeners",
          "inter.broker.listener.name",
          "listener.security.protocol.map",
          "log.dirs",
          "heap.opts");

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @Test
  void theBrokerHasTheSettingsOfTheProgramsOwn() throws Exception {
    Map<String, String> compose = new TreeMap<>();
    Compose.service("broker")
        .get("environment")
        .fields()
        .forEachRemaining(
            variable -> compose.put(name(variable.getKey()), variable.getValue().asText()));
    compose.keySet().removeAll(PLACES);
    Map<String, String> own = new TreeMap<>();
    Config config = config();
    compose.keySet().forEach(name -> own.put(name, config.get(name).value()));
    assertThat(compose).hasSizeGreaterThan(5).isEqualTo(own);
  }

  /** The setting that Kafka's image makes of a variable. */
  private static String name(String variable) {
    return variable.replaceFirst("^KAFKA_", "").toLowerCase(Locale.ROOT).replace('_', '.');
  }

  private static Config config() throws Exception {
    try (Admin admin = Admin.create(BROKER.clientProperties())) {
      String node = admin.describeCluster().nodes().get().iterator().next().idString();
      ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node);
      return admin.describeConfigs(List.of(broker)).all().get().get(broker);
    }
  }
}
