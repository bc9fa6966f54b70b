package io.firstspike.connectors.admin;

import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.SaslConfigs;

/**
 * The secrets among client settings. Kafka hides them where it prints settings, but quotes pieces
 * of a {@code sasl.jaas.config} that it cannot read.
 */
final class Secrets {

  /**
   * The length of the shortest piece that counts as a secret, in characters: shorter ones would
   * match everywhere, and reveal nothing.
   */
  private static final int SHORTEST = 3;

  /** The words of a login that are no secrets, beside the class name that comes first. */
  private static final Set<String> WORDS = Set.of("required", "username", "password");

  private static final int AFTER_CLASS = 1;

  private final Set<String> values = new HashSet<>();

  /** Collects the values of those settings that Kafka itself treats as secrets. */
  Secrets(Properties client) {
    Map<String, ConfigKey> known = AdminClientConfig.configDef().configKeys();
    for (String name : client.stringPropertyNames()) {
      if (known.containsKey(name) && known.get(name).type == Type.PASSWORD) {
        add(client.getProperty(name));
      }
    }
    // A misplaced quotation mark may split a password: each part is still a secret.
    String[] login = client.getProperty(SaslConfigs.SASL_JAAS_CONFIG, "").split("[\\s\"'=;]+");
    for (int i = login.length > 1 ? AFTER_CLASS : 0; i < login.length; i++) {
      add(login[i]);
    }
  }

  private void add(String value) {
    if (value.length() >= SHORTEST && !WORDS.contains(value)) {
      values.add(value);
    }
  }

  /** Whether the message of a failure, or of one of its causes, quotes a secret. */
  boolean quotedBy(Throwable failure) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      String message = String.valueOf(one.getMessage());
      if (values.stream().anyMatch(message::contains)) {
        return true;
      }
    }
    return false;
  }
}
