package io.firstspike.engine.tuning;

import io.firstspike.engine.network.SeededRandom;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Looks for the network that suits images: one feature layer under a decision layer that learns by
 * the delta rule.
 *
 * <ol>
 *   <li>Statistics of a few hundred images give the options: scales of filters and windows in
 *       proportion to the images' detail, thresholds and winners in proportion to their spikes.
 *   <li>Rounds of successive halving (K. Jamieson, A. Talwalkar 2016): many candidates learn from a
 *       few examples with few maps; the third that decides best on held-out examples learns from
 *       three times as many, until the last ones have learned from all. A candidate whose neurons
 *       fire badly is set aside before any label is read.
 *   <li>Each further round begins with neighbours of the best candidate and some new ones.
 * </ol>
 *
 * The order of trials follows from the seed and their results alone, whatever the number of
 * threads, so a limit of trials gives the same network every time.
 */
@API(status = Status.MAINTAINED)
public final class Tuner {

  /** Images whose statistics give the options. */
  private static final int SAMPLE = 300;

  /** Images whose spikes give the thresholds of a candidate. */
  private static final int COUNTED = 100;

  private static final int MOST_ROUNDS = 1000;

  private final List<Fold> folds;
  private final Drafter drafter;
  private final SearchSpace space;
  private final ImageSigns images;
  private final List<Rung> rungs;
  private final long seed;
  private final int passes;
  private final int threads;
  private final List<List<Ranked>> found = new ArrayList<>();
  private int trials;
  private int setAside;

  /** A trial and its rung. */
  record Ranked(int order, Outcome outcome) {}

  /**
   * Prepares a search.
   *
   * @param name of the network
   * @param size rows and columns that it works on, and what becomes of images of another size
   * @param labels labels to decide among
   * @param folds examples to learn from and to validate with, at least one
   * @param maps number of maps of the feature layer
   * @param passes how often the decision layer goes through the examples
   * @param seed draws candidates and first weights
   * @param threads trials at a time
   */
  public Tuner(
      String name,
      InputSpec size,
      List<String> labels,
      List<Fold> folds,
      int maps,
      int passes,
      long seed,
      int threads) {
    LabelledStimuli all = folds.get(0).taught();
    this.folds = List.copyOf(folds);
    this.images = ImageSigns.of(size, new First(all, SAMPLE));
    this.space = SearchSpace.of(images);
    this.drafter = new Drafter(name, size, labels, new First(all, COUNTED), space);
    this.rungs = Rung.of(maps, all.size(), passes);
    this.seed = seed;
    this.passes = passes;
    this.threads = threads;
    rungs.forEach(rung -> found.add(new ArrayList<>()));
  }

  /** The first examples of others. */
  private record First(LabelledStimuli all, int most) implements LabelledStimuli {

    @Override
    public int size() {
      return Math.min(most, all.size());
    }

    @Override
    public Stimulus stimulus(int index) {
      return all.stimulus(index);
    }

    @Override
    public String label(int index) {
      return all.label(index);
    }
  }

  /**
   * Searches until the limit.
   *
   * @param labelled number of labels that the network is to learn from later, in one pass
   * @return the best network of the highest rung that was reached; empty if no trial came to its
   *     end
   */
  public Optional<Tuning> search(Limit limit, long labelled, TuningListener listener) {
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try {
      Set<List<Integer>> seen = new HashSet<>();
      for (int round = 0; round < MOST_ROUNDS && more(limit); round++) {
        List<Candidate> candidates = begin(round, seen);
        if (candidates.isEmpty()) {
          break;
        }
        for (int rung = 0; rung < rungs.size() && more(limit) && !candidates.isEmpty(); rung++) {
          List<Outcome> outcomes = tryAll(candidates, round, rung, limit, workers, listener);
          candidates = survivors(outcomes, rung);
        }
      }
    } finally {
      workers.shutdown();
    }
    return best().map(ranked -> tuning(ranked, labelled));
  }

  private boolean more(Limit limit) {
    return !limit.over() && trials < limit.trials();
  }

  /** The candidates of a round, none of which has been tried. */
  private List<Candidate> begin(int round, Set<List<Integer>> seen) {
    Random random = SeededRandom.of(seed, round);
    Optional<Ranked> best = best();
    List<Candidate> candidates = new ArrayList<>();
    if (round == 0) {
      add(space.middle(), candidates, seen);
    }
    int wanted = rungs.get(0).candidates();
    for (int draws = 0; candidates.size() < wanted && draws < 50 * wanted; draws++) {
      boolean near = best.isPresent() && candidates.size() < 2 * wanted / 3;
      add(
          near ? space.neighbour(best.get().outcome().best(), random) : space.draw(random),
          candidates,
          seen);
    }
    return candidates;
  }

  private static void add(Candidate one, List<Candidate> candidates, Set<List<Integer>> seen) {
    if (seen.add(one.features())) {
      candidates.add(one);
    }
  }

  private List<Outcome> tryAll(
      List<Candidate> candidates,
      int round,
      int rung,
      Limit limit,
      ExecutorService workers,
      TuningListener listener) {
    int count = Math.min(candidates.size(), limit.trials() - trials);
    List<Future<Outcome>> running = new ArrayList<>();
    for (Candidate candidate : candidates.subList(0, count)) {
      running.add(workers.submit(() -> attempt(candidate, rung, limit)));
    }
    List<Outcome> outcomes = new ArrayList<>();
    for (Future<Outcome> future : running) {
      Outcome outcome = await(future);
      if (outcome != null) {
        outcomes.add(outcome);
        trials++;
        setAside += outcome.faults().isEmpty() ? 0 : 1;
        if (outcome.faults().isEmpty()) {
          found.get(rung).add(new Ranked(trials, outcome));
        }
        listener.tried(report(outcome, round, rung));
      }
    }
    return outcomes;
  }

  private Outcome attempt(Candidate candidate, int rung, Limit limit) {
    if (limit.over()) {
      return null;
    }
    boolean last = rung > 0 && rung == rungs.size() - 1;
    try {
      return Trial.of(
          candidate, space, drafter, rungs.get(rung), folds, seed, rung == 0, last, limit::over);
    } catch (FoldTrial.Stopped e) {
      return null;
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The best candidates of a rung, which come to the next. */
  private List<Candidate> survivors(List<Outcome> outcomes, int rung) {
    if (rung == rungs.size() - 1) {
      return List.of();
    }
    boolean sound = outcomes.stream().anyMatch(outcome -> outcome.faults().isEmpty());
    // Where all are set aside, those with the fewest faults go on.
    return outcomes.stream()
        .filter(outcome -> outcome.faults().isEmpty() || !sound && outcome.spec() != null)
        .sorted(
            Comparator.comparingInt((Outcome outcome) -> outcome.faults().size())
                .thenComparing(Outcome::accuracy, Comparator.reverseOrder()))
        .limit(rungs.get(rung + 1).candidates())
        .map(Outcome::best)
        .toList();
  }

  /** The best trial of the highest rung that was reached. */
  private Optional<Ranked> best() {
    for (int rung = rungs.size() - 1; rung >= 0; rung--) {
      if (!found.get(rung).isEmpty()) {
        return found.get(rung).stream()
            .max(
                Comparator.comparingDouble((Ranked ranked) -> ranked.outcome().accuracy())
                    .thenComparing(Ranked::order, Comparator.reverseOrder()));
      }
    }
    return Optional.empty();
  }

  private int bestRung() {
    int rung = rungs.size() - 1;
    while (rung > 0 && found.get(rung).isEmpty()) {
      rung--;
    }
    return rung;
  }

  /** The trials of the features of {@code best}, the latest first. */
  private List<Explanation.Step> history(Outcome best, int rung) {
    List<Explanation.Step> steps = new ArrayList<>();
    for (int earlier = rung; earlier >= 0; earlier--) {
      for (Ranked ranked : found.get(earlier)) {
        if (ranked.outcome().best().features().equals(best.best().features())) {
          steps.add(new Explanation.Step(rungs.get(earlier), ranked.outcome()));
        }
      }
    }
    return steps;
  }

  private TrialReport report(Outcome outcome, int round, int rung) {
    return new TrialReport(
        trials,
        round + 1,
        rung + 1,
        rungs.size(),
        rungs.get(rung),
        Explanation.words(space, outcome),
        outcome.accuracy(),
        outcome.faults(),
        best().map(best -> best.outcome().accuracy()),
        bestRung() + 1);
  }

  private Tuning tuning(Ranked ranked, long labelled) {
    Outcome best = ranked.outcome();
    int rung = bestRung();
    Rung whole = rungs.get(rungs.size() - 1);
    NetworkSpec drafted = drafter.features(best.best(), whole.maps(), labelled * passes);
    NetworkSpec spec =
        drafted.toBuilder()
            .feature(
                "S1", layer -> layer.readThreshold(best.spec().features().get(0).readThreshold()))
            .build();
    return new Tuning(
        spec,
        best.accuracy(),
        best.validated(),
        rungs.get(rung),
        rung == rungs.size() - 1,
        images,
        trials,
        setAside,
        new Explanation(
                space,
                images,
                spec,
                history(best, rung),
                found.get(0).stream().map(Ranked::outcome).toList())
            .reasons());
  }
}
