package io.firstspike.testkit;

import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** A broker that accepts only TLS and passwords. Each of its secrets contains {@link #SECRET}. */
public final class SecureBroker implements AutoCloseable {

  /** A word that is part of each secret and appears nowhere else. */
  public static final String SECRET = "swordfish";

  private static final String STORE_PASSWORD = SECRET + "-store";
  private static final String CLIENT_PASSWORD = SECRET + "-client";
  private static final String BROKER_PASSWORD = SECRET + "-broker";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";

  private final EmbeddedBroker broker;
  private final Path trusted;

  private SecureBroker(EmbeddedBroker broker, Path trusted) {
    this.broker = broker;
    this.trusted = trusted;
  }

  /** Starts a broker with a certificate of its own, kept in {@code folder}. */
  public static SecureBroker start(Path folder) throws IOException, InterruptedException {
    Path keys = folder.resolve("keys.p12");
    Path certificate = folder.resolve("broker.pem");
    Path trusted = folder.resolve("trusted.p12");
    keytool(
        keys,
        "-genkeypair",
        "-keyalg",
        "RSA",
        "-validity",
        "2",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=ip:127.0.0.1,dns:localhost");
    keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
    keytool(trusted, "-importcert", "-noprompt", "-file", certificate.toString());
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT"),
            Map.entry("sasl.enabled.mechanisms", "PLAIN"),
            Map.entry("sasl.mechanism.inter.broker.protocol", "PLAIN"),
            Map.entry(
                "listener.name.clients.plain.sasl.jaas.config",
                LOGIN
                    + user("username=\"broker\" password", BROKER_PASSWORD)
                    + user("user_broker", BROKER_PASSWORD)
                    + user("user_firstspike", CLIENT_PASSWORD)
                    + ";"),
            Map.entry("ssl.keystore.location", keys.toString()),
            Map.entry("ssl.keystore.password", STORE_PASSWORD),
            Map.entry("ssl.key.password", STORE_PASSWORD),
            Map.entry("ssl.truststore.location", trusted.toString()),
            Map.entry("ssl.truststore.password", STORE_PASSWORD));
    return new SecureBroker(
        EmbeddedBroker.start(new EmbeddedBroker.Options(0, Optional.empty(), settings)), trusted);
  }

  private static String user(String name, String password) {
    return name + "=\"" + password + "\" ";
  }

  private static void keytool(Path store, String command, String... options)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    line.add(command);
    line.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-alias", "broker"));
    line.addAll(List.of("-storepass", STORE_PASSWORD));
    line.addAll(List.of(options));
    Process keytool = new ProcessBuilder(line).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes());
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool failed: " + said);
    }
  }

  /** The address for clients, HOST:PORT. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The settings of a client that knows the password, without the servers. */
  public Properties security() {
    Properties client = trust();
    client.setProperty("security.protocol", "SASL_SSL");
    client.setProperty("sasl.mechanism", "PLAIN");
    client.setProperty("sasl.jaas.config", login(CLIENT_PASSWORD));
    return client;
  }

  /** The settings by which a client trusts this broker's certificate. */
  public Properties trust() {
    Properties client = new Properties();
    client.setProperty("ssl.truststore.location", trusted.toString());
    client.setProperty("ssl.truststore.password", STORE_PASSWORD);
    return client;
  }

  /** The {@code sasl.jaas.config} of the client, with a password. */
  public static String login(String password) {
    return LOGIN + user("username=\"firstspike\" password", password) + ";";
  }

  @Override
  public void close() {
    broker.close();
  }
}
