package io.firstspike.engine.tuning;

import io.firstspike.engine.diagnosis.Diagnosis;
import io.firstspike.engine.diagnosis.Effort;
import io.firstspike.engine.diagnosis.Examination;
import io.firstspike.engine.diagnosis.Finding;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * The trial of a candidate: its features learn, their spikes are judged, then ways to read them are
 * tried, one aspect after the other, as long as a neighbouring option is better.
 */
final class Trial {

  /** Examples on which the shares of neurons that fire are counted. */
  private static final int COUNTED = 50;

  /** Examples that a diagnosis looks at. */
  private static final int EXAMINED = 100;

  /** Up to so many examples, what S1 passes on at all levels is computed at once. */
  private static final int ALL_LEVELS = 10_000;

  private final Candidate begun;
  private final SearchSpace space;
  private final Drafter drafter;
  private final Rung rung;
  private final List<FoldTrial> folds = new ArrayList<>();
  private final NetworkSpec features;
  private final List<Integer> thresholds;
  private final boolean last;
  private final long labelled;
  private final Map<Candidate, Double> tried = new HashMap<>();
  private final Map<Aspect, Map<Integer, Double>> compared = new EnumMap<>(Aspect.class);

  private Trial(
      Candidate candidate,
      SearchSpace space,
      Drafter drafter,
      Rung rung,
      List<Fold> folds,
      long seed,
      boolean last,
      BooleanSupplier stopped) {
    this.begun = candidate;
    this.last = last;
    this.space = space;
    this.drafter = drafter;
    this.rung = rung;
    this.labelled = (long) rung.passes() * Math.min(rung.taught(), folds.get(0).taught().size());
    this.features = drafter.features(candidate, rung.maps(), labelled);
    for (Fold fold : folds) {
      this.folds.add(new FoldTrial(features, fold, rung, seed, stopped));
    }
    this.thresholds = thresholds();
  }

  /**
   * Tries a candidate.
   *
   * @param judged whether it is set aside if its neurons fire badly, before any label is read
   * @param last whether only the decision layer's aspects are tried, with features read as they are
   * @throws FoldTrial.Stopped if it was stopped
   */
  static Outcome of(
      Candidate candidate,
      SearchSpace space,
      Drafter drafter,
      Rung rung,
      List<Fold> folds,
      long seed,
      boolean judged,
      boolean last,
      BooleanSupplier stopped) {
    try {
      Trial trial = new Trial(candidate, space, drafter, rung, folds, seed, last, stopped);
      return trial.outcome(judged ? trial.faults(folds.get(0)) : List.of());
    } catch (SpecException e) {
      return new Outcome(candidate, 0, 0, null, List.of(), Map.of(), e.problems());
    }
  }

  /** The threshold of each level: the lowest at which no more than its share of neurons fires. */
  private List<Integer> thresholds() {
    FiringShare firing = folds.get(0).firing(COUNTED);
    int ones = 0;
    for (float[] row : folds.get(0).features().weights().rows(0)) {
      int sum = (int) IntStream.range(0, row.length).filter(i -> row[i] > 0).count();
      ones = Math.max(ones, sum);
    }
    int neurons = folds.get(0).features().convolution(0).output().size();
    List<Integer> ascending = new ArrayList<>();
    int last = 0;
    for (double share : space.shares()) {
      last = Math.max(last + 1, firing.threshold(share * neurons, ones));
      if (last < ones) {
        ascending.add(last);
      }
    }
    return List.copyOf(ascending);
  }

  private List<String> faults(Fold fold) {
    if (!readable(begun)) {
      return List.of("too few strong synapses to be read at different thresholds");
    }
    // How it is read is still to be found: at the lowest threshold its features can be judged.
    NetworkSpec spec = drafter.read(features, begun, thresholds.subList(0, 1), labelled);
    Effort effort = new Effort(EXAMINED, EXAMINED, spec.features().get(0).stdp().frames(), 1);
    Diagnosis diagnosis =
        Diagnosis.of(Examination.of(folds.get(0).model(spec), fold.validated(), effort));
    return diagnosis.findings().stream()
        .filter(finding -> !finding.where().equals("data"))
        .map(Finding::fault)
        .toList();
  }

  private Outcome outcome(List<String> faults) {
    Candidate best = begun;
    if (faults.isEmpty() && readable(begun)) {
      if (!last) {
        for (Aspect aspect : List.of(Aspect.READ, Aspect.READINGS, Aspect.POOL)) {
          best = climb(best, aspect);
        }
        int stride = space.pools().get(best.pick(Aspect.POOL)).stride();
        folds.forEach(fold -> fold.keepOnly(stride));
      }
      for (Aspect aspect : List.of(Aspect.GAIN, Aspect.STEADINESS)) {
        best = climb(best, aspect);
      }
    }
    return new Outcome(
        best,
        tried.getOrDefault(best, 0.0),
        folds.stream().mapToInt(FoldTrial::validated).sum(),
        readable(best) ? spec(best) : features,
        thresholds,
        Map.copyOf(compared),
        faults);
  }

  /** Moves from option to neighbouring option while that is better. */
  private Candidate climb(Candidate from, Aspect aspect) {
    Candidate best = from;
    double accuracy = accuracy(best);
    Map<Integer, Double> options = new TreeMap<>();
    options.put(best.pick(aspect), accuracy);
    compared.put(aspect, options);
    for (int step : new int[] {1, -1}) {
      boolean better = true;
      while (better) {
        Candidate next = neighbour(best, aspect, step);
        double reached = next == null ? -1 : accuracy(next);
        better = reached > accuracy;
        if (next != null) {
          options.put(next.pick(aspect), reached);
        }
        if (better) {
          best = next;
          accuracy = reached;
        }
      }
    }
    return best;
  }

  /** The candidate with the next option; null if there is none. */
  private Candidate neighbour(Candidate from, Aspect aspect, int step) {
    int option = from.pick(aspect) + step;
    if (option < 0 || option >= space.options(aspect)) {
      return null;
    }
    Candidate next = from.with(aspect, option);
    return readable(next) ? next : null;
  }

  /** Whether S1 has thresholds for all levels at which a candidate reads it. */
  private boolean readable(Candidate candidate) {
    int last = candidate.pick(Aspect.READ) + space.readings().get(candidate.pick(Aspect.READINGS));
    return last <= thresholds.size();
  }

  private double accuracy(Candidate candidate) {
    Double known = tried.get(candidate);
    if (known != null) {
      return known;
    }
    int first = candidate.pick(Aspect.READ);
    int end = first + space.levels(candidate).size();
    int beside = beside();
    int firstWide = Math.max(0, first - beside);
    int endWide = Math.min(thresholds.size(), end + beside);
    NetworkSpec spec = spec(candidate);
    NetworkSpec wide =
        drafter.read(features, candidate, thresholds.subList(firstWide, endWide), labelled);
    int right = 0;
    int all = 0;
    for (FoldTrial fold : folds) {
      right += fold.right(spec, first, wide, firstWide);
      all += fold.validated();
    }
    double accuracy = (double) right / Math.max(1, all);
    tried.put(candidate, accuracy);
    return accuracy;
  }

  /** Levels beside those of a candidate that are computed with them, as they may be asked next. */
  private int beside() {
    if (last) {
      return 0;
    }
    return rung.taught() <= ALL_LEVELS ? thresholds.size() : 1;
  }

  private NetworkSpec spec(Candidate candidate) {
    int first = candidate.pick(Aspect.READ);
    int end = first + space.levels(candidate).size();
    return drafter.read(features, candidate, thresholds.subList(first, end), labelled);
  }
}
