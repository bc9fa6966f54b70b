package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.Metrics;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of one learner over its frames. Of more than {@value #MOST_POINTS} records every
 * second one is dropped, so that the whole course stays, ever more coarsely. There is one point for
 * a number of frames.
 */
final class Course {

  /** Even, so that there is one point more when some are dropped: the last one stays. */
  static final int MOST_POINTS = 512;

  private static final int MOST_MARKS = 128;

  private final List<Point> points = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private long frames;
  private long drifts;
  private String phase;

  /**
   * One record of metrics; see {@link Metrics}. What it does not tell is null.
   *
   * @param frames frames read since the learner began
   */
  record Point(
      long frames,
      Double running,
      Double window,
      double framesPerSecond,
      Double p50,
      Double p99,
      long tracesWaiting,
      long labelsWaiting) {

    /** This point in place of an earlier one of as many frames: what it does not tell is older. */
    private Point inPlaceOf(Point earlier) {
      return new Point(
          frames,
          running == null ? earlier.running : running,
          window == null ? earlier.window : window,
          framesPerSecond == 0 ? earlier.framesPerSecond : framesPerSecond,
          p50 == null ? earlier.p50 : p50,
          p99 == null ? earlier.p99 : p99,
          tracesWaiting,
          labelsWaiting);
    }
  }

  /**
   * Something that has happened.
   *
   * @param frames frames read by then
   * @param kind version, drift or phase
   * @param text which one
   */
  record Mark(long frames, String kind, String text) {}

  record View(List<Point> points, List<Mark> marks) {}

  /** A record of metrics has come. */
  void add(Metrics metrics, Point point) {
    if (point.frames() < frames) {
      // Another learner has begun under this key.
      points.clear();
      marks.clear();
      drifts = 0;
      phase = null;
    }
    boolean noNewFrames = !points.isEmpty() && point.frames() == frames;
    frames = point.frames();
    points.add(noNewFrames ? point.inPlaceOf(points.remove(points.size() - 1)) : point);
    if (points.size() > MOST_POINTS) {
      thin();
    }
    if (!metrics.phase().equals(phase)) {
      phase = metrics.phase();
      mark("phase", phase);
    }
    if (metrics.drift() != null && metrics.drift().drifts() > drifts) {
      drifts = metrics.drift().drifts();
      mark("drift", "drift " + drifts);
    }
  }

  /** Drops every second point; the first and, of an odd number, the last one stay. */
  private void thin() {
    int left = (points.size() + 1) / 2;
    for (int i = 0; i < left; i++) {
      points.set(i, points.get(2 * i));
    }
    points.subList(left, points.size()).clear();
  }

  /** A version of the model has been published. */
  void version(String version) {
    mark("version", version);
  }

  private void mark(String kind, String text) {
    marks.add(new Mark(frames, kind, text));
    if (marks.size() > MOST_MARKS) {
      // Drifts are rarer than versions, and matter longer.
      int first = 0;
      while (first < marks.size() - 1 && !marks.get(first).kind().equals("version")) {
        first++;
      }
      marks.remove(first);
    }
  }

  View view() {
    return new View(List.copyOf(points), List.copyOf(marks));
  }
}
