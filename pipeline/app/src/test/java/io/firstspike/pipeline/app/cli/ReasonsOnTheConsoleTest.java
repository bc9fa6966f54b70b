package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.testkit.TestBroker;
import io.firstspike.testkit.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around a job is said where its user looks, and ends it only if it must. */
@Tag("slow")
class ReasonsOnTheConsoleTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir private Path folder;

  @Test
  void a_folder_without_checkpoints_is_said_once_and_again_when_it_works() throws Exception {
    Path checkpoints = folder.resolve("checkpoints");
    try (CommandInBackground job =
        run(
            "ckpt-",
            "--checkpoint-dir",
            checkpoints.toString(),
            "--checkpoint-interval",
            "300ms")) {
      job.awaitOutput("Ctrl-C stops it");
      replay("ckpt-");
      // A job that has not begun yet would find no folder.
      await().atMost(PATIENCE).ignoreExceptions().until(() -> hasCheckpoint(checkpoints));
      Path aside = folder.resolve("aside");
      putFileInPlaceOf(checkpoints, aside);
      job.awaitOutput("; the job goes on");
      putBack(aside, checkpoints);
      job.awaitOutput(" worked");
      putFileInPlaceOf(checkpoints, aside);

      Cli stopped = job.stop();

      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.out())
          .containsPattern("checkpoint \\d+ failed: .*" + checkpoints + ".*; the job goes on")
          .contains("stopped without a savepoint (")
          .doesNotContain("restarts");
    }
  }

  private static boolean hasCheckpoint(Path checkpoints) throws IOException {
    try (Stream<Path> files = Files.walk(checkpoints)) {
      return files.anyMatch(file -> file.endsWith("_metadata"));
    }
  }

  /**
   * Replaces a folder by a file; tries again if the job makes the folder anew at the same moment.
   */
  private static void putFileInPlaceOf(Path folder, Path aside) throws IOException {
    Files.move(folder, aside);
    insist(
        () -> {
          FileUtils.deleteFileOrDirectory(folder.toFile());
          return Files.createFile(folder);
        });
  }

  private static void putBack(Path aside, Path folder) {
    insist(
        () -> {
          FileUtils.deleteFileOrDirectory(folder.toFile());
          return Files.move(aside, folder);
        });
  }

  private static void insist(Callable<Path> change) {
    await()
        .pollDelay(Duration.ZERO)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(change, Files::exists);
  }

  @Test
  void a_model_that_cannot_be_written_is_said_once_and_written_later() throws Exception {
    Path models = Files.createDirectory(folder.resolve("models"));
    Path model = models.resolve("kept.model");
    try (CommandInBackground job =
        run("model-", "--model-out", model.toString(), "--publish-every", "10")) {
      job.awaitOutput("Ctrl-C stops it");
      Files.createDirectory(model);
      replay("model-");
      job.awaitOutput("cannot be written to " + model);
      Files.delete(model);
      job.awaitOutput("written to " + model + " again");
      assertThat(model).isRegularFile();

      Cli second = Cli.run(command("model-", "--group-id", "b", "--model-out", model.toString()));
      assertThat(second.code()).isEqualTo(2);
      assertThat(second.errorLines()).singleElement().asString().contains("by another command");
      awaitPredictions("model-predictions", 40);
      Cli stopped = job.stop();
      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.out()).containsOnlyOnce("cannot be written");
      assertThat(stopped.err()).contains("40 frames", "frames/s", "0 dead letters");
    }
  }

  @Test
  void two_jobs_on_one_checkpoint_folder_are_one_too_many() throws Exception {
    String checkpoints = folder.resolve("checkpoints").toString();
    try (CommandInBackground job = run("two-", "--checkpoint-dir", checkpoints)) {
      job.awaitOutput("Ctrl-C stops it");

      Cli second = Cli.run(command("two-", "--checkpoint-dir", checkpoints));

      assertThat(second.code()).isEqualTo(2);
      assertThat(second.errorLines())
          .singleElement()
          .asString()
          .contains("is in use by another job");
    }
  }

  @Test
  void of_two_exactly_once_jobs_with_one_group_id_one_ends_and_says_why() throws Exception {
    String[] options = {
      "--delivery", "exactly-once", "--group-id", "same", "--checkpoint-interval", "1s"
    };
    try (CommandInBackground first = run("same-", options)) {
      first.awaitOutput("Ctrl-C stops it");
      // Neither writes: their claims alone tell them of each other.
      try (CommandInBackground second = run("same-", options)) {
        CommandInBackground.awaitEndOfOne(
            List.of(first, second), "another job writes with --group-id same");
      }
    }
  }

  @Test
  void a_second_broker_on_a_folder_leaves_the_first_alone() throws Exception {
    String data = folder.resolve("data").toString();
    try (CommandInBackground first =
        new CommandInBackground("broker", "--port", "0", "--data-dir", data)) {
      first.awaitOutput("Ctrl-C stops it");

      Cli second = Cli.run("broker", "--port", "0", "--data-dir", data);

      assertThat(second.code()).isEqualTo(2);
      assertThat(second.errorLines())
          .singleElement()
          .asString()
          .contains(data + " is in use by another broker");
      assertThat(first.stop().out()).contains("broker stopped");
    }
  }

  private static void awaitPredictions(String topic, int count) {
    try (TopicReader reader = new TopicReader(BROKER.clientProperties(), topic)) {
      await().atMost(PATIENCE).until(() -> reader.read().size() >= count);
    }
  }

  private static CommandInBackground run(String prefix, String... options) {
    return new CommandInBackground(command(prefix, options));
  }

  private static String[] command(String prefix, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "--bootstrap-servers",
                BROKER.bootstrapServers(),
                "--create-topics",
                "--topic-prefix",
                prefix,
                "--broker-timeout",
                "60s",
                "--network",
                "mozafari-2019",
                "--schedule",
                "S1=5,S2=5"));
    all.addAll(List.of(options));
    return all.toArray(new String[0]);
  }

  private static void replay(String prefix) {
    Cli replayed =
        Cli.run(
            "replay",
            "--bootstrap-servers",
            BROKER.bootstrapServers(),
            "--topic-prefix",
            prefix,
            "--broker-timeout",
            "60s",
            "--limit",
            "40",
            "--label-delay",
            "0s");
    assertThat(replayed.code()).as(replayed.err()).isZero();
  }
}
