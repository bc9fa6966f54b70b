package io.firstspike.pipeline.app.doctor;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.ModelKey;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.pipeline.stream.options.FrameOptions;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.pipeline.stream.options.KafkaOptions;
import io.firstspike.pipeline.stream.options.Ranges;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that name the topics of a running job, whose frames are looked at. */
final class TopicsOptions {

  private static final long MOST_LAST = 1_000_000;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--model-key",
      paramLabel = "TEXT",
      defaultValue = ModelKey.DEFAULT,
      description =
          "Of topics: the key of the frames, and of the model (default: ${DEFAULT-VALUE}).")
  private String modelKey;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Of topics: look at the last N records of each partition of frames, 1 to 1,000,000, and"
              + " their labels (default: ${DEFAULT-VALUE}).")
  private long last;

  @Mixin private FrameOptions frames;

  /**
   * The newest model of the key.
   *
   * @throws InputException if there is none
   */
  FollowedModel newestModel(NetworkLimit limit) {
    Properties client = kafka.client();
    String topic = kafka.topics().models();
    Topics.requireReadable(client, List.of(topic), kafka.timeout());
    AtomicReference<FollowedModel> newest = new AtomicReference<>();
    try (ModelFollower follower =
        ModelFollower.follow(client, topic, modelKey, limit, newest::set)) {
      if (!follower.awaitHistory(kafka.timeout().plus(kafka.timeout())) || newest.get() == null) {
        throw new InputException(
            follower
                .refusal()
                .map(why -> "the model of key " + modelKey + " cannot be used: " + why)
                .orElse(
                    "topic "
                        + topic
                        + " has no model of key "
                        + modelKey
                        + " yet: name the job's network with --network, or a model with --model"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while models were read", e);
    }
    return newest.get();
  }

  /** The latest frames that have labels. */
  TopicSample sample(NetworkSpec spec) {
    Ranges.require("--last", last, 1, MOST_LAST);
    Properties client = kafka.client();
    TopicNames topics = kafka.topics(spec.input());
    Topics.requireReadable(client, List.of(topics.frames(), topics.labels()), kafka.timeout());
    TopicSampler sampler = new TopicSampler(spec, modelKey, topics, frames.rules().format());
    try (TopicScan scan = new TopicScan(client, kafka.timeout())) {
      return sampler.read(scan, last);
    }
  }
}
