package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The demo with its page. */
@Tag("slow")
class DemoPageTest {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern PAGE = Pattern.compile("page stays at (http://\\S+) until");
  private static final Pattern TOKEN = Pattern.compile("name=\"token\" content=\"([0-9a-f]+)\"");
  private static final int DIGITS = 40;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private String url;

  @Test
  void itGoesOnUntilItIsStoppedAndLearnsTheLabelsGivenOnItsPage() throws Exception {
    try (CommandInBackground demo =
        new CommandInBackground(
            "demo",
            "--ui",
            "--ui-port",
            "0",
            "--limit",
            Integer.toString(DIGITS),
            "--epochs",
            "1",
            "--schedule",
            "S1=10")) {
      demo.awaitOutput("until Ctrl-C");
      Matcher address = PAGE.matcher(demo.output());
      assertThat(address.find()).isTrue();
      url = address.group(1);
      await().atMost(PATIENCE).until(() -> total("labelsLearned") == DIGITS - 10);
      await().atMost(PATIENCE).until(() -> total("predictions") == 2 * DIGITS);

      HttpResponse<String> given = give("test-0-7", "3");
      assertThat(given.statusCode()).as(given.body()).isEqualTo(202);
      await().atMost(PATIENCE).until(() -> total("labelsLearned") == DIGITS - 10 + 1);
      assertThat(board().at("/deadLetters/seen").asLong()).isZero();

      Cli stopped = demo.stop();
      assertThat(stopped.code()).as(stopped.err()).isZero();
      assertThat(stopped.out()).contains("test accuracy", "page at " + url);
    }
  }

  private JsonNode board() throws Exception {
    return json.readTree(get("/api/board"));
  }

  private long total(String name) throws Exception {
    return board().at("/shown/metrics/totals/" + name).asLong(-1);
  }

  private String get(String path) throws Exception {
    return http.send(
            HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString())
        .body();
  }

  private HttpResponse<String> give(String frame, String label) throws Exception {
    Matcher token = TOKEN.matcher(get("/"));
    assertThat(token.find()).isTrue();
    String body = json.writeValueAsString(Map.of("key", "default", "frame", frame, "label", label));
    return http.send(
        HttpRequest.newBuilder(URI.create(url + "/api/labels"))
            .header("Origin", url)
            .header("X-FirstSpike-Token", token.group(1))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
