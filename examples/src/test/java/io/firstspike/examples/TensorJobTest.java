package io.firstspike.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.replay.ReplayOptions;
import io.firstspike.connectors.replay.Replayer;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.local.EmbeddedFlink;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.job.LearningSettings;
import io.firstspike.pipeline.stream.learner.Order;
import io.firstspike.pipeline.stream.model.ModelFollower;
import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TrainedModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Compares what a job learns whose frames go through tensors of ND4J with the plain loop. */
@Tag("slow")
class TensorJobTest {

  private static final int LABELS = 100;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Dataset DIGITS =
      TrainedModels.DIGITS.slice(
          TrainedModels.FEATURE_FRAMES, TrainedModels.FEATURE_FRAMES + LABELS);

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir private Path folder;

  /** The feature layers of the model are frozen, so all but the decision layer is tensors. */
  @Test
  void a_job_on_tensors_ends_with_the_weights_of_the_plain_loop() throws Exception {
    Model features = TrainedModels.trained(0);
    Path file = folder.resolve("features.fspk");
    ModelFile.write(file, features);
    TopicNames topics = BROKER.topics("tensors-", 1);
    LearningSettings settings =
        LearningSettings.builder(features.spec(), BROKER.clientProperties())
            .topics(topics)
            .model(Optional.of(Files.readAllBytes(file)))
            .order(Order.REPLAY)
            .publishEveryLabels(LABELS)
            .batching(new Batching("nd4j", 16, Duration.ofMillis(20)))
            .build();
    AtomicReference<Model> newest = new AtomicReference<>();
    try (EmbeddedFlink flink = EmbeddedFlink.start(1, new Configuration());
        ModelFollower follower =
            ModelFollower.follow(
                BROKER.clientProperties(), topics.models(), model -> newest.set(model.model()))) {
      JobClient job = flink.submit(settings::addTo);
      new Replayer(BROKER.clientProperties(), topics)
          .replay(DIGITS, ReplayOptions.startingAt(1_700_000_000_000L), sent -> {});
      await()
          .atMost(PATIENCE)
          .until(() -> newest.get() != null && newest.get().provenance().labelsLearned() == LABELS);
      job.cancel().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(follower.failure()).isEmpty();
    }

    assertThat(newest.get().fingerprint()).isEqualTo(TrainedModels.trained(LABELS).fingerprint());
  }
}
