package io.firstspike.pipeline.app.monitor;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firstspike.pipeline.app.console.Json;
import io.firstspike.pipeline.app.server.ServerAddress;
import io.firstspike.pipeline.app.watch.Health;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * An HTTP server for what watches an embedded job: {@code /metrics} for Prometheus, {@code /health}
 * and {@code /health/live} for probes. It only answers GET and HEAD, and only with figures and
 * states.
 */
public final class MonitorServer implements AutoCloseable {

  private static final String METRICS = "/metrics";
  private static final String HEALTH = "/health";
  private static final String LIVE = "/health/live";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** Scrapes and probes come every few seconds, and one that hangs must not stop the others. */
  private static final int THREADS = 4;

  private final HttpServer server;
  private final ExecutorService threads;
  private final ScrapedMetrics metrics;
  private final Health health;

  private MonitorServer(
      HttpServer server, ExecutorService threads, ScrapedMetrics metrics, Health health) {
    this.server = server;
    this.threads = threads;
    this.metrics = metrics;
    this.health = health;
  }

  /**
   * Opens a server.
   *
   * @param address where it listens; port 0 for a free one
   * @param health the job's health
   * @throws IOException if the address cannot be listened on
   */
  static MonitorServer open(InetSocketAddress address, Health health) throws IOException {
    HttpServer http = HttpServer.create(address, 0);
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread thread = new Thread(work, "firstspike-monitor");
              thread.setDaemon(true);
              return thread;
            });
    ScrapedMetrics metrics = new ScrapedMetrics();
    metrics.add(new HealthMetrics(health));
    MonitorServer server = new MonitorServer(http, threads, metrics, health);
    http.setExecutor(threads);
    http.createContext("/", server::answer);
    http.start();
    return server;
  }

  /** The reporter to give to the Flink that runs the job. */
  public MetricReporter metrics() {
    return metrics;
  }

  /** Its address, as a URL without a path. */
  public String url() {
    return ServerAddress.url(server.getAddress());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, HttpURLConnection.HTTP_BAD_METHOD, TEXT, "only GET and HEAD\n");
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case METRICS -> {
          StringWriter text = new StringWriter();
          metrics.write(text);
          send(exchange, HttpURLConnection.HTTP_OK, TextFormat.CONTENT_TYPE_004, text.toString());
        }
        case HEALTH -> send(exchange, health.report().ready());
        case LIVE -> send(exchange, health.alive());
        default ->
            send(
                exchange,
                HttpURLConnection.HTTP_NOT_FOUND,
                TEXT,
                String.join(", ", METRICS, HEALTH, LIVE) + "\n");
      }
    }
  }

  private void send(HttpExchange exchange, boolean good) throws IOException {
    send(
        exchange,
        good ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
        JSON,
        Json.line(health.report().fields()) + "\n");
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
