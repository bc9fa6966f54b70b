package io.firstspike.pipeline.stream.job;

import io.firstspike.connectors.admin.TopicSettings;
import io.firstspike.connectors.admin.TopicUse;
import io.firstspike.connectors.topic.DeadLetterFormat;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.pipeline.stream.model.BaseModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Tells what jobs use their topics for, and how large the records are that they write. */
final class TopicUses {

  /** The most that brokers allow unless told otherwise; longer than any restart should take. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

  /** Kafka's own default of {@code batch.size}. */
  private static final String BATCH_BYTES = Integer.toString(16 << 10);

  private static final int PARTITIONS = 1;

  /** Six bytes a character in JSON, whatever the characters are. */
  private static final String LONGEST_NAME = "\u0001".repeat(256);

  /** Bytes within a text of YAML within JSON, with indentation and line breaks. */
  private static final int LABEL_IN_MANIFEST = 10 * 256;

  private TopicUses() {}

  /** All topics that a job reads. */
  static List<TopicUse> read(StreamSettings settings) {
    TopicNames topics = settings.run().topics();
    TopicUse frames = TopicUse.read(topics.frames());
    return settings instanceof LearningSettings
        ? List.of(frames, TopicUse.read(topics.labels()))
        : List.of(frames, TopicUse.read(topics.models()).keepingLatest());
  }

  /** The topic of predictions. */
  static TopicUse predictions(RunSettings settings) {
    return written(settings, settings.topics().predictions(), PredictionFormat.MOST_BYTES);
  }

  /** The topic of dead letters, which are cut to what it takes. */
  static TopicUse deadLetters(RunSettings settings) {
    return written(settings, settings.topics().deadLetters(), DeadLetterFormat.LEAST_BYTES);
  }

  /** The topic of metrics, which leave out what it does not take. */
  static TopicUse metrics(RunSettings settings) {
    return written(settings, settings.topics().metrics(), MetricsFormat.LEAST_BYTES);
  }

  /** The topic of models that begin as {@code base}. */
  static TopicUse models(RunSettings settings, BaseModel base) {
    long most = Math.max(manifestBytes(base), rowBytes(base));
    return written(settings, settings.topics().models(), most).keepingLatest();
  }

  /** A batch that the topic refuses is split by the size it was to have, so that has to fit too. */
  private static TopicUse written(RunSettings settings, String topic, long recordBytes) {
    String batch = settings.kafka().getOrDefault(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    return TopicUse.written(topic, Math.max(recordBytes, Long.parseLong(batch.strip())));
  }

  private static long rowBytes(BaseModel base) {
    ModelRow empty =
        new ModelRow(LONGEST_NAME, LONGEST_NAME, Short.MAX_VALUE, LONGEST_NAME, new float[0]);
    return bytes(empty) + (long) Float.BYTES * longestRow(base);
  }

  /** Weights of the longest row. */
  static int longestRow(BaseModel base) {
    int longest = 0;
    for (float[][] table : base.weights()) {
      for (float[] row : table) {
        longest = Math.max(longest, row.length);
      }
    }
    return longest;
  }

  /** With all labels that may come, and numbers as long as they may become. */
  private static long manifestBytes(BaseModel base) {
    Map<String, Integer> rows = new TreeMap<>();
    base.spec().tables().forEach(table -> rows.put(table.name(), table.rows()));
    ModelManifest manifest =
        new ModelManifest(
            LONGEST_NAME,
            LONGEST_NAME,
            base.spec().toYaml(),
            base.provenance(),
            base.progress(),
            LONGEST_NAME,
            rows);
    DecisionSpec decision = base.spec().decision();
    int free = decision.capacity() - decision.labels().size();
    return bytes(manifest) + LABEL_IN_MANIFEST * (1L + free);
  }

  private static long bytes(ModelUpdate update) {
    return TopicSettings.bytes(ModelUpdateFormat.encode("models", PARTITIONS, update));
  }

  /** The longest time of a transaction: it ends with a checkpoint, or else with the next. */
  static long transactionMillis(RunSettings settings) {
    String chosen = settings.kafka().get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG);
    return chosen == null
        ? Math.max(TRANSACTION_TIMEOUT.toMillis(), leastTransactionMillis(settings))
        : Long.parseLong(chosen.strip());
  }

  /** One checkpoint may fail without an end to the transaction. */
  static long leastTransactionMillis(RunSettings settings) {
    return 2 * settings.checkpointInterval().toMillis();
  }
}
