package io.firstspike.pipeline.app.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.firstspike.pipeline.app.page.board.Board;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server of the page: its files, the live board, and answers to its questions. */
final class PageServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PageServer.class);

  /** Threads beside those that pages hold for their live board. */
  private static final int THREADS = 16;

  private static final int MOST_BODY_BYTES = 64 << 10;
  private static final String TOKEN_PLACE = "{{token}}";

  /** Nothing but the page's own files, and pictures that come within the board. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer http;
  private final ExecutorService threads;
  private final Admission admission;
  private final StaticFiles files = new StaticFiles();
  private final BoardViews views;
  private final LiveBoard live;
  private final Questions questions;

  private PageServer(
      HttpServer http, List<String> names, Board board, BoardViews views, Questions questions) {
    this.http = http;
    this.threads =
        Executors.newFixedThreadPool(
            LiveBoard.MOST_PAGES + THREADS,
            work -> {
              Thread thread = new Thread(work, "firstspike-page");
              thread.setDaemon(true);
              return thread;
            });
    this.admission = new Admission(http.getAddress(), names);
    this.views = views;
    this.live = new LiveBoard(board, views);
    this.questions = questions;
  }

  /**
   * Opens a server.
   *
   * @param address where it listens; port 0 for a free one
   * @param names the names under which browsers may reach it; empty: those of loopback there,
   *     elsewhere any
   * @throws IOException if the address cannot be listened on
   */
  static PageServer open(
      InetSocketAddress address,
      List<String> names,
      Board board,
      BoardViews views,
      Questions questions)
      throws IOException {
    PageServer server =
        new PageServer(HttpServer.create(address, 0), names, board, views, questions);
    server.http.setExecutor(server.threads);
    server.http.createContext("/", server::handle);
    server.http.start();
    return server;
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return http.getAddress();
  }

  private void handle(HttpExchange exchange) {
    try (exchange) {
      secure(exchange.getResponseHeaders());
      Optional<String> refusal = admission.refusal(exchange);
      if (refusal.isPresent()) {
        send(exchange, Answer.problem(403, refusal.get()));
      } else if (exchange.getRequestMethod().equals("POST")) {
        send(exchange, written(exchange));
      } else if (isGet(exchange) && exchange.getRequestURI().getPath().equals("/events")) {
        live.serve(exchange, Query.of(exchange.getRequestURI()).optional("key"));
      } else if (isGet(exchange) || exchange.getRequestMethod().equals("HEAD")) {
        send(exchange, answer(exchange));
      } else {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD, POST");
        send(exchange, Answer.problem(405, "only GET, HEAD and POST"));
      }
    } catch (IOException e) {
      LOG.debug("a browser has gone away", e);
    } catch (RuntimeException e) {
      LOG.warn("no answer to {}", exchange.getRequestURI(), e);
    }
  }

  private static boolean isGet(HttpExchange exchange) {
    return exchange.getRequestMethod().equals("GET");
  }

  private static void secure(Headers headers) {
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
  }

  private Answer answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    try {
      Query query = Query.of(exchange.getRequestURI());
      return switch (path) {
        case "/" -> Answer.page(page());
        case "/api/board" -> Answer.json(200, views.of(query.optional("key")).json());
        case "/api/network" -> questions.network(query);
        case "/api/layer" -> questions.layer(query);
        case "/api/frame" -> questions.frame(query);
        case "/api/raster" -> questions.raster(query);
        default ->
            files
                .at(path)
                .map(Answer::file)
                .orElseGet(() -> Answer.problem(404, "there is nothing at " + path));
      };
    } catch (IllegalArgumentException e) {
      return Answer.problem(400, e.getMessage());
    }
  }

  private byte[] page() {
    String html = new String(StaticFiles.page(), StandardCharsets.UTF_8);
    return html.replace(TOKEN_PLACE, admission.ownToken()).getBytes(StandardCharsets.UTF_8);
  }

  private Answer written(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestURI().getPath().equals("/api/labels")) {
      return Answer.problem(404, "labels are written at /api/labels");
    }
    Optional<String> refusal = admission.refusalToWrite(exchange);
    if (refusal.isPresent()) {
      return Answer.problem(403, refusal.get());
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    return body.length > MOST_BODY_BYTES
        ? Answer.problem(413, "a label has at most " + MOST_BODY_BYTES + " bytes")
        : questions.label(body);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Cache-Control", answer.cache());
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), head ? -1 : answer.body().length);
    if (!head) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  @Override
  public void close() {
    http.stop(0);
    threads.shutdownNow();
    try {
      threads.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
