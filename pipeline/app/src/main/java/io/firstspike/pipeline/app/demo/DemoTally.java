package io.firstspike.pipeline.app.demo;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.text.LabelSpelling;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.watch.JobOutput;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Counts the output of the job and compares it with what the demo sent. Not thread-safe. */
final class DemoTally implements JobOutput.Listener {

  /** The largest number of labels whose accuracy is compared, at the beginning and at the end. */
  private static final int MOST_COMPARED = 2000;

  private final DemoStream stream;
  private final List<String> labels;
  private final ConfusionMatrix test;
  private final BitSet right = new BitSet();
  private Optional<Metrics> metrics = Optional.empty();
  private Optional<String> deadLetter = Optional.empty();
  private int decided;
  private long predictions;
  private long deadLetters;

  DemoTally(DemoStream stream, List<String> labels) {
    this.stream = stream;
    this.labels = labels;
    this.test = ConfusionMatrix.empty(labels);
  }

  @Override
  public void count(Prediction prediction) {
    predictions++;
    int label = LabelSpelling.place(labels, stream.label(prediction.frameId()));
    int said = prediction.label().map(labels::indexOf).orElse(-1);
    if (DemoStream.isTest(prediction.frameId())) {
      test.count(label, said);
    } else if (prediction.phase().equals(Prediction.DECISION)) {
      right.set(decided++, said >= 0 && said == label);
    }
  }

  @Override
  public void count(Metrics latest) {
    metrics = Optional.of(latest);
  }

  @Override
  public void countDeadLetter(String reason) {
    deadLetters++;
    deadLetter = deadLetter.or(() -> Optional.of(reason));
  }

  /** Whether everything sent has been processed, labels included. */
  boolean complete() {
    return predictions >= stream.frames()
        && metrics
            .map(Metrics::totals)
            .filter(t -> t.of(Counter.FRAMES_IN) >= stream.frames())
            .filter(
                t ->
                    t.of(Counter.LABELS_LEARNED) + t.of(Counter.LABELS_SKIPPED) + deadLetters
                        >= stream.labels())
            .isPresent();
  }

  long predictions() {
    return predictions;
  }

  long deadLetters() {
    return deadLetters;
  }

  /** The reason of the first dead letter; empty if there is none. */
  Optional<String> deadLetter() {
    return deadLetter;
  }

  long framesIn() {
    return metrics.map(m -> m.totals().of(Counter.FRAMES_IN)).orElse(0L);
  }

  long labelsLearned() {
    return metrics.map(m -> m.totals().of(Counter.LABELS_LEARNED)).orElse(0L);
  }

  ConfusionMatrix test() {
    return test;
  }

  /** The share of right decisions among those that were labelled later, 0 to 1. */
  double prequentialAccuracy() {
    return share(0, decided);
  }

  /**
   * The number of labels compared at the beginning and at the end; the two groups do not overlap.
   */
  int compared() {
    return Math.min(MOST_COMPARED, decided / 2);
  }

  double accuracyOfFirst() {
    return share(0, compared());
  }

  double accuracyOfLast() {
    return share(decided - compared(), decided);
  }

  private double share(int from, int to) {
    return to == from ? 0 : (double) right.get(from, to).cardinality() / (to - from);
  }

  /** The layer that is learning and its present accuracy, in a few words. */
  String note() {
    return metrics
        .map(
            m ->
                m.totals().of(Counter.LABELS_LEARNED) == 0
                    ? m.phase() + " learns"
                    : String.format(
                        Locale.ROOT,
                        "%,d labels, right %s",
                        m.totals().of(Counter.LABELS_LEARNED),
                        Figures.percent(accuracyOfLast())))
        .orElse("");
  }
}
