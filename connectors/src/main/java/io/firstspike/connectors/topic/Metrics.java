package io.firstspike.connectors.topic;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Metrics of one learner, written once per window.
 *
 * @param modelKey which learner, 1 to 256 characters; the record's key and a field
 * @param windowFrames frames in the window this record closes
 * @param phase the name of the layer that is learning, or "decision"
 * @param totals counts since the learner began
 * @param prequentialAccuracy share of right decisions, 0 to 1, over all frames that were decided
 *     and then labelled; null before the first
 * @param windowAccuracy the same over this window; null when it had none
 * @param windowAccuracyByLabel the same for each label that came in this window
 * @param labels the classes, in the order of the confusion matrix
 * @param confusion decided-and-labelled frames: one row per true class, one column per predicted
 *     class and a last one for the silent; null where it would be too large; not copied
 * @param framesPerSecond frames in the window by the wall clock
 * @param latencyMillis from a frame's timestamp to its decision; null where clocks say nothing
 *     about it (replay)
 * @param drift what the detector of drift tells; null where there is none
 * @param time the event time at the window's end, in milliseconds since the epoch, at least 0
 */
@API(status = Status.MAINTAINED)
public record Metrics(
    String modelKey,
    long windowFrames,
    String phase,
    Counts totals,
    Double prequentialAccuracy,
    Double windowAccuracy,
    Map<String, Double> windowAccuracyByLabel,
    List<String> labels,
    long[][] confusion,
    double framesPerSecond,
    Latency latencyMillis,
    Drift drift,
    long time) {

  public Metrics {
    Text.requireName(modelKey, "model key");
    Objects.requireNonNull(phase, "phase");
    Objects.requireNonNull(totals, "totals");
    windowAccuracyByLabel =
        windowAccuracyByLabel == null
            ? Map.of()
            : Collections.unmodifiableMap(new LinkedHashMap<>(windowAccuracyByLabel));
    windowAccuracyByLabel.values().forEach(share -> Objects.requireNonNull(share, "accuracy"));
    labels = List.copyOf(labels);
    if (confusion != null) {
      requireSquare(labels, confusion);
    }
  }

  private static void requireSquare(List<String> labels, long[][] confusion) {
    if (confusion.length != labels.size()) {
      throw new IllegalArgumentException(
          "the confusion matrix needs a row for each of "
              + labels.size()
              + " labels, not "
              + confusion.length);
    }
    for (long[] row : confusion) {
      if (row.length != labels.size() + 1) {
        throw new IllegalArgumentException(
            "a row of the confusion matrix needs "
                + (labels.size() + 1)
                + " columns (the last for the silent), not "
                + row.length);
      }
    }
  }

  /** These metrics without the confusion matrix and, if so wanted, without labels. */
  Metrics without(boolean labelsToo) {
    return new Metrics(
        modelKey,
        windowFrames,
        phase,
        totals,
        prequentialAccuracy,
        windowAccuracy,
        labelsToo ? Map.of() : windowAccuracyByLabel,
        labelsToo ? List.of() : labels,
        null,
        framesPerSecond,
        latencyMillis,
        drift,
        time);
  }

  /**
   * Findings of a detector of drift. Labels are counted from the learner's first one.
   *
   * @param warning whether errors have risen half the way to drift
   * @param drifts number of drifts so far
   * @param detectedAt number of the label at which the latest one was seen; null if there was none
   * @param sinceLabel number of the last label before it began; null if there was none
   */
  public record Drift(boolean warning, long drifts, Long detectedAt, Long sinceLabel) {}

  /** Quantiles of a time span in milliseconds. */
  public record Latency(double p50, double p99, double max) {}
}
