package io.firstspike.pipeline.stream.learner;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.pipeline.stream.value.SuspendedSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts since the last metrics record. Not kept in state: a failure ends a window. */
final class MetricsWindow {

  /** A matrix of more would take megabytes for every record, and no topic takes it. */
  private static final int MOST_LABELS = 1000;

  private final LearnerMeters meters;
  private final LatencyHistogram latencies = new LatencyHistogram();

  /** The numbers of right decisions and of all, by index of the label. */
  private final Map<Integer, long[]> judged = new TreeMap<>();

  private long start;
  private long frames;
  private long correct;
  private long wrong;
  private long time;

  /** Right and wrong decisions of the latest window that had any. */
  private long lastRight;

  private long lastWrong;

  /** A window that opens now. */
  MetricsWindow(Tally tally, LearnerMeters meters) {
    this.meters = meters;
    open(tally);
  }

  private void open(Tally tally) {
    frames = 0;
    correct = tally.of(Counter.CORRECT);
    wrong = tally.of(Counter.WRONG);
    latencies.clear();
    judged.clear();
  }

  /** All of it but the latencies. */
  SuspendedSession.Window suspended() {
    return new SuspendedSession.Window(start, frames, correct, wrong, time, judged);
  }

  /** Goes on where that window was. */
  void resume(SuspendedSession.Window window) {
    start = window.start();
    frames = window.frames();
    correct = window.correct();
    wrong = window.wrong();
    time = window.time();
    judged.putAll(window.judged());
  }

  long frames() {
    return frames;
  }

  /** A frame has come. Its rate counts from the window's first one, not from idle time. */
  void frame(long now) {
    start = frames == 0 ? now : start;
    frames++;
  }

  /** A decision turned out to be right or wrong. */
  void judge(int label, boolean right) {
    long[] counts = judged.computeIfAbsent(label, none -> new long[2]);
    counts[0] += right ? 1 : 0;
    counts[1]++;
  }

  void latency(long millis) {
    latencies.record(millis);
  }

  /** Event time has come to {@code eventTime}. */
  void time(long eventTime) {
    time = Math.max(time, eventTime);
  }

  /** The record that closes this window; the next one opens. */
  Metrics close(
      String modelKey,
      String phase,
      List<String> labels,
      Tally tally,
      Metrics.Drift drift,
      long now)
      throws Exception {
    long right = tally.of(Counter.CORRECT);
    long mistaken = tally.of(Counter.WRONG);
    Metrics metrics =
        new Metrics(
            modelKey,
            frames,
            phase,
            tally.totals(),
            share(right, mistaken),
            share(right - correct, mistaken - wrong),
            byLabel(labels),
            labels,
            labels.size() > MOST_LABELS ? null : tally.confusion(labels.size()),
            frames * 1000.0 / Math.max(1, now - start),
            latencies.quantiles(),
            drift,
            time);
    if (right - correct + mistaken - wrong > 0) {
      tell(right - correct, mistaken - wrong);
    }
    open(tally);
    return metrics;
  }

  private void tell(long right, long mistaken) {
    meters.window(lastRight, lastWrong, right, mistaken);
    lastRight = right;
    lastWrong = mistaken;
  }

  /** Ends: the learner leaves memory. */
  void leave() {
    tell(0, 0);
  }

  private Map<String, Double> byLabel(List<String> labels) {
    Map<String, Double> shares = new LinkedHashMap<>();
    judged.forEach(
        (place, counts) -> shares.put(labels.get(place), counts[0] / (double) counts[1]));
    return shares;
  }

  private static Double share(long right, long mistaken) {
    if (right + mistaken == 0) {
      return null;
    }
    return (double) right / (right + mistaken);
  }
}
