package io.firstspike.engine.spec;

import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spike.Volley;
import java.util.List;
import java.util.Locale;

/** Checks of the fields {@code input} and {@code encoding} of a spec. */
final class InputChecks {

  private static final int MAX_SIDE = InputSpec.MAX_SIDE;
  private static final int MAX_WINDOW = 255;
  private static final int MAX_SHARES = 64;
  private static final int MAX_FILTER_WEIGHTS = 1 << 22;

  private final SpecProblems problems;

  private InputChecks(SpecProblems problems) {
    this.problems = problems;
  }

  /**
   * Adds all mistakes in {@code input} and {@code encoding}, which may be null, to {@code
   * problems}.
   */
  static void check(InputSpec input, EncodingSpec encoding, SpecProblems problems) {
    InputChecks checks = new InputChecks(problems);
    if (problems.present("input", input)) {
      checks.input(input);
    }
    if (problems.present("encoding", encoding)) {
      checks.encoding(encoding);
    }
  }

  /**
   * Adds all mistakes in {@code pool} to {@code problems}.
   *
   * @param at name of the field
   */
  static void check(String at, PoolSpec pool, SpecProblems problems) {
    problems.range(at + ".window", pool.window(), 1, MAX_SIDE);
    problems.range(at + ".stride", pool.stride(), 1, MAX_SIDE);
    problems.range(at + ".padding", pool.padding(), 0, Math.max(0, pool.window() - 1));
  }

  private void input(InputSpec input) {
    problems.range("input.height", input.height(), 1, MAX_SIDE);
    problems.range("input.width", input.width(), 1, MAX_SIDE);
    Crop crop = input.crop();
    if (crop == null) {
      return;
    }
    problems.range("input.crop.top", crop.top(), 0, Integer.MAX_VALUE);
    problems.range("input.crop.left", crop.left(), 0, Integer.MAX_VALUE);
    problems.range("input.crop.height", crop.height(), 1, Integer.MAX_VALUE);
    problems.range("input.crop.width", crop.width(), 1, Integer.MAX_VALUE);
    if (input.misfit() == Misfit.REFUSE && !input.matches(crop)) {
      problems.add(
          String.format(
              Locale.ROOT,
              "input.crop is %dx%d, the network works on %dx%d: every image would be refused; set"
                  + " input.misfit: resize",
              crop.height(),
              crop.width(),
              input.height(),
              input.width()));
    }
  }

  private void encoding(EncodingSpec encoding) {
    if (encoding.filters() == null) {
      problems.add("encoding.filters is missing; [] codes the pixels themselves");
    } else {
      filters(encoding.filters());
    }
    problems.range("encoding.padding", encoding.padding(), 0, MAX_SIDE);
    problems.notNegative("encoding.threshold", encoding.threshold());
    problems.range("encoding.normalisationRadius", encoding.normalisationRadius(), 0, MAX_SIDE);
    if (encoding.pool() != null) {
      check("encoding.pool", encoding.pool(), problems);
    }
    shares(encoding.lateralInhibition());
    if (encoding.poisson() != null) {
      poisson(encoding.poisson());
    }
    problems.range("encoding.border", encoding.border(), 0, MAX_SIDE);
    problems.range("encoding.steps", encoding.steps(), 1, Volley.MAX_STEPS);
  }

  private void filters(List<FilterSpec> filters) {
    long weights = 0;
    for (FilterSpec filter : filters) {
      weights += filter == null ? 0 : (long) filter.window() * filter.window();
    }
    if (weights > MAX_FILTER_WEIGHTS) {
      // The filters are not computed to check them: each weight takes an exponential.
      problems.add(
          "encoding.filters have "
              + weights
              + " weights in all, more than the limit of "
              + MAX_FILTER_WEIGHTS
              + ": take fewer, or smaller windows");
      return;
    }
    for (int i = 0; i < filters.size(); i++) {
      String at = "encoding.filters[" + i + "]";
      if (problems.present(at, filters.get(i))) {
        filter(at + "." + kind(filters.get(i)), filters.get(i));
      }
    }
  }

  /** The name of a kind of filter in a spec. */
  private static String kind(FilterSpec filter) {
    if (filter instanceof FilterSpec.DifferenceOfGaussians) {
      return "dog";
    }
    return filter instanceof FilterSpec.Gabor ? "gabor" : "log";
  }

  private void filter(String at, FilterSpec filter) {
    problems.range(at + ".window", filter.window(), 1, MAX_WINDOW);
    if (filter.window() % 2 == 0) {
      problems.add(at + ".window is " + filter.window() + ", must be odd");
    }
    if (filter.threshold() != null) {
      problems.notNegative(at + ".threshold", filter.threshold());
    }
    if (filter instanceof FilterSpec.DifferenceOfGaussians dog) {
      problems.positive(at + ".sigma1", dog.sigma1());
      problems.positive(at + ".sigma2", dog.sigma2());
    } else if (filter instanceof FilterSpec.LaplacianOfGaussian log) {
      problems.positive(at + ".sigma", log.sigma());
    } else if (filter instanceof FilterSpec.Gabor gabor) {
      problems.positive(at + ".divisor", gabor.divisor());
    }
    if (filter.window() >= 1 && filter.window() <= MAX_WINDOW && empty(filter.filter())) {
      problems.add(at + ": with these values the filter would be empty");
    }
  }

  /** Whether all weights are 0, or any is not a finite number. */
  private static boolean empty(Filter filter) {
    float largest = 0;
    for (float weight : filter.weights()) {
      if (!Float.isFinite(weight)) {
        return true;
      }
      largest = Math.max(largest, Math.abs(weight));
    }
    return largest == 0;
  }

  private void poisson(PoissonSpec poisson) {
    if (!(poisson.maxRate() > 0 && poisson.maxRate() <= 1)) {
      problems.add(
          "encoding.poisson.maxRate is " + poisson.maxRate() + ", must be above 0 and at most 1");
    }
    if (!(poisson.fullIntensity() >= 0 && Float.isFinite(poisson.fullIntensity()))) {
      problems.add(
          "encoding.poisson.fullIntensity is "
              + poisson.fullIntensity()
              + ", must be positive, or 0 for each image's strongest");
    }
  }

  private void shares(List<Float> shares) {
    if (shares.size() > MAX_SHARES) {
      problems.add(
          "encoding.lateralInhibition has "
              + shares.size()
              + " shares, must be at most "
              + MAX_SHARES);
    }
    for (int i = 0; i < shares.size(); i++) {
      String at = "encoding.lateralInhibition[" + i + "]";
      if (problems.present(at, shares.get(i)) && !(shares.get(i) >= 0 && shares.get(i) <= 1)) {
        problems.add(at + " is " + shares.get(i) + ", must be 0 to 1");
      }
    }
  }
}
