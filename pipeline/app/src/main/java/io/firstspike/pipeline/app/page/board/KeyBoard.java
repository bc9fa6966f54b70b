package io.firstspike.pipeline.app.page.board;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the page shows of one model key. */
final class KeyBoard {

  /** The most frames that are shown because they were decided on last. */
  private static final int LATEST = 48;

  /** The most frames that are shown because they were judged, or found wrong, last. */
  private static final int LATEST_JUDGED = 24;

  private final String key;
  private final Course course = new Course();
  private final LabelDelays delays = new LabelDelays();

  private final LatestFrames decided = new LatestFrames(LATEST);
  private final LatestFrames judged = new LatestFrames(LATEST_JUDGED);
  private final LatestFrames wrong = new LatestFrames(LATEST_JUDGED);
  private long decisions;

  private Metrics metrics;
  private String version;
  private long eventTime = -1;

  KeyBoard(String key) {
    this.key = key;
  }

  /** A label has come. */
  void label(SeenFrame frame, String label, long time) {
    frame.label(label);
    judge(frame);
    eventTime = Math.max(eventTime, time);
    OptionalLong shown = frame.content().map(Received::eventTime).orElse(OptionalLong.empty());
    shown.ifPresent(begun -> delays.add(Math.max(0, time - begun)));
  }

  /** A decision has come. */
  void decision(SeenFrame frame, Prediction prediction) {
    frame.decide(prediction, decisions++);
    eventTime = Math.max(eventTime, prediction.frameTimestamp());
    decided.add(frame);
    judge(frame);
  }

  private void judge(SeenFrame frame) {
    frame
        .right()
        .ifPresent(
            right -> {
              judged.add(frame);
              if (!right) {
                wrong.add(frame);
              }
            });
  }

  void metrics(Metrics latest) {
    metrics = latest;
    Counts totals = latest.totals();
    Metrics.Latency latency = latest.latencyMillis();
    course.add(
        latest,
        new Course.Point(
            totals.of(Counter.FRAMES_IN),
            latest.prequentialAccuracy(),
            latest.windowAccuracy(),
            latest.framesPerSecond(),
            latency == null ? null : latency.p50(),
            latency == null ? null : latency.p99(),
            totals.of(Counter.TRACES_WAITING),
            totals.of(Counter.LABELS_WAITING)));
  }

  void model(String published) {
    if (!published.equals(version)) {
      version = published;
      course.version(published);
    }
  }

  /** The latest event time; -1 before the first. */
  long eventTime() {
    return eventTime;
  }

  BoardView.Key summary() {
    return metrics == null
        ? new BoardView.Key(key, null, version, null, 0, 0)
        : new BoardView.Key(
            key,
            metrics.phase(),
            version,
            metrics.prequentialAccuracy(),
            metrics.totals().of(Counter.FRAMES_IN),
            metrics.drift() == null ? 0 : metrics.drift().drifts());
  }

  /**
   * What is shown, before the frames are drawn.
   *
   * @param view without pictures
   * @param contents what is to be drawn, for each frame; null if it is not kept
   */
  record Shown(BoardView.Shown view, List<Received> contents) {

    BoardView.Shown drawn(Thumbnails pictures) {
      List<FrameView> frames = new ArrayList<>();
      for (int i = 0; i < contents.size(); i++) {
        Optional<Received> content = Optional.ofNullable(contents.get(i));
        frames.add(view.frames().get(i).with(content.flatMap(pictures::draw).orElse(null)));
      }
      return new BoardView.Shown(
          view.key(), view.version(), view.metrics(), view.course(), view.delay(), frames);
    }
  }

  Shown shown() {
    List<SeenFrame> shown =
        Stream.of(decided, judged, wrong)
            .flatMap(LatestFrames::stream)
            .distinct()
            .sorted(Comparator.comparingLong(SeenFrame::number).reversed())
            .toList();
    List<Received> contents = new ArrayList<>();
    shown.forEach(frame -> contents.add(frame.content().orElse(null)));
    return new Shown(
        new BoardView.Shown(
            key,
            version,
            metrics,
            course.view(),
            delays.view(),
            shown.stream().map(SeenFrame::view).toList()),
        contents);
  }
}
