package io.firstspike.pipeline.stream.value;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Session of a model key that has left memory, as the one that takes its place needs it beside what
 * has been learned. Of no use after a failure: then what had been told since the checkpoint is not
 * known.
 *
 * @param attempt drawn at random when the operator started
 * @param reportDue when metrics are due, in milliseconds since the epoch; the far future if never
 * @param publishDue when the model is due, in the same unit
 * @param window the open metrics window
 * @param unpublished rows that have changed since they were published: a bit set a table
 */
public record SuspendedSession(
    long attempt, long reportDue, long publishDue, Window window, List<long[]> unpublished) {

  public SuspendedSession {
    unpublished = List.copyOf(unpublished);
  }

  /**
   * Metrics window without its latencies.
   *
   * @param start when its first frame came, in milliseconds since the epoch
   * @param frames frames so far
   * @param correct right decisions before it
   * @param wrong wrong decisions before it
   * @param time event time so far, in milliseconds since the epoch
   * @param judged decisions of this window whose label is known: for each label that came, its
   *     index, and the numbers of right ones and of all
   */
  public record Window(
      long start, long frames, long correct, long wrong, long time, Map<Integer, long[]> judged) {

    public Window {
      judged = new TreeMap<>(judged);
    }
  }
}
