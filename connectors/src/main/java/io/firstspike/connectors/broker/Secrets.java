package io.firstspike.connectors.broker;

import java.util.HashSet;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * The secrets among client settings. Kafka hides them where it prints settings, but quotes them in
 * some complaints about a line of {@code sasl.jaas.config} that it cannot read.
 */
final class Secrets {

  private static final String JAAS = "jaas";
  private static final Set<String> WORDS = Set.of("password", "secret", JAAS, "token", "ssl.key");

  /** Shorter pieces would match everywhere, and tell nothing. */
  private static final int SHORTEST = 3;

  private final Set<String> values = new HashSet<>();

  Secrets(Properties client) {
    for (String name : client.stringPropertyNames()) {
      String lower = name.toLowerCase(Locale.ROOT);
      if (WORDS.stream().anyMatch(lower::contains)) {
        // What a quotation mark in the wrong place leaves of a password is still a secret.
        String pieces = lower.contains(JAAS) ? "[\\s\"'=;]+" : "\\s+";
        for (String piece : client.getProperty(name).split(pieces)) {
          add(piece);
        }
        add(client.getProperty(name));
      }
    }
  }

  private void add(String value) {
    if (value.length() >= SHORTEST && !value.equals("required")) {
      values.add(value);
    }
  }

  /** Whether a failure, or one beneath it, quotes a secret. */
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
