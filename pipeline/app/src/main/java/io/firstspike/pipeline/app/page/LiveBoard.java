package io.firstspike.pipeline.app.page;

import com.sun.net.httpserver.HttpExchange;
import io.firstspike.pipeline.app.page.board.Board;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Sends the board to pages as server-sent events, each time it has changed but not more often than
 * twice a second. A page that reads more slowly gets fewer of them.
 */
final class LiveBoard {

  /** The most pages that are served at a time. */
  static final int MOST_PAGES = 128;

  private static final long PAUSE_MILLIS = 500;

  /** How long nothing is sent at most: only sending shows that a browser has gone away. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final byte[] NOTHING = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final Semaphore places = new Semaphore(MOST_PAGES);
  private final Board board;
  private final BoardViews views;

  LiveBoard(Board board, BoardViews views) {
    this.board = board;
    this.views = views;
  }

  /** Serves one page, until it goes away or this thread is interrupted. */
  void serve(HttpExchange exchange, Optional<String> modelKey) throws IOException {
    if (!places.tryAcquire()) {
      exchange.getResponseHeaders().set("Retry-After", "10");
      exchange.sendResponseHeaders(503, -1);
      return;
    }
    try {
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      send(exchange.getResponseBody(), modelKey);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private void send(OutputStream out, Optional<String> modelKey)
      throws IOException, InterruptedException {
    long sent = -1;
    while (true) {
      if (board.changes() != sent) {
        BoardViews.View view = views.of(modelKey);
        out.write(("data: " + view.json() + "\n\n").getBytes(StandardCharsets.UTF_8));
        sent = view.changes();
      } else {
        out.write(NOTHING);
      }
      out.flush();
      Thread.sleep(PAUSE_MILLIS);
      board.awaitChange(sent, SILENCE);
    }
  }
}
