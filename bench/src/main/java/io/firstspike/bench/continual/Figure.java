package io.firstspike.bench.continual;

import io.firstspike.pipeline.app.console.Figures;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** The figures of one learner on one stream. */
enum Figure {
  /** Test accuracy at the end: on all classes, under the last concept. */
  TEST("test", "test", Figures::percent),
  /** Mean test accuracy over all tasks at the end, where there are several. */
  TEST_OVER_TASKS("testOverTasks", "over tasks", Figures::percent),
  /** Average forgetting over tasks. */
  FORGETTING("forgetting", "forgotten", Figures::percent),
  /** Share of right decisions before the label was learned. */
  PREQUENTIAL("prequential", "prequential", Figures::percent),
  /** Area under the prequential curve. */
  AREA("area", "area", Figures::percent),
  /** Mean over drifts of the accuracy over labels 1,001 to 2,000 after each. */
  AFTER_DRIFT("afterDrift", "after drift", Figures::percent),
  /** Mean over drifts of the labels until recovery; where there is none, until the next drift. */
  RECOVERY("recovery", "recovery", Figure::labels),
  /** Drifts from which the learner has not recovered before the next. */
  UNRECOVERED("unrecovered", null, Figure::labels),
  /** Mean over drifts of the labels until the learner detected it. */
  DRIFT_DELAY("driftDelay", "detected", Figure::labels),
  /** Drifts that the learner has not detected before the next. */
  MISSED_DRIFTS("missedDrifts", "missed", Figure::labels),
  /** Detected drifts that were none, or had been detected before. */
  FALSE_ALARMS("falseAlarms", "false alarms", Figure::labels),
  /** Bytes of all that the learner holds at the end. */
  STATE_BYTES("stateBytes", "state", Figure::kilobytes),
  /** Bytes of its memory of earlier frames. */
  MEMORY_BYTES("memoryBytes", "memory", Figure::kilobytes),
  /** Frames decided on, and learned from if they have a label, in a second. */
  FRAMES_PER_SECOND("framesPerSecond", "speed", Figures::perSecond),
  /** Images that the stream shows; fewer for slow learners. */
  IMAGES("images", "images", Figure::labels);

  private final String key;
  private final String title;
  private final DoubleFunction<String> text;

  Figure(String key, String title, DoubleFunction<String> text) {
    this.key = key;
    this.title = title;
    this.text = text;
  }

  /** Its name in reports. */
  String key() {
    return key;
  }

  /** Its name in tables; empty if it has no column. */
  Optional<String> title() {
    return Optional.ofNullable(title);
  }

  String text(double value) {
    return text.apply(value);
  }

  private static String labels(double count) {
    return count == Math.rint(count)
        ? Figures.count((long) count)
        : String.format(Locale.ROOT, "%,.1f", count);
  }

  private static String kilobytes(double bytes) {
    return Figures.count(Math.round(bytes / 1000)) + " kB";
  }
}
