package io.firstspike.engine.tuning;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.FilterSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RatesSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Makes specs of candidates: what a candidate has as a share becomes a number by what is counted in
 * a sample. Thread-safe.
 */
final class Drafter {

  private static final int STEPS = 15;

  /** First weights: nearly all inputs count, and no two maps begin alike. */
  private static final WeightsSpec FIRST = new WeightsSpec(0.8f, 0.05f);

  /** How often each map is to win while S1 learns. */
  private static final int WINS = 100;

  /** Growths of the rates in that time; they end after six, and the rest is for convergence. */
  private static final int GROWTHS = 24;

  private static final int MOST_WINNERS = 20;

  /** The share of windows with input that are busy. */
  private static final double BUSY = 0.1;

  /** The most responses that are sorted to find the threshold of the encoding. */
  private static final int MOST_RESPONSES = 2_000_000;

  private final String name;
  private final InputSpec size;
  private final List<String> labels;
  private final LabelledStimuli sample;
  private final SearchSpace space;

  Drafter(
      String name, InputSpec size, List<String> labels, LabelledStimuli sample, SearchSpace space) {
    this.name = name;
    this.size = size;
    this.labels = labels;
    this.sample = sample;
    this.space = space;
  }

  /**
   * A network with a candidate's features; S1 is read as it learned until {@link #read}.
   *
   * @param maps number of S1's maps
   * @param labelled number of labels that the decision layer is to learn from in all
   */
  NetworkSpec features(Candidate candidate, int maps, long labelled) {
    InputSpec input =
        size.toBuilder().channels(space.channels().get(candidate.pick(Aspect.CHANNELS))).build();
    EncodingSpec encoding = encoding(candidate, input);
    FeatureSpec layer = layer(candidate, maps, input, encoding);
    return new NetworkSpec(
            name,
            "firstspike tune",
            input,
            encoding,
            List.of(layer),
            decision(candidate, labelled),
            null,
            null)
        .toBuilder().build();
  }

  private EncodingSpec encoding(Candidate candidate, InputSpec input) {
    List<Double> sigmas = space.scales().get(candidate.pick(Aspect.SCALES));
    // The Gaussian of the largest scale is cut off at twice its deviation.
    int half = Math.max(2, (int) Math.ceil(2 * sigmas.get(sigmas.size() - 1)));
    int window = 2 * half + 1;
    List<FilterSpec> filters = new ArrayList<>();
    for (double sigma : sigmas) {
      filters.add(new FilterSpec.LaplacianOfGaussian(window, sigma, false));
      filters.add(new FilterSpec.LaplacianOfGaussian(window, sigma, true));
    }
    EncodingSpec all = new EncodingSpec(filters, half, 0, 0, STEPS);
    return all.toBuilder()
        .threshold(faint(input, all, space.faint().get(candidate.pick(Aspect.FAINT))))
        .build();
  }

  /** The response below which all responses together are a share of the sum. */
  private float faint(InputSpec input, EncodingSpec encoding, double share) {
    Encoder encoder = new Encoder(input, encoding);
    FilterBank bank =
        new FilterBank(
            encoding.appliedFilters(),
            encoding.padding(),
            encoding.appliedThresholds(),
            false,
            input.pixels());
    int cells = bank.output().size();
    int images = Math.max(1, Math.min(sample.size(), MOST_RESPONSES / cells));
    float[] responses = new float[Math.multiplyExact(images, cells)];
    float[] intensities = new float[cells];
    double sum = 0;
    for (int i = 0; i < Math.min(images, sample.size()); i++) {
      bank.apply(encoder.planes(sample.stimulus(i)), intensities);
      System.arraycopy(intensities, 0, responses, i * cells, cells);
      for (float intensity : intensities) {
        sum += intensity;
      }
    }
    Arrays.sort(responses);
    double below = 0;
    for (float response : responses) {
      below += response;
      if (below > share * sum) {
        return rounded(response);
      }
    }
    return 0;
  }

  /** Two digits, so that the spec stays readable. */
  private static float rounded(float value) {
    double unit = Math.pow(10, Math.floor(Math.log10(Math.max(1e-3, value))) - 1);
    return (float) (Math.rint(value / unit) * unit);
  }

  private FeatureSpec layer(Candidate candidate, int maps, InputSpec input, EncodingSpec encoding) {
    int kernel = space.kernels().get(candidate.pick(Aspect.KERNEL));
    int radius = (kernel + 1) / 2;
    FiringShare counts = counts(input, encoding, kernel);
    double reached = counts.fired(0);
    int fan = kernel * kernel * encoding.output(input).maps();
    int busy = counts.threshold(BUSY * reached, fan);
    double threshold =
        FIRST.mean() * space.thresholds().get(candidate.pick(Aspect.THRESHOLD)) * busy;
    double fit = reached / ((2 * radius + 1) * (2 * radius + 1));
    double wanted = space.winners().get(candidate.pick(Aspect.WINNERS)) * fit;
    int winners = (int) Math.max(1, Math.min(Math.min(MOST_WINNERS, maps), Math.rint(wanted)));
    int growEvery = Math.max(1, (int) Math.rint((double) WINS * maps / winners / GROWTHS));
    RatesSpec rates = new RatesSpec(0, 0.004f, -0.003f, 2, growEvery, 0.15f, 0, 1, false);
    return new FeatureSpec(
        "S1",
        maps,
        kernel,
        1,
        kernel / 2,
        (float) Math.max(1, Math.rint(threshold)),
        List.of(),
        true,
        false,
        space.pools().get(candidate.pick(Aspect.POOL)),
        FIRST,
        new StdpSpec(List.of(rates), winners, radius, (long) GROWTHS * growEvery, 0, null));
  }

  /** How many inputs fire in the windows of a layer, as the potentials of a map of ones. */
  private FiringShare counts(InputSpec input, EncodingSpec encoding, int kernel) {
    Window window = Window.square(kernel, 1, kernel / 2);
    LayerWeights ones = new LayerWeights(new Convolution(encoding.output(input), 1, window));
    float[] row = new float[ones.layout().fan()];
    Arrays.fill(row, 1);
    ones.setRow(0, row);
    Encoder encoder = new Encoder(input, encoding);
    List<Volley> volleys =
        IntStream.range(0, sample.size())
            .mapToObj(i -> encoder.encode(sample.stimulus(i)))
            .toList();
    return new FiringShare(ones, volleys);
  }

  private DecisionSpec decision(Candidate candidate, long labelled) {
    SearchSpace.Steadiness steadiness = space.steadiness().get(candidate.pick(Aspect.STEADINESS));
    boolean averaged = steadiness != SearchSpace.Steadiness.PLAIN;
    boolean doubting = steadiness == SearchSpace.Steadiness.DOUBTING;
    return new DecisionSpec(
        "decision",
        labels,
        0,
        0,
        0,
        0,
        List.of(),
        null,
        false,
        null,
        false,
        averaged ? (int) Math.max(DecisionSpec.LEAST_AVERAGED, labelled / 20) : 0,
        null,
        new WeightsSpec(0, 0),
        new DeltaSpec(
            space.gains().get(candidate.pick(Aspect.GAIN)),
            (int) Math.max(1, Math.min(1000, labelled / 10)),
            null,
            true,
            doubting ? 0.1f : 0),
        null,
        null);
  }

  /**
   * A spec whose features have been learned, read and decided on as {@code candidate} has it.
   *
   * @param thresholds those of the candidate's levels, ascending
   */
  NetworkSpec read(
      NetworkSpec features, Candidate candidate, List<Integer> thresholds, long labelled) {
    return features.toBuilder()
        .feature(
            "S1",
            layer ->
                layer
                    .pool(space.pools().get(candidate.pick(Aspect.POOL)))
                    .readThreshold(thresholds.stream().map(Integer::floatValue).toList()))
        .decision(decision(candidate, labelled))
        .build();
  }
}
