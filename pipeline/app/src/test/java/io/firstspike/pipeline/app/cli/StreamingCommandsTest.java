package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.admin.Topics;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.pipeline.app.watch.JobOutput;
import io.firstspike.pipeline.local.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class StreamingCommandsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @Test
  void the_demo_decides_on_every_frame_and_learns_from_every_label() throws Exception {
    Path file = folder.resolve("demo.json");

    Cli demo =
        Cli.run(
            "demo",
            "--limit",
            "40",
            "--epochs",
            "2",
            "--network",
            "mozafari-2019",
            "--schedule",
            "S1=20,S2=20",
            "--report",
            file.toString());

    assertThat(demo.code()).as(demo.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(file.toFile());
    assertThat(report.get("framesIn").asLong()).isEqualTo(2 * 40 + 40);
    assertThat(report.get("predictions").asLong()).isEqualTo(2 * 40 + 40);
    assertThat(report.get("labelsLearned").asLong()).isEqualTo(2 * 40 - 20 - 20);
    assertThat(report.get("deadLetters").asLong()).isZero();
    assertThat(report.get("testImages").asLong()).isEqualTo(40);
    assertThat(demo.out()).contains("accuracy, last 20", "test accuracy", "true \\ decided");
  }

  @Test
  void the_broker_serves_its_topics_until_it_is_stopped() throws Exception {
    try (CommandInBackground broker =
        new CommandInBackground("broker", "--port", "0", "--topic-prefix", "my-")) {
      broker.awaitOutput("Ctrl-C stops it");
      Cli stopped = broker.stop();

      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.out()).contains("broker at 127.0.0.1:", "my-frames", "broker stopped");
    }
  }

  @Test
  void a_job_learns_from_a_replay_keeps_its_model_and_goes_on_after_a_stop() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      String servers = broker.bootstrapServers();
      Cli missing = Cli.run("run", "--bootstrap-servers", servers);
      assertThat(missing.code()).isEqualTo(2);
      assertThat(missing.errorLines()).singleElement().asString().contains("--create-topics");

      learn(servers, 20, "classifies frames");
      Topics.requireExisting(properties(servers), TopicNames.DEFAULT.all(), PATIENCE);
      learn(servers, 60, "goes on from");
    }
  }

  /** Runs the job, replays 40 digits, and waits until the model has learned from {@code labels}. */
  private void learn(String servers, long labels, String said) throws Exception {
    Path model = folder.resolve("kept.model");
    try (CommandInBackground job =
        new CommandInBackground(
            "run",
            "--bootstrap-servers",
            servers,
            "--broker-timeout",
            "60s",
            "--create-topics",
            "--network",
            "mozafari-2019",
            "--schedule",
            "S1=10,S2=10",
            "--publish-every",
            "20",
            "--publish-within",
            "1s",
            "--model-out",
            model.toString(),
            "--report",
            folder.resolve("run.json").toString(),
            "--metrics-every",
            "1",
            "--checkpoint-dir",
            folder.resolve("checkpoints").toString())) {
      job.awaitOutput(said);
      Cli replayed =
          Cli.run("replay", "--bootstrap-servers", servers, "--limit", "40", "--label-delay", "0s");
      assertThat(replayed.code()).as(replayed.err()).isZero();
      assertThat(replayed.out()).startsWith("40 frames and 40 labels written");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  Files.exists(model)
                      && ModelFile.read(model).provenance().labelsLearned() == labels);
      awaitMetrics(servers, labels);
      Cli stopped = job.stop();
      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.out()).contains("written to " + model, "stopped");
      requireReported(labels);
    }
  }

  private static void awaitMetrics(String servers, long labels) throws Exception {
    AtomicLong learned = new AtomicLong();
    try (JobOutput output = JobOutput.all(properties(servers), TopicNames.DEFAULT)) {
      JobOutput.Listener listener =
          new JobOutput.Listener() {
            @Override
            public void count(Metrics metrics) {
              learned.set(metrics.totals().of(Counter.LABELS_LEARNED));
            }
          };
      await()
          .atMost(PATIENCE)
          .until(() -> output.read(Duration.ofSeconds(1), listener) && learned.get() == labels);
    }
  }

  /** The report and its curve tell of all labels, those before a savepoint among them. */
  private void requireReported(long labels) throws IOException {
    JsonNode report = new ObjectMapper().readTree(folder.resolve("run.json").toFile());
    assertThat(report.get("labelsLearned").asLong()).isEqualTo(labels);
    List<String> curve = Files.readAllLines(folder.resolve("run.csv"));
    assertThat(curve).hasSize(2);
    assertThat(curve.get(1)).startsWith("default," + labels + ",");
    assertThat(Double.parseDouble(curve.get(1).substring(curve.get(1).lastIndexOf(',') + 1)))
        .isCloseTo(report.get("prequentialAccuracy").asDouble(), within(1e-6));
  }

  @Test
  void a_server_follows_the_job_that_learns_and_keeps_its_models_over_a_stop() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      String servers = broker.bootstrapServers();
      Cli missing = Cli.run("serve", "--bootstrap-servers", servers);
      assertThat(missing.code()).isEqualTo(2);
      assertThat(missing.errorLines()).singleElement().asString().contains("--create-topics");

      learn(servers, 20, "classifies frames");
      serve(servers, 40, "with the models of models");
      Cli more = Cli.run("replay", "--bootstrap-servers", servers, "--limit", "10");
      assertThat(more.code()).as(more.err()).isZero();
      serve(servers, 50, "goes on from");
    }
  }

  /** Serves until there are {@code predictions} predictions, each by the last version. */
  private void serve(String servers, int predictions, String said) throws Exception {
    try (CommandInBackground server =
        new CommandInBackground(
            "serve",
            "--bootstrap-servers",
            servers,
            "--broker-timeout",
            "60s",
            "--create-topics",
            "--predictions-topic",
            "served",
            "--delivery",
            "exactly-once",
            "--checkpoint-interval",
            "200ms",
            "--parallelism",
            "2",
            "--checkpoint-dir",
            folder.resolve("serving").toString())) {
      server.awaitOutput(said);
      try (PredictionReader reader = new PredictionReader(properties(servers), "served")) {
        await().atMost(PATIENCE).until(() -> reader.read().size() >= predictions);
        assertThat(reader.read()).hasSize(predictions);
        assertThat(reader.read())
            .extracting(Prediction::modelVersion)
            .containsOnly("mozafari-2019@40");
      }
      Cli stopped = server.stop();
      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.out()).contains("stopped");
    }
  }

  @Test
  void a_server_tells_that_there_is_no_model_yet() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY);
        CommandInBackground server =
            new CommandInBackground(
                "serve", "--create-topics", "--bootstrap-servers", broker.bootstrapServers())) {
      server.awaitOutput("Ctrl-C stops it");

      assertThat(server.stop().out()).startsWith("no model is on topic models yet: frames wait");
    }
  }

  @Test
  void all_mistakes_in_the_settings_of_a_server_are_told_at_once() {
    Cli serve = Cli.run("serve", "--max-models", "0", "--parallelism", "0", "--model-wait", "1ms");

    assertThat(serve.code()).isEqualTo(2);
    assertThat(serve.err()).contains("maxModels", "parallelism", "modelWait");
    assertThat(Cli.run("serve", "--max-frame-bytes", "0").err()).contains("--max-frame-bytes");
    assertThat(Cli.run("serve", "--batch-frames", "0").err())
        .contains("--batch-frames is 0, must be 1 to 65,536");
    assertThat(Cli.run("serve", "--batch-within", "11s").err()).contains("batchWithin", "PT10S");
  }

  private static Properties properties(String servers) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", servers);
    return properties;
  }
}
