package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.engine.model.ModelFile;
import io.firstspike.testkit.ListeningSockets;
import io.firstspike.testkit.SecureBroker;
import java.io.IOException;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker that asks for TLS and a password: who has them gets in, and nobody gets to see them. */
@Tag("slow")
class SecuredBrokerTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REPLY_WITHIN = Duration.ofSeconds(60);
  private static final Pattern JOB_ID = Pattern.compile("\"id\":\"([0-9a-f]{32})\"");

  @TempDir private static Path folder;
  private static SecureBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecureBroker.start(folder);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** The login lies in a file of its own, to which the client's settings refer. */
  @Test
  void the_job_runs_end_to_end_and_its_secrets_show_nowhere() throws Exception {
    Properties client = broker.security();
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(secrets.resolve("login"), client.getProperty("sasl.jaas.config"));
    client.setProperty("sasl.jaas.config", "${dir:" + secrets + ":login}");
    client.setProperty("config.providers", "dir");
    client.setProperty("config.providers.dir.class", DirectoryConfigProvider.class.getName());
    Path config = config(client);
    Path model = folder.resolve("secured.model");
    Path checkpoints = folder.resolve("checkpoints");
    Path log = folder.resolve("everything.log");
    String said;
    List<String> shown;
    try (AllIsLogged logged = new AllIsLogged(log);
        CommandInBackground job =
            new CommandInBackground(
                command(
                    "run",
                    config,
                    "--create-topics",
                    "--network",
                    "mozafari-2019",
                    "--schedule",
                    "S1=10,S2=10",
                    "--delivery",
                    "exactly-once",
                    "--checkpoint-interval",
                    "500ms",
                    "--publish-every",
                    "20",
                    "--model-out",
                    model.toString(),
                    "--checkpoint-dir",
                    checkpoints.toString()))) {
      job.awaitOutput("classifies frames");
      Cli replayed = Cli.run(command("replay", config, "--limit", "40", "--label-delay", "0s"));
      assertThat(replayed.code()).as(replayed.err()).isZero();
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Files.exists(model) && ModelFile.read(model).provenance().labelsLearned() == 20);
      shown = shownByFlink();
      Cli stopped = job.stop();
      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(logged.file()).isNotEmptyFile();
      said = replayed.out() + replayed.err() + stopped.out() + stopped.err();
    }

    assertThat(said).contains("20").doesNotContain(SecureBroker.SECRET);
    assertThat(shown.isEmpty()).isNotEqualTo(ListeningSockets.known());
    assertThat(shown).noneMatch(page -> page.contains(SecureBroker.SECRET));
    assertThat(Files.readString(log, StandardCharsets.ISO_8859_1))
        // Clients have logged their settings, without the secrets.
        .contains("sasl.jaas.config = [hidden]", "ssl.truststore.password = [hidden]")
        .doesNotContain(SecureBroker.SECRET);
    assertThat(files(checkpoints)).isNotEmpty().allSatisfy(SecuredBrokerTest::keepsSecrets);
    keepsSecrets(model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "replay"})
  void without_a_password_nobody_gets_in(String command) throws Exception {
    Cli plain =
        Cli.run(
            command, "--bootstrap-servers", broker.bootstrapServers(), "--broker-timeout", "3s");
    assertRefused(plain, "no broker answers at " + broker.bootstrapServers());

    Properties tls = broker.trust();
    tls.setProperty("security.protocol", "SSL");
    assertRefused(Cli.run(command(command, config(tls), "3s", List.of())), "broker");
  }

  @Test
  void a_wrong_password_is_refused() throws Exception {
    Properties client = broker.security();
    client.setProperty("sasl.jaas.config", SecureBroker.login(SecureBroker.SECRET + "-wrong"));

    assertRefused(run("run", client), "refuses this client", "Invalid username or password");
  }

  @Test
  void a_broker_of_an_unknown_certificate_is_refused() throws Exception {
    Properties client = broker.security();
    client.remove("ssl.truststore.location");
    client.remove("ssl.truststore.password");

    assertRefused(run("run", client), "refuses this client", "SSL handshake failed");
  }

  /** Passwords with quotation marks, of which Kafka's messages quote pieces. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.x.Login required username=\"a\" password=\"x\"swordfish\";",
        "org.x.Login required username=\"a\" password=\"swordfish",
        "org.x.Login required username=\"a\" swordfish;",
        "org.x.Login swordfish;",
        "swordfish"
      })
  void a_malformed_login_is_refused_without_quoting_it(String login) throws Exception {
    Properties client = broker.security();
    client.setProperty("sasl.jaas.config", login);

    assertRefused(run("run", client), "cannot be used");
  }

  @Test
  void a_store_that_is_not_there_is_named() throws Exception {
    Properties client = broker.security();
    client.setProperty("ssl.truststore.location", "/nowhere/trusted.p12");

    assertRefused(run("run", client), "cannot be used", "/nowhere/trusted.p12");
  }

  @Test
  void a_wrong_password_of_a_store_is_refused_without_quoting_it() throws Exception {
    Properties client = broker.security();
    client.setProperty("ssl.truststore.password", "swordfish-not");

    assertRefused(run("run", client), "cannot be used");
  }

  @Test
  void a_file_that_is_no_properties_is_refused_without_quoting_it() throws Exception {
    Path file = folder.resolve("malformed.properties");
    Files.writeString(file, "ssl.key.password = swordfish\\u00zz\n");
    assertRefused(Cli.run(command("run", file)), "--kafka-config", "Malformed");

    Files.write(file, new byte[] {'s', 'w', 'o', 'r', 'd', 'f', 'i', 's', 'h', '=', (byte) 0xff});
    assertRefused(Cli.run(command("run", file)), "--kafka-config");
  }

  private static void assertRefused(Cli command, String... reasons) {
    assertThat(command.code()).as(command.err()).isEqualTo(2);
    assertThat(command.errorLines().get(0)).contains(reasons).contains("--kafka-config");
    assertThat(command.out() + command.err()).doesNotContain(SecureBroker.SECRET);
  }

  private static Cli run(String command, Properties client) throws IOException {
    return Cli.run(command(command, config(client)));
  }

  /** The arguments of a command, verbose, because stack traces contain messages, too. */
  private static String[] command(String name, Path config, String... more) {
    return command(name, config, PATIENCE.toSeconds() + "s", List.of(more));
  }

  private static String[] command(String name, Path config, String timeout, List<String> more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("--verbose", name));
    command.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    command.addAll(List.of("--kafka-config", config.toString(), "--broker-timeout", timeout));
    command.addAll(more);
    return command.toArray(String[]::new);
  }

  private static Path config(Properties client) throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      client.store(writer, null);
    }
    return file;
  }

  /** The answers of Flink's REST endpoint about the job, whichever port it has. */
  private static List<String> shownByFlink() throws Exception {
    List<String> shown = new ArrayList<>();
    for (InetSocketAddress socket :
        ListeningSockets.known() ? ListeningSockets.all() : List.<InetSocketAddress>of()) {
      String endpoint = "http://127.0.0.1:" + socket.getPort();
      Optional<String> jobs = page(endpoint + "/jobs");
      if (jobs.isPresent()) {
        Matcher job = JOB_ID.matcher(jobs.get());
        assertThat(job.find()).as(jobs.get()).isTrue();
        String path = endpoint + "/jobs/" + job.group(1);
        for (String page :
            List.of(
                "", "/config", "/plan", "/exceptions", "/checkpoints/config", "/accumulators")) {
          shown.add(page(path + page).orElseThrow());
        }
        for (String page : List.of("config", "environment")) {
          page(endpoint + "/jobmanager/" + page).ifPresent(shown::add);
        }
      }
    }
    return shown;
  }

  private static Optional<String> page(String address) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).timeout(REPLY_WITHIN).build();
    try {
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      // The port is the broker's, which does not speak HTTP.
      return Optional.empty();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private static void keepsSecrets(Path file) throws IOException {
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
        .as(file.toString())
        .doesNotContain(SecureBroker.SECRET);
  }

  /** Writes all log messages to a file until it is closed. */
  private static final class AllIsLogged implements AutoCloseable {

    private final LoggerContext logging = (LoggerContext) LogManager.getContext(false);
    private final URI before = logging.getConfigLocation();
    private final Path file;

    AllIsLogged(Path file) throws URISyntaxException {
      this.file = file;
      System.setProperty("firstspike.test.log", file.toString());
      logging.setConfigLocation(
          SecuredBrokerTest.class.getResource("log4j2-everything.xml").toURI());
    }

    Path file() {
      return file;
    }

    @Override
    public void close() {
      logging.setConfigLocation(before);
      System.clearProperty("firstspike.test.log");
    }
  }
}
