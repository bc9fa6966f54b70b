package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.TopicSettings;
import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.admin.Transactions;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Finds out, before a job starts, whether its broker and topics take what it will write. */
public final class StreamCheck {

  /** More than a count in a confusion matrix and its comma, of a job that has run for years. */
  private static final int CELL_BYTES = 12;

  private final StreamSettings settings;
  private final RunSettings run;
  private final Duration timeout;
  private final List<String> problems = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private StreamCheck(StreamSettings settings, Duration timeout) {
    this.settings = settings;
    this.run = settings.run();
    this.timeout = timeout;
  }

  /**
   * Asks the broker.
   *
   * @param timeout how long to wait for it
   * @return what the job does otherwise than usual because of it, one sentence each
   * @throws SettingsException if the job could not work, naming every topic, setting and value
   * @throws io.firstspike.connectors.admin.BrokerUnavailableException when no broker answers
   * @throws io.firstspike.connectors.admin.MissingTopicsException when topics are missing
   */
  public static List<String> notes(StreamSettings settings, Duration timeout) {
    StreamCheck check = new StreamCheck(settings, timeout);
    check.topics();
    Topics.groupProblem(check.run.kafkaProperties(), check.run.groupId(), timeout)
        .ifPresent(check.problems::add);
    if (check.run.delivery() == Delivery.EXACTLY_ONCE) {
      check.transactions();
    }
    if (!check.problems.isEmpty()) {
      throw SettingsException.ofTopics(check.problems);
    }
    return List.copyOf(check.notes);
  }

  private void topics() {
    List<TopicUse> uses = new ArrayList<>(TopicUses.read(settings));
    uses.add(TopicUses.predictions(run));
    uses.add(TopicUses.deadLetters(run));
    if (settings instanceof LearningSettings learning) {
      BaseModel base = learning.source().load();
      rows(base);
      uses.add(TopicUses.metrics(run));
      uses.add(TopicUses.models(run, base));
    }
    Map<String, TopicSettings> topics =
        Topics.settings(
            run.kafkaProperties(), uses.stream().map(TopicUse::topic).toList(), timeout);
    uses.forEach(use -> problems.addAll(use.problems(topics.get(use.topic()))));
    untold(topics);
    deadLetters(topics);
    if (settings instanceof LearningSettings learning) {
      metrics(learning, topics.get(run.topics().metrics()));
    }
  }

  private void rows(BaseModel base) {
    long bytes = (long) Float.BYTES * TopicUses.longestRow(base);
    if (bytes > ModelUpdateFormat.MAX_ROW_BYTES) {
      problems.add(
          "network "
              + base.spec().name()
              + " has neurons with weights of "
              + bytes
              + " bytes, and a row of the models topic holds "
              + ModelUpdateFormat.MAX_ROW_BYTES
              + ": give its layers a smaller kernel or input");
    }
  }

  private void untold(Map<String, TopicSettings> topics) {
    List<String> untold =
        topics.values().stream()
            .filter(topic -> topic.told().isEmpty())
            .map(TopicSettings::topic)
            .sorted()
            .toList();
    if (!untold.isEmpty()) {
      notes.add(
          "this client may not ask for the settings of topics "
              + String.join(", ", untold)
              + " (operation DESCRIBE_CONFIGS): they are taken to be Kafka's defaults");
    }
  }

  private void deadLetters(Map<String, TopicSettings> topics) {
    TopicSettings letters = topics.get(run.topics().deadLetters());
    long largest =
        Stream.of(run.topics().frames(), run.topics().labels())
            .filter(topics::containsKey)
            .mapToLong(topic -> topics.get(topic).recordBytes())
            .max()
            .orElse(0);
    if (letters.recordBytes()
        < Math.min(DeadLetterFormat.MAX_BYTES, largest + DeadLetterFormat.OWN_BYTES)) {
      notes.add(
          "dead letters are cut to "
              + count(letters.recordBytes())
              + " bytes: topic "
              + letters.topic()
              + " has "
              + letters.bytesSetting());
    }
  }

  private void metrics(LearningSettings learning, TopicSettings topic) {
    long labels = learning.spec().decision().capacity();
    int room = Math.min(topic.recordBytes(), MetricsFormat.MAX_BYTES);
    if (labels * labels * CELL_BYTES > room) {
      notes.add(
          "metrics of many labels lack the confusion matrix: a record takes at most "
              + count(room)
              + " bytes, and the network has room for "
              + count(labels)
              + " labels");
    }
  }

  private void transactions() {
    long millis = TopicUses.transactionMillis(run);
    long least = TopicUses.leastTransactionMillis(run);
    if (millis < least) {
      problems.add(
          "transactions of "
              + millis
              + " ms ("
              + ProducerConfig.TRANSACTION_TIMEOUT_CONFIG
              + ") end before their checkpoint: they need at least twice the checkpoint interval, "
              + least
              + " ms");
      return;
    }
    Properties client = run.kafkaProperties();
    Transactions.problem(client, run.groupId(), millis, timeout).ifPresent(problems::add);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
