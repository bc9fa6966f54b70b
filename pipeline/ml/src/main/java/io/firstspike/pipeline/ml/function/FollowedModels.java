package io.firstspike.pipeline.ml.function;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.ml.predict.ModelClassifier;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.table.api.TableException;
import org.apache.flink.table.api.ValidationException;
import org.apache.kafka.common.KafkaException;

/**
 * Models that a task has read from a topic. New versions come in the follower's thread; the task's
 * thread takes them over with the next image of their key.
 */
final class FollowedModels implements OpenModels {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private record Open(FollowedModel model, ModelClassifier classifier) {}

  private final String topic;
  private final String backend;
  private final ConcurrentMap<String, FollowedModel> latest = new ConcurrentHashMap<>();
  private final Map<String, Open> open = new HashMap<>();
  private ModelFollower follower;

  private FollowedModels(String topic, String backend) {
    this.topic = topic;
    this.backend = backend;
  }

  /** Begins to follow the topic, and waits for the models that it holds already. */
  static FollowedModels open(Properties kafka, String topic, NetworkLimit limit, String backend) {
    FollowedModels models = new FollowedModels(topic, backend);
    try {
      models.follower =
          ModelFollower.followLatest(
              kafka, topic, limit, model -> models.latest.put(model.modelKey(), model));
      if (!models.follower.awaitHistory(PATIENCE)) {
        models.close();
        throw new TableException(
            "the models of topic "
                + topic
                + " cannot be read within "
                + PATIENCE.toSeconds()
                + " s");
      }
      return models;
    } catch (IllegalArgumentException | KafkaException e) {
      throw new ValidationException(
          "the models of topic " + topic + " cannot be followed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      models.close();
      Thread.currentThread().interrupt();
      throw new TableException("stopped while it read the models of topic " + topic, e);
    }
  }

  @Override
  public ModelClassifier of(String modelKey) {
    FollowedModel model = latest.get(modelKey);
    Open present = open.get(modelKey);
    if (present != null && present.model == model) {
      return present.classifier;
    }
    follower
        .failure()
        .ifPresent(
            failure -> {
              throw new TableException("no longer follows topic " + topic, failure);
            });
    if (model == null) {
      throw new SuppressRestartsException(new ValidationException(missing(modelKey)));
    }
    if (present != null) {
      present.classifier.close();
    }
    Open next = new Open(model, ModelClassifier.of(model.model(), model.modelVersion(), backend));
    open.put(modelKey, next);
    return next.classifier;
  }

  private String missing(String modelKey) {
    return "topic "
        + topic
        + " has no model \""
        + modelKey
        + "\""
        + (latest.isEmpty()
            ? ""
            : " (it has " + String.join(", ", new TreeSet<>(latest.keySet())) + ")")
        + follower.refusal().map(reason -> " (left out was " + reason + ")").orElse("")
        + ": let a job publish one (firstspike run), name another as the second argument, or"
        + " classify with a model file";
  }

  @Override
  public void close() {
    if (follower != null) {
      follower.close();
    }
    open.values().forEach(one -> one.classifier.close());
  }
}
