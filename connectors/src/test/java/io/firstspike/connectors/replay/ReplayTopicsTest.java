package io.firstspike.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Topics that somebody made by hand, on a broker with the defaults of Kafka 4. */
@Tag("slow")
class ReplayTopicsTest {

  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws IOException {
    broker =
        EmbeddedBroker.start(
            new EmbeddedBroker.Options(
                0, Optional.empty(), Map.of("log.message.timestamp.after.max.ms", "3600000")));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static TopicNames topics(String prefix, Map<String, String> frames) throws Exception {
    TopicNames topics = TopicNames.DEFAULT.withPrefix(prefix);
    try (Admin admin = Admin.create(broker.clientProperties())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topics.frames(), 1, (short) 1).configs(frames),
                  new NewTopic(topics.labels(), 1, (short) 1)))
          .all()
          .get();
    }
    // Makes the others, and waits until all can be used.
    Topics.ensure(broker.clientProperties(), topics, 1, Duration.ofMinutes(3));
    return topics;
  }

  private static ReplayReport replay(TopicNames topics, Dataset images) {
    return new Replayer(broker.clientProperties(), topics)
        .replay(images, ReplayOptions.startingAt(System.currentTimeMillis()), frames -> {});
  }

  @Test
  void topicsWithKafkasDefaultsTakeAReplay() throws Exception {
    TopicNames topics = topics("plain-", Map.of());
    assertThat(replay(topics, MnistSample.test()).frames()).isEqualTo(500);
  }

  /**
   * Checks that batches fit the topic: one above its limit would be split into batches of the same
   * size, without end.
   */
  @Test
  void batchesFitATopicThatTakesLittle() throws Exception {
    TopicNames topics = topics("little-", Map.of("max.message.bytes", "20000"));
    assertThat(replay(topics, MnistSample.test()).frames()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource({
    "cleanup.policy, compact",
    "min.insync.replicas, 2",
    "max.message.bytes, 1000",
    "message.timestamp.before.max.ms, 1000"
  })
  void aTopicThatCannotTakeAReplayIsToldBeforeAnythingIsSent(String setting, String value)
      throws Exception {
    TopicNames topics = topics(setting + "-", Map.of(setting, value));

    assertThatExceptionOfType(ReplayException.class)
        .isThrownBy(() -> replay(topics, MnistSample.test()))
        .withMessageContaining("topic " + topics.frames() + " has " + setting + "=" + value);
  }

  @Test
  void anImageThatTheTopicDoesNotTakeIsToldWithWhatItNeeds() throws Exception {
    TopicNames topics = topics("large-", Map.of());
    Image large = Image.grey(2000, 1000, new byte[2_000_000]);

    assertThatExceptionOfType(ReplayException.class)
        .isThrownBy(() -> replay(topics, one(large)))
        .withMessageContaining("image 0 is too large")
        .withMessageContaining("topic large-frames has max.message.bytes=1048588")
        .withMessageContaining("set max.message.bytes to at least 20");
  }

  private static Dataset one(Image image) {
    return new Dataset() {
      @Override
      public String name() {
        return "one";
      }

      @Override
      public List<String> classes() {
        return List.of("7");
      }

      @Override
      public int size() {
        return 1;
      }

      @Override
      public Image image(int index) {
        return image;
      }

      @Override
      public String label(int index) {
        return "7";
      }
    };
  }
}
