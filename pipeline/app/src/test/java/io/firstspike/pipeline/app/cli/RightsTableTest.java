package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.testkit.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of rights in docs/operations.md, as it stands there: with what it names each command
 * works, and without any one of these rights the console names what is missing.
 */
@Tag("slow")
class RightsTableTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Path PAGE = Path.of("..", "..", "docs", "operations.md");
  private static final String HEAD =
      "| command | READ topics | WRITE topics | READ group | transactional ids |";
  private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");
  private static final Pattern ASIDE = Pattern.compile("\\([^)]*\\)");
  private static final Pattern GROUP = Pattern.compile("\\(`([^`]*)`\\)");
  private static final List<String> COMMANDS = List.of("run", "serve", "replay", "ui");
  private static final int DIGITS = 10;

  /** What a command may do with one resource, or with all of names that begin so. */
  private record Right(
      ResourceType type, String name, PatternType pattern, AclOperation operation) {

    static Right topic(String name, AclOperation operation) {
      return new Right(ResourceType.TOPIC, name, PatternType.LITERAL, operation);
    }

    AclBinding of(String user) {
      return AuthorizingBroker.right(user, type, name, pattern, operation);
    }
  }

  /** A user who may do all that a command needs, or lacks one right of it. */
  private record Case(String user, String command, List<Right> rights, Right lacking) {

    @Override
    public String toString() {
      return command + " without " + lacking.operation + " on " + lacking.type + " " + lacking.name;
    }
  }

  @TempDir private static Path folder;
  private static AuthorizingBroker broker;

  @BeforeAll
  static void start() throws Exception {
    List<Case> cases = Stream.concat(allowed().stream(), lacking().stream()).toList();
    broker = AuthorizingBroker.start(cases.stream().map(Case::user).toList(), TopicNames.DEFAULT);
    broker.grant(
        cases.stream()
            .flatMap(one -> one.rights.stream().map(right -> right.of(one.user)))
            .toList());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static List<Case> allowed() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (String command : COMMANDS) {
      cases.add(new Case(command, command, rights(command), null));
    }
    return cases;
  }

  static List<Case> lacking() throws Exception {
    List<Case> cases = new ArrayList<>();
    for (Case all : allowed()) {
      for (Right one : all.rights) {
        List<Right> others = all.rights.stream().filter(right -> right != one).toList();
        cases.add(new Case(all.command + cases.size(), all.command, others, one));
      }
    }
    return cases;
  }

  /** What the page's table says of a command. */
  private static List<Right> rights(String command) throws Exception {
    List<String> lines = Files.readAllLines(PAGE);
    assertThat(lines).contains(HEAD);
    String row =
        lines.stream()
            .skip(lines.indexOf(HEAD))
            .filter(line -> line.startsWith("| `" + command + "` |"))
            .findFirst()
            .orElseThrow();
    List<String> cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
    List<Right> rights = new ArrayList<>();
    topics(cells.get(2)).forEach(topic -> rights.add(Right.topic(topic, AclOperation.READ)));
    topics(cells.get(3)).forEach(topic -> rights.add(Right.topic(topic, AclOperation.WRITE)));
    if (!cells.get(4).isEmpty()) {
      String group = named(GROUP, cells.get(4)).findFirst().orElseThrow();
      rights.add(new Right(ResourceType.GROUP, group, PatternType.LITERAL, AclOperation.READ));
      if (!cells.get(5).isEmpty()) {
        rights.add(
            new Right(
                ResourceType.TRANSACTIONAL_ID, group, PatternType.PREFIXED, AclOperation.WRITE));
      }
    }
    return rights;
  }

  /** The topics that a cell names, but for what it adds in parentheses. */
  private static List<String> topics(String cell) {
    List<String> topics = named(QUOTED, ASIDE.matcher(cell).replaceAll("")).toList();
    assertThat(TopicNames.DEFAULT.all()).containsAll(topics);
    return topics;
  }

  private static Stream<String> named(Pattern pattern, String cell) {
    return pattern.matcher(cell).results().map(found -> found.group(1));
  }

  private static String[] command(Case of) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(of.command);
    line.addAll(List.of("--kafka-config", broker.config(folder, of.user)));
    line.addAll(List.of("--broker-timeout", "60s"));
    line.addAll(options(of.command));
    return line.toArray(String[]::new);
  }

  private static List<String> options(String command) {
    String transactions = "--delivery exactly-once --checkpoint-interval 1s ";
    String learning = "--network firstspike-2026-quick --schedule S1=5 --publish-within 1s";
    String line =
        switch (command) {
          case "run" -> transactions + learning;
          case "serve" -> transactions.strip();
          case "replay" -> "--limit " + DIGITS;
          default -> "--ui-port 0";
        };
    return List.of(line.split(" "));
  }

  @Test
  void whatTheTableNamesIsEnoughToLearnAndToServe() throws Exception {
    assertThat(rights("run")).hasSize(9);
    try (CommandInBackground learning = new CommandInBackground(command(allowed("run")));
        CommandInBackground serving = new CommandInBackground(command(allowed("serve")));
        CommandInBackground page = new CommandInBackground(command(allowed("ui")))) {
      learning.awaitOutput("Ctrl-C stops it");
      serving.awaitOutput("Ctrl-C stops it");
      page.awaitOutput("Ctrl-C stops it");
      Cli replayed = Cli.run(command(allowed("replay")));
      assertThat(replayed.code()).as(replayed.err()).isZero();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              broker.root(), new ByteArraySerializer(), new ByteArraySerializer())) {
        producer.send(new ProducerRecord<>("frames", new byte[] {1, 2, 3})).get();
      }
      awaitRecords("predictions", 2 * DIGITS);
      awaitRecords("dead-letters", 2);
      awaitRecords("metrics", 1);
      awaitRecords("models", 1);
      for (CommandInBackground job : List.of(learning, serving, page)) {
        Cli stopped = job.stop();
        assertThat(stopped.code()).as(stopped.err()).isZero();
      }
    }
  }

  private static Case allowed(String command) throws Exception {
    return allowed().stream().filter(one -> one.command.equals(command)).findFirst().orElseThrow();
  }

  private static void awaitRecords(String topic, int count) {
    try (TopicReader reader = new TopicReader(broker.root(), topic)) {
      await().atMost(PATIENCE).until(() -> reader.read().size() >= count);
    }
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void withoutOneOfThemTheConsoleNamesIt(Case user) throws Exception {
    Cli refused = refused(command(user));
    assertThat(refused.code()).as(refused.out() + refused.err()).isEqualTo(2);
    assertThat(refused.errorLines())
        .singleElement()
        .asString()
        .contains(user.lacking.name, "the operation " + user.lacking.operation);
  }

  /** The end of a command, which is stopped where it is not refused. */
  private static Cli refused(String... line) throws InterruptedException {
    try (CommandInBackground command = new CommandInBackground(line)) {
      command.awaitEndOrOutput("Ctrl-C stops it");
      return command.stop();
    }
  }
}
