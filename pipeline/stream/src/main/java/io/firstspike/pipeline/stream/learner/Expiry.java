package io.firstspike.pipeline.stream.learner;

import io.firstspike.pipeline.stream.value.Remembered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The frame ids of one model key by the time when they expire, so that expiry need not look through
 * all remembered ids. State holds ids in chunks, by the bucket of time in which they expire; the
 * chunk that is being filled is in memory, and is written to state when it is full and at each
 * {@link #save}.
 *
 * <p>An id may be in several buckets: the one in its {@link Remembered} counts.
 */
final class Expiry {

  private static final int CHUNK = 1024;
  private static final long NONE = Long.MIN_VALUE;

  private final LearnerState state;
  private final List<String> open = new ArrayList<>();
  private long bucket = NONE;
  private int chunk;
  private boolean unsaved;

  /** The end of the first bucket; {@code NONE} if it is not known. */
  private long earliest = NONE;

  /** Makes the view of the current key's state. */
  Expiry(LearnerState state) {
    this.state = state;
  }

  /** Writes the chunks of a state that has none: earlier programs looked through all ids. */
  void completeOldState() throws Exception {
    if (!state.buckets().isEmpty()) {
      return;
    }
    Map<Long, List<String>> buckets = new TreeMap<>();
    for (Map.Entry<String, Remembered> one : state.remembered().entries()) {
      buckets
          .computeIfAbsent(one.getValue().expiresAt(), end -> new ArrayList<>())
          .add(one.getKey());
    }
    for (Map.Entry<Long, List<String>> ids : buckets.entrySet()) {
      for (String id : ids.getValue().stream().sorted().toList()) {
        add(id, ids.getKey());
      }
    }
  }

  /**
   * Adds an id that expires at the end of a bucket.
   *
   * @param end the end of the bucket, in milliseconds since the epoch
   * @return whether it is the first of its bucket
   */
  boolean add(String id, long end) throws Exception {
    boolean first = false;
    if (end != bucket) {
      save();
      first = open(end);
    }
    open.add(id);
    unsaved = true;
    earliest = earliest == NONE ? NONE : Math.min(earliest, end);
    if (open.size() == CHUNK) {
      save();
      open(end);
    }
    return first;
  }

  /** Begins a new chunk; returns whether it is the first of its bucket. */
  private boolean open(long end) throws Exception {
    Integer chunks = state.buckets().get(end);
    bucket = end;
    chunk = chunks == null ? 0 : chunks;
    open.clear();
    return chunk == 0;
  }

  /** Writes the chunk that is being filled to state. */
  void save() throws Exception {
    if (unsaved) {
      state.chunks().put(key(bucket, chunk), open.toArray(String[]::new));
      state.buckets().put(bucket, chunk + 1);
      unsaved = false;
    }
  }

  /**
   * The end of the first bucket, in milliseconds since the epoch; {@code Long.MAX_VALUE} if there
   * is none.
   */
  long earliestEnd() throws Exception {
    if (earliest == NONE) {
      save();
      earliest = Long.MAX_VALUE;
      for (long end : state.buckets().keys()) {
        earliest = Math.min(earliest, end);
      }
    }
    return earliest;
  }

  private static String key(long end, int chunk) {
    return end + ":" + chunk;
  }

  /**
   * Removes and returns the ids of all buckets that have ended by {@code time}, in the order of the
   * buckets' ends.
   */
  List<String> take(long time) throws Exception {
    save();
    Map<Long, Integer> ended = new TreeMap<>();
    for (Map.Entry<Long, Integer> one : state.buckets().entries()) {
      if (one.getKey() <= time) {
        ended.put(one.getKey(), one.getValue());
      }
    }
    List<String> ids = new ArrayList<>();
    for (Map.Entry<Long, Integer> one : ended.entrySet()) {
      for (int i = 0; i < one.getValue(); i++) {
        String key = key(one.getKey(), i);
        ids.addAll(List.of(state.chunks().get(key)));
        state.chunks().remove(key);
      }
      state.buckets().remove(one.getKey());
    }
    if (bucket <= time) {
      bucket = NONE;
    }
    earliest = NONE;
    return ids;
  }
}
