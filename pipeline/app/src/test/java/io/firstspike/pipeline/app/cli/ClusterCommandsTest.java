package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.PredictionFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.testkit.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCommandsTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder;

  @AfterEach
  void stop() {
    cluster("stop");
  }

  @Test
  void say_so_where_no_cluster_runs() throws Exception {
    assertRefused(cluster("stop"), "no cluster was started in");
    assertRefused(cluster("submit"), "no cluster was started in");
    assertRefused(cluster("status"), "no cluster was started in");
    assertRefused(cluster("savepoint"), "no cluster was started in");
    assertRefused(cluster("cancel"), "no cluster was started in");
    assertRefused(cluster("kill-taskmanager"), "./firstspike cluster start");
    assertRefused(cluster("start", "--heap", "3", "--slots", "0"), "not 3", "not 0");
    Files.writeString(folder.resolve("cluster.properties"), "slots=many");
    assertRefused(cluster("submit"), "cluster.properties cannot be read", "delete it");
    Files.delete(folder.resolve("cluster.properties"));
    assertRefused(Cli.run("cluster"), "start, submit, status, savepoint, cancel");
  }

  @Test
  @Tag("cluster")
  void a_job_goes_on_after_its_task_manager_and_its_whole_cluster_have_gone() throws Exception {
    String servers = started(cluster("start", ports("0", "0", "0")));
    assertRefused(cluster("start"), "runs already");
    assertRefused(submit("--parallelism", "3"), "needs as many task slots; the cluster has 2");
    assertRefused(submit("--from", "latest"), "no job here has completed a checkpoint yet");
    assertRefused(submit("--from", folder.toString()), "has no file called _metadata");
    assertRefused(cluster("kill-taskmanager", "--name", "broker"), "taskmanager-1, taskmanager-2");

    assertThat(submit().out()).contains("submitted to http://127.0.0.1:");
    assertRefused(submit(), "of consumer group firstspike runs already", "--group-id");
    replay(servers, 40);
    awaitPredictions(servers, 40);
    assertThat(succeed("status"))
        .containsPattern("(?s)broker +process \\d+.*state +running.*failures +0.*chk-\\d+");
    assertThat(succeed("savepoint")).containsPattern("written to file:\\S+savepoint-");
    assertThat(succeed("kill-taskmanager", "--name", "taskmanager-2"))
        .contains("killed taskmanager-2", "started taskmanager-2");
    replay(servers, 60);
    awaitPredictions(servers, 100);
    assertThat(succeed("kill-taskmanager", "--no-replacement")).contains("cluster start");
    assertRefused(submit(), "no longer runs");
    assertThat(succeed("start")).contains("started taskmanager-");
    assertThat(succeed("stop")).contains("taskmanager-2, taskmanager-1, jobmanager, broker");

    started(cluster("start", ports(servers.split(":")[1], "0", "0")));
    assertThat(submit("--from", "latest").out()).contains("goes on from");
    replay(servers, 80);
    awaitPredictions(servers, 180);
    assertRefused(cluster("cancel", "--job", "ab"), "--job ab does not run");
    assertThat(succeed("cancel", "--savepoint")).contains("savepoint written to", "ended");
    assertRefused(cluster("savepoint"), "no job runs on this cluster");
    assertThat(succeed("status")).containsPattern("state +finished");
  }

  /** What a command prints that succeeds. */
  private String succeed(String command, String... options) {
    Cli ended = cluster(command, options);
    assertThat(ended.code()).as(ended.err()).isZero();
    return ended.out();
  }

  private Cli cluster(String command, String... options) {
    List<String> all = new ArrayList<>(List.of("cluster", command, "--dir", folder.toString()));
    all.addAll(List.of(options));
    return Cli.run(all.toArray(new String[0]));
  }

  private static String[] ports(String broker, String rpc, String rest) {
    return new String[] {
      "--broker-port",
      broker,
      "--rpc-port",
      rpc,
      "--rest-port",
      rest,
      "--slots",
      "1",
      "--heap",
      "512"
    };
  }

  /** The broker's address, from the output of {@code cluster start}. */
  private static String started(Cli start) {
    assertThat(start.code()).as(start.err()).isZero();
    assertThat(start.out())
        .containsPattern("(?s)broker +process \\d+.*jobmanager.*taskmanager-1.*taskmanager-2");
    return start.out().replaceFirst("(?s).*Kafka at (\\S+:\\d+).*", "$1");
  }

  private Cli submit(String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--network",
                "mozafari-2019",
                "--schedule",
                "S1=10,S2=10",
                "--delivery",
                "exactly-once",
                "--checkpoint-interval",
                "500ms"));
    all.addAll(List.of(options));
    return cluster("submit", all.toArray(new String[0]));
  }

  private static void replay(String servers, int frames) {
    Cli replayed =
        Cli.run(
            "replay",
            "--bootstrap-servers",
            servers,
            "--broker-timeout",
            "60s",
            "--limit",
            Integer.toString(frames));
    assertThat(replayed.code()).as(replayed.err()).isZero();
  }

  private static void awaitPredictions(String servers, int frames) throws Exception {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", servers);
    List<String> ids = new ArrayList<>();
    try (TopicReader reader = new TopicReader(client, "predictions")) {
      await().atMost(PATIENCE).until(() -> reader.read().size() >= frames);
      for (Received record : reader.read()) {
        ids.add(PredictionFormat.decode(record).frameId());
      }
    }
    assertThat(ids).hasSize(frames).doesNotHaveDuplicates();
  }

  private static void assertRefused(Cli ended, String... reasons) {
    assertThat(ended.code()).as(ended.out()).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains(reasons);
  }
}
