package io.firstspike.pipeline.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.pipeline.app.watch.Health;
import io.firstspike.pipeline.stream.options.InputException;
import io.firstspike.testkit.ListeningSockets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MonitorServerTest {

  private final Health health = new Health();
  private MonitorServer server;

  @BeforeEach
  void open() {
    server = options("--monitor-port", "0").open(health).orElseThrow();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static MonitorOptions options(String... options) {
    return CommandLine.populateCommand(new MonitorOptions(), options);
  }

  private HttpResponse<String> ask(String method, String path)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void aJobThatStartsIsAliveAndNotReady() throws Exception {
    HttpResponse<String> ready = ask("GET", "/health");

    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(ready.body())
        .contains("\"ready\":false", "\"state\":\"starting\"", "\"problem\":\"the job starts\"");
    assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(200);
    assertThat(ask("GET", "/metrics").body())
        .contains("firstspike_ready 0.0", "firstspike_restarts{kind=\"kafka\",} 0.0");
  }

  @Test
  void aJobThatHasEndedIsNeither() throws Exception {
    health.end();

    assertThat(ask("GET", "/health").statusCode()).isEqualTo(503);
    assertThat(ask("GET", "/health/live").statusCode()).isEqualTo(503);
    assertThat(ask("GET", "/health").body()).contains("\"state\":\"ended\"");
  }

  @ParameterizedTest
  @CsvSource({"POST,/metrics,405", "DELETE,/health,405", "GET,/,404", "GET,/metrics/x,404"})
  void othersAreRefused(String method, String path, int status) throws Exception {
    assertThat(ask(method, path).statusCode()).isEqualTo(status);
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    HttpResponse<String> head = ask("HEAD", "/metrics");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  @Test
  void itListensOnLoopbackAloneUnlessItIsTold() throws Exception {
    InetSocketAddress own = InetSocketAddress.createUnresolved("127.0.0.1", port(server));
    assertThat(server.url()).isEqualTo("http://127.0.0.1:" + own.getPort());
    try (MonitorServer open =
        options("--monitor-port", "0", "--monitor-address", "0.0.0.0").open(health).orElseThrow()) {
      List<InetSocketAddress> sockets =
          ListeningSockets.known() ? ListeningSockets.all() : List.of();
      assertThat(sockets)
          .filteredOn(socket -> socket.getPort() == port(server))
          .allMatch(socket -> socket.getAddress().isLoopbackAddress());
      assertThat(sockets)
          .filteredOn(socket -> socket.getPort() == port(open))
          .allMatch(socket -> socket.getAddress().isAnyLocalAddress());
    }
  }

  private static int port(MonitorServer server) {
    return URI.create(server.url()).getPort();
  }

  @Test
  void mistakesAreNamed() {
    String port = Integer.toString(port(server));
    assertRefused("another port", "--monitor-port", port);
    assertRefused("must be 0 to 65,535", "--monitor-port", "70000");
    assertRefused("needs --monitor-port", "--monitor-address", "0.0.0.0");
    assertRefused(
        "is no address of a machine", "--monitor-port", "0", "--monitor-address", "no such host");
    assertThat(options().open(health)).isEmpty();
  }

  private void assertRefused(String reason, String... options) {
    assertThatThrownBy(() -> options(options).open(health))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(reason);
  }
}
