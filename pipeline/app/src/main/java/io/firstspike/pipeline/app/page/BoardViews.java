package io.firstspike.pipeline.app.page;

import io.firstspike.pipeline.app.console.Json;
import io.firstspike.pipeline.app.page.board.Board;
import io.firstspike.pipeline.app.page.board.Thumbnails;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The board as JSON, made once for all pages that show the same model key at the same moment.
 * Thread-safe.
 */
final class BoardViews {

  private static final int MOST_KEPT = 16;

  private final Board board;
  private final Thumbnails pictures;

  /** By model key, the one made first at the beginning. */
  private final Map<Optional<String>, View> latest = new LinkedHashMap<>();

  /**
   * A moment of the board.
   *
   * @param changes the number of changes of the board by then
   * @param json what is shown, in one line
   */
  record View(long changes, String json) {}

  BoardViews(Board board, Thumbnails pictures) {
    this.board = board;
    this.pictures = pictures;
  }

  /** The present moment, as pages that show {@code modelKey} see it. */
  synchronized View of(Optional<String> modelKey) {
    View known = latest.get(modelKey);
    long changes = board.changes();
    if (known != null && known.changes() == changes) {
      return known;
    }
    View view = new View(changes, Json.text(board.view(modelKey, pictures)));
    latest.remove(modelKey);
    latest.put(modelKey, view);
    if (latest.size() > MOST_KEPT) {
      latest.remove(latest.keySet().iterator().next());
    }
    return view;
  }
}
