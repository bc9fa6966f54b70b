package io.firstspike.pipeline.stream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.pipeline.stream.serving.Versions;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TrainedModels;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class ModelFollowerTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final TopicNames TOPICS = TopicNames.DEFAULT;
  private static final int PARTITIONS = 3;

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @BeforeAll
  static void start() throws IOException {
    Topics.ensure(BROKER.clientProperties(), TOPICS, PARTITIONS);
  }

  /**
   * Checks the order: a file that follows the model must not return to the oldest version on the
   * topic.
   */
  @Test
  void ofOneKeysHistoryTheLastModelIsHandedOutAndThenEachThatComes() {
    List<String> versions = new CopyOnWriteArrayList<>();
    publish("a", TrainedModels.trained(1));
    publish("b", TrainedModels.trained(2));
    publish("a", TrainedModels.trained(3));

    try (ModelFollower follower =
        ModelFollower.follow(
            BROKER.clientProperties(),
            TOPICS.models(),
            "a",
            NetworkLimit.DEFAULT,
            followed -> versions.add(followed.modelVersion()))) {
      await().atMost(PATIENCE).until(() -> !versions.isEmpty());
      publish("a", TrainedModels.trained(4));
      await().atMost(PATIENCE).until(() -> versions.size() > 1);

      assertThat(follower.failure()).isEmpty();
    }
    assertThat(versions)
        .containsExactly(
            Versions.version(TrainedModels.trained(3)), Versions.version(TrainedModels.trained(4)));
  }

  private static void publish(String modelKey, Model model) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            BROKER.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (ModelUpdate update : Versions.publication(modelKey, model)) {
        producer.send(ModelUpdateFormat.encode(TOPICS.models(), PARTITIONS, update));
      }
    }
  }
}
