package io.firstspike.pipeline.stream.start;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.admin.BrokerUnavailableException;
import io.firstspike.connectors.admin.LastRecords;
import io.firstspike.connectors.admin.ShortReader;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelAssembler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * The models that were published on a models topic before a job starts. First only the manifests
 * are read, which are small; the models themselves on demand, if they are not too large.
 */
final class TopicModels {

  /** The largest size of all models that a job graph can carry, in bytes. */
  static final long MAX_BYTES = 64L << 20;

  private static final int NAMED = 3;
  private static final Duration POLL = Duration.ofMillis(100);

  private final Properties client;
  private final String topic;
  private final Duration timeout;

  /** The last manifest of each model key. */
  private final Map<String, ModelManifest> manifests = new TreeMap<>();

  /** The positions of these manifests on the topic, in words. */
  private final Map<String, String> positions = new HashMap<>();

  /** The size of the largest row of each layer, in bytes, by model key and layer. */
  private final Map<String, Map<String, Long>> rowBytes = new HashMap<>();

  private TopicModels(Properties client, String topic, Duration timeout) {
    this.client = client;
    this.topic = topic;
    this.timeout = timeout;
  }

  /**
   * Reads the manifests on {@code topic}.
   *
   * @throws BrokerUnavailableException when the broker does not answer in time, or the topic may
   *     not be read
   */
  static TopicModels look(Properties client, String topic, Duration timeout) {
    Topics.requireReadable(client, List.of(topic), timeout);
    TopicModels found = new TopicModels(client, topic, timeout);
    found.scan(found::note);
    return found;
  }

  private void note(Received record) {
    try {
      ModelUpdate update = ModelUpdateFormat.decode(record);
      if (update instanceof ModelManifest manifest) {
        manifests.put(manifest.modelKey(), manifest);
        positions.put(manifest.modelKey(), record.origin().position());
      } else if (update instanceof ModelRow row) {
        rowBytes
            .computeIfAbsent(row.modelKey(), key -> new HashMap<>())
            .merge(row.layer(), (long) row.weights().length * Float.BYTES, Math::max);
      }
    } catch (MalformedException e) {
      // Not a model update: serving jobs report it.
    }
  }

  boolean isEmpty() {
    return manifests.isEmpty();
  }

  /** The models in a few words, such as {@code model net@22 of key default}. */
  String words() {
    List<String> named =
        manifests.values().stream()
            .limit(NAMED)
            .map(manifest -> manifest.modelVersion() + " of key " + manifest.modelKey())
            .toList();
    int others = manifests.size() - named.size();
    return (manifests.size() == 1 ? "model " : "models ")
        + String.join(", ", named)
        + (others > 0 ? " and " + others + " more" : "");
  }

  String topic() {
    return topic;
  }

  /**
   * Reads the models, by model key.
   *
   * @throws StartException if one is incomplete, or they are too large for a job graph
   */
  Map<String, FollowedModel> read() {
    requireSize();
    Map<String, FollowedModel> models = assemble();
    for (String modelKey : manifests.keySet()) {
      if (!models.containsKey(modelKey)) {
        throw new StartException(
            "the model of key "
                + modelKey
                + " on topic "
                + topic
                + " is not complete: a job ended while it published it; --start anew with"
                + " --model-in FILE goes on from a file, --start anew alone from random weights");
      }
    }
    return models;
  }

  /**
   * Assembles the models from all rows and only the last manifests, since checking a manifest is
   * slow.
   */
  private Map<String, FollowedModel> assemble() {
    Set<String> last = Set.copyOf(positions.values());
    ModelAssembler assembler = new ModelAssembler();
    Map<String, FollowedModel> models = new TreeMap<>();
    scan(
        record -> {
          try {
            if (isRow(record) || last.contains(record.origin().position())) {
              assembler.accept(record).ifPresent(model -> models.put(model.modelKey(), model));
            }
          } catch (MalformedException e) {
            // Not a model update, as before.
          }
        });
    return models;
  }

  private static boolean isRow(Received record) {
    return record.key() != null && new String(record.key(), StandardCharsets.UTF_8).contains("/");
  }

  private void requireSize() {
    long all = manifests.values().stream().mapToLong(this::bytes).sum();
    if (all > MAX_BYTES) {
      throw new StartException(
          words()
              + (manifests.size() == 1 ? " is" : " are")
              + " on topic "
              + topic
              + " and take "
              + (all >> 20)
              + " MiB; a job goes on from "
              + (MAX_BYTES >> 20)
              + " MiB of models at most: --checkpoint-dir keeps all state over a stop, --start anew"
              + " begins with random weights, or --model-in's, under new version names");
    }
  }

  private long bytes(ModelManifest manifest) {
    Map<String, Long> rows = rowBytes.getOrDefault(manifest.modelKey(), Map.of());
    return manifest.rows().entrySet().stream()
        .mapToLong(layer -> layer.getValue() * rows.getOrDefault(layer.getKey(), 0L))
        .sum();
  }

  /** Reads the topic from its beginning to where it ends now. */
  private void scan(Consumer<Received> reader) {
    Map<Integer, Long> missing = new HashMap<>(LastRecords.offsets(client, topic, timeout));
    if (missing.isEmpty()) {
      return;
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        ShortReader.open(
            client, Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"), timeout)) {
      List<TopicPartition> partitions =
          missing.keySet().stream().map(number -> new TopicPartition(topic, number)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + timeout.toNanos();
      while (!missing.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          reader.accept(Received.of(record));
          missing.computeIfPresent(
              record.partition(), (p, last) -> last <= record.offset() ? null : last);
          deadline = System.nanoTime() + timeout.toNanos();
        }
        if (System.nanoTime() - deadline > 0) {
          throw new StartException(
              "the broker does not tell in time what is on topic " + topic + "; try again");
        }
      }
    }
  }
}
