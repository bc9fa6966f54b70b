package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that the page shows of a pipeline, but for its networks: an aggregate of the records of its
 * topics. It keeps the latest frames, decisions, labels and dead letters, and a course of the
 * metrics that is thinned out, of the {@value #MOST_KEYS} model keys that had a record last.
 * Thread-safe.
 */
public final class Board {

  /** The most model keys that are kept. */
  static final int MOST_KEYS = 100;

  /** The most dead letters that are kept. */
  static final int MOST_DEAD_LETTERS = 100;

  /** By model key, the one whose last record is the oldest first. */
  private final Map<String, KeyBoard> keys = new LinkedHashMap<>();

  private final SeenFrames frames = new SeenFrames();

  /** The latest dead letters, the newest first. */
  private final Deque<DeadLetterView> deadLetters = new ArrayDeque<>();

  private long deadLettersSeen;
  private String problem;
  private List<String> missingTopics = List.of();
  private long changes;

  /** A frame has come. */
  public synchronized void frame(String modelKey, String frameId, Received frame) {
    key(modelKey);
    frames.hold(frames.of(modelKey, frameId), frame);
    changed();
  }

  /** The label of a frame has come. */
  public synchronized void label(Label label) {
    SeenFrame frame = frames.of(label.modelKey(), label.frameId());
    key(label.modelKey()).label(frame, label.label(), label.timestamp());
    changed();
  }

  /** A frame has been decided on. */
  public synchronized void decision(Prediction decision) {
    SeenFrame frame = frames.of(decision.modelKey(), decision.frameId());
    key(decision.modelKey()).decision(frame, decision);
    changed();
  }

  /** The metrics of a window have come. */
  public synchronized void metrics(Metrics metrics) {
    key(metrics.modelKey()).metrics(metrics);
    changed();
  }

  /** A version of a model has been published. */
  public synchronized void model(String modelKey, String version) {
    key(modelKey).model(version);
    changed();
  }

  /**
   * A dead letter has come.
   *
   * @param modelKey as text for people, as the record may have none that can be read
   * @param time when it was written, in milliseconds since the epoch
   */
  public synchronized void deadLetter(String modelKey, DeadLetter letter, long time) {
    deadLettersSeen++;
    deadLetters.addFirst(DeadLetterView.of(modelKey, letter, time));
    if (deadLetters.size() > MOST_DEAD_LETTERS) {
      deadLetters.removeLast();
    }
    changed();
  }

  /**
   * Tells how reading goes.
   *
   * @param trouble the trouble with the broker, in words; empty if there is none
   * @param missing the names of topics that are not there yet
   */
  public synchronized void standing(Optional<String> trouble, List<String> missing) {
    String now = trouble.orElse(null);
    if (!missing.equals(missingTopics) || !Objects.equals(now, problem)) {
      problem = now;
      missingTopics = List.copyOf(missing);
      changed();
    }
  }

  /** The board of the model key of a record that has come. */
  private KeyBoard key(String modelKey) {
    KeyBoard board = keys.remove(modelKey);
    if (board == null) {
      board = new KeyBoard(modelKey);
      if (keys.size() == MOST_KEYS) {
        keys.remove(keys.keySet().iterator().next());
      }
    }
    keys.put(modelKey, board);
    return board;
  }

  private void changed() {
    changes++;
    notifyAll();
  }

  /** The number of changes so far. */
  public synchronized long changes() {
    return changes;
  }

  /** Waits up to {@code time} for a change after the first {@code seen} ones. */
  public synchronized void awaitChange(long seen, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); changes == seen && left > 0; left = end - System.nanoTime()) {
      // 0 would be for ever.
      wait(Math.max(1, left / 1_000_000));
    }
  }

  /** The content of a frame as its record came; empty if it is not kept. */
  public synchronized Optional<Received> content(String modelKey, String frameId) {
    return frames.known(modelKey, frameId).flatMap(SeenFrame::content);
  }

  /** The label that a frame has; empty if none is known. */
  public synchronized Optional<String> labelOf(String modelKey, String frameId) {
    return frames.known(modelKey, frameId).flatMap(SeenFrame::label);
  }

  /** Whether the frame is among those that are kept. */
  public synchronized boolean knows(String modelKey, String frameId) {
    return frames.known(modelKey, frameId).isPresent();
  }

  /** The latest event time of all frames and labels; empty before the first. */
  public synchronized OptionalLong eventTime() {
    return keys.values().stream().mapToLong(KeyBoard::eventTime).filter(time -> time >= 0).max();
  }

  /**
   * All that is shown of one model key.
   *
   * @param wanted the model key; empty or unknown: the first in the order of the alphabet
   * @param pictures draws frames
   */
  public BoardView view(Optional<String> wanted, Thumbnails pictures) {
    KeyBoard.Shown shown = null;
    List<BoardView.Key> all;
    BoardView.DeadLetters letters;
    String trouble;
    List<String> missing;
    synchronized (this) {
      all = summaries(keys.values());
      Optional<String> key =
          wanted
              .filter(keys::containsKey)
              .or(() -> all.stream().findFirst().map(BoardView.Key::key));
      if (key.isPresent()) {
        shown = keys.get(key.get()).shown();
      }
      letters = new BoardView.DeadLetters(deadLettersSeen, List.copyOf(deadLetters));
      trouble = problem;
      missing = missingTopics;
    }
    // Drawing takes time, in which records go on coming.
    return new BoardView(
        all, shown == null ? null : shown.drawn(pictures), letters, trouble, missing);
  }

  private static List<BoardView.Key> summaries(Collection<KeyBoard> keys) {
    List<BoardView.Key> summaries = new ArrayList<>();
    keys.forEach(key -> summaries.add(key.summary()));
    summaries.sort(Comparator.comparing(BoardView.Key::key));
    return List.copyOf(summaries);
  }
}
