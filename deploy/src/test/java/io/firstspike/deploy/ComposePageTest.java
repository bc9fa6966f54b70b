package io.firstspike.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.firstspike.connectors.topic.TopicNames;
import io.firstspike.testkit.TestBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The page's service of compose.yaml, started from the image as its container is. */
@Tag("cluster")
class ComposePageTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @RegisterExtension static final TestBroker BROKER = new TestBroker();

  @TempDir private Path folder;

  @Test
  void thePageIsServedFromTheImage() throws Exception {
    TopicNames topics = BROKER.topics("", 1);
    Image image = Image.unpack("firstspike-image", folder);
    int port = freePort();
    Process page = start(image, Integer.toString(port));
    try {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> get(port, "/").statusCode() == 200);
      assertThat(get(port, "/").body()).contains("FirstSpike");
      assertThat(get(port, "/uplot.js").statusCode()).isEqualTo(200);
      await()
          .atMost(PATIENCE)
          .until(() -> get(port, "/api/board").body().contains("\"missingTopics\":[]"));
      assertThat(topics).isEqualTo(TopicNames.DEFAULT);
    } finally {
      page.destroy();
      page.waitFor();
    }
  }

  /** The service's own command, with this test's broker and port. */
  private Process start(Image image, String port) throws IOException {
    List<String> arguments = new ArrayList<>(Compose.command("ui"));
    assertThat(Collections.frequency(arguments, "broker:9092")).isOne();
    arguments.replaceAll(
        word ->
            word.replace("broker:9092", BROKER.bootstrapServers())
                .replace("0.0.0.0", "127.0.0.1")
                .replace("8480", port));
    arguments.addAll(List.of("--ui-port", port));
    List<String> entryPoint = Manifests.words(Compose.service("ui").get("entrypoint"));
    ProcessBuilder builder = new ProcessBuilder(image.command(entryPoint, arguments));
    builder.environment().remove("CLASSPATH");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("page.log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
            BodyHandlers.ofString());
  }
}
