package io.firstspike.bench.continual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Figures of one run of a learner through a stream.
 *
 * @param curve its decisions before each label
 * @param drifting whether its segments are told apart by drift
 * @param accuracies test accuracy by task and segment
 * @param test test accuracy at the end
 * @param frames frames that were decided on
 * @param seconds time for deciding and learning
 * @param state what the learner holds at the end
 */
record StreamResult(
    PrequentialCurve curve,
    boolean drifting,
    TaskAccuracies accuracies,
    double test,
    long frames,
    double seconds,
    LearnerState state) {

  /** All figures by their keys in reports; those that the stream has none of are left out. */
  Map<String, Double> figures() {
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(Figure.TEST.key(), test);
    put(figures, Figure.TEST_OVER_TASKS, accuracies.mean());
    put(figures, Figure.FORGETTING, accuracies.forgetting());
    figures.put(Figure.PREQUENTIAL.key(), curve.accuracy());
    figures.put(Figure.AREA.key(), curve.area());
    putDrifts(figures);
    state.alarms().ifPresent(alarms -> putAlarms(figures, alarms));
    put(figures, Figure.STATE_BYTES, asDouble(state.bytes()));
    put(figures, Figure.MEMORY_BYTES, asDouble(state.memoryBytes()));
    figures.put(Figure.FRAMES_PER_SECOND.key(), frames / seconds);
    return figures;
  }

  /** Adds the figures of each drift under its number, counted from 1, and their means. */
  private void putDrifts(Map<String, Double> figures) {
    int drifts = drifts().size();
    for (int drift = 0; drift < drifts; drift++) {
      String number = String.valueOf(drift + 1);
      curve
          .settled(drift)
          .ifPresent(share -> figures.put(Figure.AFTER_DRIFT.key() + number, share));
      figures.put(Figure.RECOVERY.key() + number, recovery(drift));
    }
    put(
        figures,
        Figure.AFTER_DRIFT,
        IntStream.range(0, drifts)
            .mapToObj(curve::settled)
            .flatMapToDouble(OptionalDouble::stream)
            .average());
    put(figures, Figure.RECOVERY, IntStream.range(0, drifts).mapToDouble(this::recovery).average());
    if (drifts > 0) {
      long never = IntStream.range(0, drifts).filter(d -> curve.recovery(d).isEmpty()).count();
      figures.put(Figure.UNRECOVERED.key(), (double) never);
    }
  }

  /** For each drift, the number of labels before it. */
  private List<Integer> drifts() {
    return drifting ? curve.boundaries() : List.of();
  }

  private double recovery(int drift) {
    return curve.recovery(drift).orElse(curve.length(drift));
  }

  /** Adds what the learner's alarms are worth: the first one after each drift is the right one. */
  private void putAlarms(Map<String, Double> figures, List<Long> alarms) {
    List<Integer> drifts = drifts();
    double delays = 0;
    int detected = 0;
    for (int drift = 0; drift < drifts.size(); drift++) {
      long begin = drifts.get(drift);
      long end = begin + curve.length(drift);
      OptionalLong first =
          alarms.stream().mapToLong(a -> a).filter(a -> a > begin && a <= end).findFirst();
      detected += first.isPresent() ? 1 : 0;
      delays += first.isPresent() ? first.getAsLong() - begin : 0;
    }
    if (detected > 0) {
      figures.put(Figure.DRIFT_DELAY.key(), delays / detected);
    }
    if (!drifts.isEmpty()) {
      figures.put(Figure.MISSED_DRIFTS.key(), (double) (drifts.size() - detected));
    }
    figures.put(Figure.FALSE_ALARMS.key(), (double) (alarms.size() - detected));
  }

  private static void put(Map<String, Double> figures, Figure figure, OptionalDouble value) {
    value.ifPresent(present -> figures.put(figure.key(), present));
  }

  private static OptionalDouble asDouble(OptionalLong value) {
    return value.isPresent() ? OptionalDouble.of(value.getAsLong()) : OptionalDouble.empty();
  }
}
