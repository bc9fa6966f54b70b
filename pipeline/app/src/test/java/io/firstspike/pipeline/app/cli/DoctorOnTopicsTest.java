package io.firstspike.pipeline.app.cli;

import static io.firstspike.pipeline.app.cli.Cli.refused;
import static io.firstspike.pipeline.app.cli.Cli.succeed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.FrameFormat;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelFormat;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.testkit.TopicReader;
import io.firstspike.testkit.TrainedModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command doctor on the topics of a job that runs. */
@Tag("slow")
class DoctorOnTopicsTest {

  private static final int FRAMES = 400;
  private static final int LABELLED = 380;
  private static final String QUICK = "firstspike-2026-quick";

  @TempDir private Path folder;

  private static void send(EmbeddedBroker broker, String key, boolean contradictory) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            broker.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      long now = System.currentTimeMillis();
      for (int i = 0; i < FRAMES; i++) {
        String id = "digit-" + i;
        int digit = contradictory ? i / 2 : i;
        String label = TrainedModels.DIGITS.label(contradictory ? i : digit);
        producer.send(
            FrameFormat.encodeRaw(
                "frames",
                null,
                new Frame(key, id, TrainedModels.DIGITS.image(digit), Optional.empty(), now + i)));
        if (i < LABELLED) {
          producer.send(LabelFormat.encode("labels", null, new Label(key, id, label, now + i)));
        }
      }
      producer.flush();
    }
  }

  private static List<String> groups(EmbeddedBroker broker) throws Exception {
    try (Admin admin = Admin.create(broker.clientProperties())) {
      return admin.listConsumerGroups().all().get().stream()
          .map(ConsumerGroupListing::groupId)
          .sorted()
          .toList();
    }
  }

  @Test
  void theLatestFramesAndTheNewestModelAreLookedAtAndTheJobDoesNotNotice() throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                new EmbeddedBroker.Options(0, Optional.of(folder.resolve("broker"))));
        CommandInBackground job =
            new CommandInBackground(
                "run",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--create-topics",
                "--network",
                QUICK,
                "--schedule",
                "S1=100",
                "--publish-within",
                "1s",
                "--no-progress")) {
      job.awaitOutput("Ctrl-C stops it");
      String[] doctor = {"doctor", "--bootstrap-servers", broker.bootstrapServers()};
      refused("has no model of key default yet", doctor);
      send(broker, "default", false);
      await()
          .atMost(Duration.ofMinutes(3))
          .until(
              () -> {
                try (TopicReader models = new TopicReader(broker.clientProperties(), "models")) {
                  return !models.readToEnd().isEmpty();
                }
              });

      Cli newest = succeed(doctor);
      assertThat(newest.out())
          .contains(QUICK + "@", "on 300 of 380 examples of topic frames")
          .doesNotContain("after a trial", "contradictory");
      assertThat(newest.err()).contains("20 of 400 frames have no label yet");

      // Another key, whose every digit comes twice, each time with another's label.
      send(broker, "other", true);
      List<String> before = groups(broker);
      assertThat(succeed(with(doctor, "--model-key", "other", "--network", QUICK)).out())
          .contains("after a trial", "data: contradictory labels");
      assertThat(groups(broker)).isEqualTo(before);
      refused(
          "it has keys [default, other]", with(doctor, "--model-key", "no", "--network", QUICK));
      refused("leave out one of them", with(doctor, "--data", "sample"));
      assertThat(job.stop().code()).isZero();
    }
  }

  private static String[] with(String[] command, String... more) {
    String[] all = Arrays.copyOf(command, command.length + more.length);
    System.arraycopy(more, 0, all, command.length, more.length);
    return all;
  }
}
