package io.firstspike.pipeline.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.MetricsFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.pipeline.app.monitor.MonitoringNames;
import io.firstspike.pipeline.local.EmbeddedBroker;
import io.firstspike.pipeline.stream.metric.JobMetric;
import io.firstspike.pipeline.stream.metric.JobMetric.Users;
import io.firstspike.pipeline.stream.metric.Rejection;
import io.firstspike.testkit.TopicReader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server for metrics and health tells of a real job is true. */
@Tag("slow")
class MonitoredJobTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FRAMES = 40;
  private static final int FEATURE_FRAMES = 10;
  private static final Pattern SERVER = Pattern.compile("metrics at (http://\\S+)/metrics");

  @TempDir private Path folder;

  @Test
  void countsAreThoseOfTheMetricsTopicUnderTheNamesThatAreDocumented() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(EmbeddedBroker.Options.TEMPORARY)) {
      try (CommandInBackground job = learn(broker, "--publish-within", "1s")) {
        String url = server(job);
        replay(broker);
        sendBadRecords(broker);
        List<Metrics> told = awaitMetrics(broker);
        // A label more than the 40 has no frame yet.
        await().atMost(PATIENCE).until(() -> deadLetters(Scrape.of(url)) == 4);
        Scrape scrape = Scrape.of(url);

        assertThat(scrape.names())
            .containsAll(MonitoringNames.OF_FLINK)
            .containsAll(MonitoringNames.oursOfImages());
        assertSame(scrape, told.get(told.size() - 1).totals());
        assertThat(scrape.sum(JobMetric.ACCURACY.prometheusName())).isEqualTo(latestAccuracy(told));
        assertThat(reason(scrape, Rejection.UNREADABLE)).isEqualTo(2);
        assertThat(reason(scrape, Rejection.UNFIT)).isEqualTo(1);
        assertThat(reason(scrape, Rejection.REPEATED)).isEqualTo(1);
        assertThat(scrape.sum(JobMetric.LABEL_DELAY.prometheusName() + "_count"))
            .isEqualTo(FRAMES - FEATURE_FRAMES);
        assertThat(scrape.sum("firstspike_ready")).isEqualTo(1);
        assertPortIsTaken(broker, url);
        assertThat(job.stop().code()).isZero();
      }
      assertServingIsCounted(broker);
    }
  }

  private static void assertSame(Scrape scrape, Counts totals) {
    assertThat(scrape.sum(JobMetric.FRAMES.prometheusName()))
        .isEqualTo(totals.of(Counter.FRAMES_IN))
        .isEqualTo(FRAMES);
    assertThat(scrape.sum(JobMetric.PREDICTIONS.prometheusName()))
        .isEqualTo(totals.of(Counter.PREDICTIONS));
    assertThat(scrape.sum(JobMetric.SILENT.prometheusName())).isEqualTo(totals.of(Counter.SILENT));
    assertThat(scrape.sum(JobMetric.CORRECT.prometheusName()))
        .isEqualTo(totals.of(Counter.CORRECT));
    assertThat(scrape.sum(JobMetric.WRONG.prometheusName())).isEqualTo(totals.of(Counter.WRONG));
    assertThat(kind(scrape, "learned"))
        .isEqualTo(totals.of(Counter.LABELS_LEARNED))
        .isEqualTo(FRAMES - FEATURE_FRAMES);
    assertThat(kind(scrape, "skipped"))
        .isEqualTo(totals.of(Counter.LABELS_SKIPPED))
        .isEqualTo(FEATURE_FRAMES);
    assertThat(kind(scrape, "repeated")).isEqualTo(totals.of(Counter.LABELS_REPEATED)).isOne();
    assertThat(scrape.sum(JobMetric.LABELS_WAITING.prometheusName()))
        .isEqualTo(totals.of(Counter.LABELS_WAITING))
        .isOne();
    assertThat(scrape.sum(JobMetric.LEARNING_UPDATES.prometheusName())).isEqualTo(FRAMES);
    assertThat(scrape.sum(JobMetric.SPIKES.prometheusName())).isPositive();
    assertThat(scrape.sum(JobMetric.SYNAPTIC_OPERATIONS.prometheusName())).isPositive();
  }

  private static double kind(Scrape scrape, String kind) {
    return scrape.sum(JobMetric.LABELS.prometheusName(), "kind=\"" + kind + "\"");
  }

  private static double reason(Scrape scrape, Rejection reason) {
    return scrape.sum(JobMetric.DEAD_LETTERS.prometheusName(), "reason=\"" + reason.code() + "\"");
  }

  private static double deadLetters(Scrape scrape) {
    return scrape.sum(JobMetric.DEAD_LETTERS.prometheusName());
  }

  private static void assertPortIsTaken(EmbeddedBroker broker, String url) {
    String port = url.substring(url.lastIndexOf(':') + 1);
    Cli second =
        Cli.run("serve", "--bootstrap-servers", broker.bootstrapServers(), "--monitor-port", port);
    assertThat(second.code()).isEqualTo(2);
    assertThat(second.errorLines())
        .singleElement()
        .asString()
        .contains("--monitor-port " + port + " cannot be opened on 127.0.0.1", "another port");
  }

  private static void assertServingIsCounted(EmbeddedBroker broker) throws Exception {
    String[] serve = {
      "serve",
      "--bootstrap-servers",
      broker.bootstrapServers(),
      "--predictions-topic",
      "served",
      "--create-topics",
      "--monitor-port",
      "0"
    };
    try (CommandInBackground job = new CommandInBackground(serve)) {
      String url = server(job);
      await()
          .atMost(PATIENCE)
          .until(() -> Scrape.of(url).sum(JobMetric.PREDICTIONS.prometheusName()) == FRAMES);
      Scrape scrape = Scrape.of(url);

      Set<String> serving =
          Arrays.stream(JobMetric.values())
              .filter(metric -> metric.users() == Users.BOTH)
              .map(JobMetric::prometheusName)
              .collect(toSet());
      assertThat(scrape.names()).containsAll(serving);
      assertThat(scrape.sum(JobMetric.FRAMES.prometheusName())).isEqualTo(FRAMES + 1);
      assertThat(reason(scrape, Rejection.UNREADABLE)).isEqualTo(1);
      assertThat(reason(scrape, Rejection.UNFIT)).isEqualTo(1);
      assertThat(scrape.sum(JobMetric.MODEL_VERSION.prometheusName())).isEqualTo(FRAMES);
      assertThat(job.stop().code()).isZero();
    }
  }

  /** Two that cannot be decoded, one that does not fit, one label once more, one without frame. */
  private static void sendBadRecords(EmbeddedBroker broker) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            broker.clientProperties(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("frames", "default", new byte[] {1, 2, 3}));
      ProducerRecord<String, byte[]> small =
          new ProducerRecord<>("frames", "default", new byte[] {1, 2, 3, 4, 5, 6});
      small.headers().add("height", "2".getBytes(UTF_8));
      small.headers().add("width", "3".getBytes(UTF_8));
      producer.send(small);
      for (String label : labels(broker)) {
        producer.send(new ProducerRecord<>("labels", "default", label.getBytes(UTF_8)));
      }
      producer.flush();
    }
  }

  /** A label that is no JSON, one that has been sent, and one whose frame does not come. */
  private static List<String> labels(EmbeddedBroker broker) {
    try (TopicReader reader = new TopicReader(broker.clientProperties(), "labels")) {
      String first =
          reader.readToEnd().stream()
              .filter(record -> record.value() != null)
              .map(record -> new String(record.value(), UTF_8))
              .findFirst()
              .orElseThrow();
      return List.of("no label", first, "{\"frameId\":\"never sent\",\"label\":1}");
    }
  }

  /** The records of the metrics topic, when all labels are in the totals. */
  private static List<Metrics> awaitMetrics(EmbeddedBroker broker) {
    List<Metrics> told = new ArrayList<>();
    try (TopicReader reader = new TopicReader(broker.clientProperties(), "metrics")) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                told.clear();
                for (Received record : reader.read()) {
                  told.add(MetricsFormat.decode(record));
                }
                return !told.isEmpty() && complete(told.get(told.size() - 1).totals());
              });
    }
    return told;
  }

  private static boolean complete(Counts totals) {
    return totals.of(Counter.LABELS_LEARNED) == FRAMES - FEATURE_FRAMES
        && totals.of(Counter.LABELS_WAITING) == 1
        && totals.of(Counter.LABELS_REPEATED) == 1;
  }

  private static double latestAccuracy(List<Metrics> told) {
    return told.stream()
        .map(Metrics::windowAccuracy)
        .filter(Objects::nonNull)
        .reduce((before, last) -> last)
        .orElseThrow();
  }

  @Test
  void aJobWhoseBrokerIsTakenAwayIsNotReadyAndSaysWhyUntilItIsBack() throws Exception {
    Path data = folder.resolve("broker");
    Path client =
        Files.writeString(
            folder.resolve("client"), "delivery.timeout.ms=2000\nrequest.timeout.ms=1000\n");
    EmbeddedBroker first = EmbeddedBroker.start(options(0, data));
    String servers = first.bootstrapServers();
    int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
    try (CommandInBackground job =
        learn(first, "--kafka-config", client.toString(), "--publish-within", "8s")) {
      String url = server(job);
      awaitReady(url);
      first.close();
      awaitState(url, "broker_away");
      JsonNode away = health(url);
      assertThat(away.get("ready").asBoolean()).isFalse();
      assertThat(away.get("problem").asText()).contains("no broker answers at " + servers);
      assertThat(Scrape.get(url + "/health").statusCode()).isEqualTo(503);
      assertThat(Scrape.get(url + "/health/live").statusCode()).isEqualTo(200);

      // What is published afterwards finds no broker: the job restarts.
      try (EmbeddedBroker second = EmbeddedBroker.start(options(port, data))) {
        awaitReady(url);
        replay(second);
      }
      await().atMost(PATIENCE).until(() -> health(url).has("lastRestart"));
      awaitState(url, "restarting");
      try (EmbeddedBroker third = EmbeddedBroker.start(options(port, data))) {
        assertThat(third.bootstrapServers()).isEqualTo(servers);
        awaitReady(url);
        JsonNode restart = health(url).get("lastRestart");
        assertThat(restart.get("kind").asText()).isEqualTo("kafka");
        Scrape scrape = Scrape.of(url);
        assertThat(scrape.sum("firstspike_restarts", "kind=\"kafka\"")).isPositive();
        assertThat(scrape.sum("firstspike_restarts"))
            .isEqualTo(health(url).get("restarts").asInt());
        assertThat(scrape.sum("flink_jobmanager_job_numRestarts")).isPositive();
        Cli stopped = job.stop();
        assertThat(stopped.out()).contains("restarts: ", restart.get("reason").asText());
      }
    }
  }

  private static EmbeddedBroker.Options options(int port, Path data) {
    return new EmbeddedBroker.Options(port, Optional.of(data));
  }

  private static void awaitReady(String url) {
    await()
        .atMost(PATIENCE)
        .until(() -> Scrape.get(url + "/health"), answer -> answer.statusCode() == 200);
  }

  private static void awaitState(String url, String state) {
    await().atMost(PATIENCE).until(() -> health(url).get("state").asText().equals(state));
  }

  private static JsonNode health(String url) throws Exception {
    HttpResponse<String> answer = Scrape.get(url + "/health");
    return new ObjectMapper().readTree(answer.body());
  }

  private static String server(CommandInBackground job) {
    job.awaitOutput("Ctrl-C stops it");
    Matcher server = SERVER.matcher(job.output());
    assertThat(server.find()).isTrue();
    return server.group(1);
  }

  private static CommandInBackground learn(EmbeddedBroker broker, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                "--bootstrap-servers",
                broker.bootstrapServers(),
                "--create-topics",
                "--network",
                "mozafari-2019",
                "--schedule",
                "S1=5,S2=5",
                "--checkpoint-interval",
                "300ms",
                "--monitor-port",
                "0"));
    all.addAll(List.of(options));
    return new CommandInBackground(all.toArray(new String[0]));
  }

  private static void replay(EmbeddedBroker broker) {
    Cli replayed =
        Cli.run(
            "replay",
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--limit",
            Integer.toString(FRAMES),
            "--label-delay",
            "0s");
    assertThat(replayed.code()).as(replayed.err()).isZero();
  }
}
