package io.firstspike.pipeline.app.demo;

import io.firstspike.connectors.topic.Counts;

import io.firstspike.connectors.topic.Counter;

import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.engine.learning.ConfusionMatrix;
import io.firstspike.engine.spec.LabelSpelling;
import io.firstspike.pipeline.app.console.Figures;
import io.firstspike.pipeline.app.watch.JobOutput;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Counts what comes out of the job, against what the demo sent. Not thread-safe. */
final class DemoTally implements JobOutput.Listener {

  /** The most labels at the beginning, and at the end, that are compared. */
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

  /** Whether everything sent has come out again, labels included. */
  boolean complete() {
    return predictions >= stream.frames()
        && metrics
            .map(Metrics::totals)
            .filter(t -> t.of(Counter.FRAMES_IN) >= stream.frames())
            .filter(t -> t.of(Counter.LABELS_LEARNED) + t.of(Counter.LABELS_SKIPPED) + deadLetters >= stream.labels())
            .isPresent();
  }

  long predictions() {
    return predictions;
  }

  long deadLetters() {
    return deadLetters;
  }

  /** Why the first dead letter is one. */
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

  /** Decisions that were right, of all that were labelled later. */
  double prequentialAccuracy() {
    return share(0, decided);
  }

  /** How many labels at the beginning and at the end are compared: never the same ones. */
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

  /** Which layer is learning and how well it goes, in a few words. */
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
