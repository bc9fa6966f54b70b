package io.firstspike.engine.tuning;

import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.PoolSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The options that are chosen from. Lengths are in proportion to the detail of the images,
 * thresholds and winners are shares of what is counted in their spikes; none is a number of pixels
 * or spikes that suits one data set. Options of an aspect are in order, so that neighbours are
 * alike.
 *
 * @param channels grey, or colour
 * @param scales deviations of the filters in pixels
 * @param faint share of the filters' summed response that is cut off
 * @param kernels sides of windows in cells
 * @param thresholds the threshold of learning as a share of the inputs that fire in a busy window
 * @param winners winners as a share of the windows that fit side by side where there is input
 * @param shares shares of S1's neurons that fire, before pooling; a reading is a run of them
 * @param readings numbers of thresholds that S1 is read at
 * @param pools poolings
 * @param gains gains of the delta rule
 * @param steadiness whether weights are averaged, and doubt is left
 */
record SearchSpace(
    List<Channels> channels,
    List<List<Double>> scales,
    List<Double> faint,
    List<Integer> kernels,
    List<Double> thresholds,
    List<Double> winners,
    List<Double> shares,
    List<Integer> readings,
    List<PoolSpec> pools,
    List<Float> gains,
    List<Steadiness> steadiness) {

  /** Images with less colour are grey: scans and compression leave some. */
  private static final double LEAST_COLOUR = 0.02;

  private static final double LEAST_SIGMA = 0.45;

  /** Scales that are closer to each other see much the same. */
  private static final double LEAST_RATIO = 1.5;

  private static final int MOST_KERNEL = 11;

  /** How decisions are made steadier. */
  enum Steadiness {
    PLAIN("no averages"),
    AVERAGED("weights averaged over the latest twentieth of the labels"),
    DOUBTING("averaged weights, and a tenth of a label's target left to the others");

    private final String words;

    Steadiness(String words) {
      this.words = words;
    }
  }

  /** The options for images like these. */
  static SearchSpace of(ImageSigns images) {
    int side = Math.min(images.height(), images.width());
    return new SearchSpace(
        images.colour() < LEAST_COLOUR
            ? List.of(Channels.GREY)
            : List.of(Channels.GREY, Channels.COLOUR),
        scales(images.detail(), side),
        List.of(0.002, 0.01, 0.05),
        kernels(images.detail(), side),
        List.of(0.2, 0.3, 0.4, 0.5),
        List.of(0.25, 0.5, 1.0),
        List.of(0.16, 0.08, 0.04, 0.02, 0.01, 0.005),
        List.of(1, 2, 3),
        pools(side),
        List.of(4f, 8f, 16f, 32f, 64f, 128f),
        List.of(Steadiness.values()));
  }

  /** Runs of one to three octaves, from an eighth of the detail to twice as much. */
  private static List<List<Double>> scales(double detail, int side) {
    List<Double> octaves = new ArrayList<>();
    double last = 0;
    for (double factor = 0.125; factor <= 2; factor *= 2) {
      double sigma = Math.max(LEAST_SIGMA, Math.rint(100 * factor * detail) / 100);
      if (sigma <= side / 8.0 && sigma >= LEAST_RATIO * last) {
        octaves.add(sigma);
        last = sigma;
      }
    }
    if (octaves.isEmpty()) {
      octaves.add(LEAST_SIGMA);
    }
    List<List<Double>> runs = new ArrayList<>();
    for (int first = 0; first < octaves.size(); first++) {
      for (int end = first + 1; end <= Math.min(octaves.size(), first + 3); end++) {
        runs.add(List.copyOf(octaves.subList(first, end)));
      }
    }
    return List.copyOf(runs);
  }

  /** Windows from the width of what is drawn to three times as much; odd. */
  private static List<Integer> kernels(double detail, int side) {
    TreeSet<Integer> sides = new TreeSet<>();
    for (double factor : new double[] {2, 3, 4}) {
      int kernel = 2 * (int) (factor * detail / 2) + 1;
      sides.add(Math.max(3, Math.min(kernel, Math.min(MOST_KERNEL, side / 2 * 2 - 1))));
    }
    return List.copyOf(sides);
  }

  /** Overlapping windows that leave about 14, 9, 7 and 5 of them along a side. */
  private static List<PoolSpec> pools(int side) {
    TreeSet<Integer> strides = new TreeSet<>();
    for (int left : new int[] {14, 9, 7, 5}) {
      strides.add(Math.max(1, (int) Math.rint((double) side / left)));
    }
    return strides.stream()
        .map(stride -> stride == 1 ? PoolSpec.NONE : new PoolSpec(stride + 1, stride, 0))
        .toList();
  }

  /** The number of options of an aspect. */
  int options(Aspect aspect) {
    return list(aspect).size();
  }

  private List<?> list(Aspect aspect) {
    return switch (aspect) {
      case CHANNELS -> channels;
      case SCALES -> scales;
      case FAINT -> faint;
      case KERNEL -> kernels;
      case THRESHOLD -> thresholds;
      case WINNERS -> winners;
      case READ -> shares;
      case READINGS -> readings;
      case POOL -> pools;
      case GAIN -> gains;
      case STEADINESS -> steadiness;
    };
  }

  /** The candidate in the middle of all options. */
  Candidate middle() {
    List<Integer> picks = new ArrayList<>();
    for (Aspect aspect : Aspect.values()) {
      picks.add(
          aspect == Aspect.STEADINESS || aspect == Aspect.READINGS ? 0 : (options(aspect) - 1) / 2);
    }
    return new Candidate(picks);
  }

  /** A candidate with features drawn at random, read as the middle one. */
  Candidate draw(Random random) {
    Candidate candidate = middle();
    for (Aspect aspect : Aspect.values()) {
      if (aspect.shapesFeatures()) {
        candidate = candidate.with(aspect, random.nextInt(options(aspect)));
      }
    }
    return candidate;
  }

  /** A candidate whose features differ from {@code from} in one or two steps. */
  Candidate neighbour(Candidate from, Random random) {
    Candidate candidate = from;
    for (int steps = 1 + random.nextInt(2); steps > 0; steps--) {
      Aspect aspect = Aspect.values()[random.nextInt(Aspect.READ.ordinal())];
      int option = candidate.pick(aspect) + (random.nextBoolean() ? 1 : -1);
      candidate = candidate.with(aspect, Math.max(0, Math.min(options(aspect) - 1, option)));
    }
    return candidate;
  }

  /** An option in words. */
  String words(Aspect aspect, int option) {
    return switch (aspect) {
      case CHANNELS -> channels.get(option).toString();
      case SCALES ->
          scales.get(option).stream()
              .map(String::valueOf)
              .collect(Collectors.joining(", ", "sigma ", " px"));
      case FAINT -> percent(faint.get(option)) + " of the response cut off";
      case KERNEL -> kernels.get(option) + "x" + kernels.get(option);
      case THRESHOLD -> percent(thresholds.get(option)) + " of a busy window";
      case WINNERS ->
          String.format(Locale.ROOT, "%.2f of the windows that fit", winners.get(option));
      case READ -> percent(shares.get(option)) + " of S1 fires";
      case READINGS ->
          readings.get(option) + (readings.get(option) == 1 ? " threshold" : " thresholds");
      case POOL -> pools.get(option).window() + "/" + pools.get(option).stride();
      case GAIN -> String.format(Locale.ROOT, "%.0f", gains.get(option));
      case STEADINESS -> steadiness.get(option).words;
    };
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.3g %%", 100 * share);
  }

  /** The shares of neurons at which a candidate's S1 is read, most first. */
  List<Integer> levels(Candidate candidate) {
    List<Integer> levels = new ArrayList<>();
    int count = readings.get(candidate.pick(Aspect.READINGS));
    for (int level = candidate.pick(Aspect.READ);
        level < shares.size() && levels.size() < count;
        level++) {
      levels.add(level);
    }
    return Collections.unmodifiableList(levels);
  }
}
