package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.spec.mistake.SpecProblems;
import io.firstspike.engine.spec.stepped.SteppedSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Spec of the encoding, which turns pixels into spikes. The stages, in the order in which they are
 * applied (that of SpykeTorch's {@code MozafariShallow}); all but the filters and the coding are
 * optional:
 *
 * <ol>
 *   <li>filters, with {@code padding}; absolute values, if {@code rectified}; intensities below the
 *       threshold become 0
 *   <li>local normalisation
 *   <li>pooling of intensities: the highest in each window
 *   <li>lateral inhibition among intensities
 *   <li>coding: intensities become latencies, by their rank ({@code IntensityToLatency}) or at
 *       random ({@code PoissonCoding})
 *   <li>point-wise inhibition among maps
 *   <li>a border of silent cells
 * </ol>
 *
 * <p>Windows of events are spikes already, in {@code steps} time steps, and have none of these
 * stages. Nor has an encoding by a network of neurons that fire many times, {@code stepped}, whose
 * spikes come to {@code steps} time steps in equal parts.
 *
 * <p>Pixels are 0 to 255, unless {@code Encoder.encodePlanes} is called with other values. The maps
 * of a colour network are plane-major: all filters on red, then all on green, then all on blue.
 *
 * @param filters the filters, each of which gives one map for each plane; an empty list codes the
 *     pixels themselves
 * @param padding black pixels added on each side before filtering, 0 to 4096
 * @param rectified whether the absolute value of a filter's response is taken before the threshold,
 *     so that dark on light counts as light on dark
 * @param threshold intensities below it become 0; a filter may have a threshold of its own
 * @param normalisationRadius radius of {@code LocalNormalisation} in cells; 0: none
 * @param pool pooling of intensities; null: none
 * @param lateralInhibition the shares of {@code LateralInhibition} for neighbours at distance 1, 2,
 *     ..., each 0 to 1, at most 64; empty: none
 * @param poisson rates of a random coding; null or left out: intensities fire in the order of their
 *     rank
 * @param pointwiseInhibition whether only the earliest spike at each location remains; of spikes in
 *     the same time step, the one of the strongest intensity, then of the lowest map
 * @param border silent cells added on each side of the latencies, 0 to 4096
 * @param steps number of time steps, 1 to 127
 * @param stepped network of neurons that fire many times, which encodes; null or left out: none
 */
@API(status = Status.MAINTAINED)
public record EncodingSpec(
    @JsonInclude(JsonInclude.Include.NON_NULL) List<FilterSpec> filters,
    int padding,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean rectified,
    float threshold,
    int normalisationRadius,
    @JsonInclude(JsonInclude.Include.NON_NULL) PoolSpec pool,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Float> lateralInhibition,
    @JsonInclude(JsonInclude.Include.NON_NULL) PoissonSpec poisson,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean pointwiseInhibition,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int border,
    int steps,
    @JsonInclude(JsonInclude.Include.NON_NULL) SteppedSpec stepped) {

  private static final int MAX_SHARES = 64;
  private static final int MAX_FILTER_WEIGHTS = 1 << 22;

  /**
   * Spec of a random coding of intensities ({@code PoissonCoding}). Equal intensities give equal
   * volleys on every thread and machine, whatever was coded before.
   *
   * @param maxRate probability that a cell of full intensity fires in a time step, above 0 and at
   *     most 1
   * @param fullIntensity intensity from which on cells fire at {@code maxRate}, in units of the
   *     intensities that are coded; 0 or left out: that of each image's strongest cell
   * @param seed seed of the random spikes
   */
  public record PoissonSpec(double maxRate, float fullIntensity, long seed) {

    /** Adds the mistakes in this coding, which is the field {@code at}, to {@code problems}. */
    void check(String at, SpecProblems problems) {
      if (!(maxRate > 0 && maxRate <= 1)) {
        problems.add(at + ".maxRate is " + maxRate + ", must be above 0 and at most 1");
      }
      if (!(fullIntensity >= 0 && Float.isFinite(fullIntensity))) {
        problems.add(
            at
                + ".fullIntensity is "
                + fullIntensity
                + ", must be positive, or 0 for each image's strongest");
      }
    }
  }

  /**
   * Copies the lists. They may hold nulls, and {@code filters} may be null, so that a check can
   * report that as a mistake.
   */
  public EncodingSpec {
    filters = filters == null ? null : Collections.unmodifiableList(new ArrayList<>(filters));
    lateralInhibition =
        lateralInhibition == null
            ? List.of()
            : Collections.unmodifiableList(new ArrayList<>(lateralInhibition));
  }

  /** Creates an encoding of images by filters, with all stages. */
  public EncodingSpec(
      List<FilterSpec> filters,
      int padding,
      boolean rectified,
      float threshold,
      int normalisationRadius,
      PoolSpec pool,
      List<Float> lateralInhibition,
      PoissonSpec poisson,
      boolean pointwiseInhibition,
      int border,
      int steps) {
    this(
        filters,
        padding,
        rectified,
        threshold,
        normalisationRadius,
        pool,
        lateralInhibition,
        poisson,
        pointwiseInhibition,
        border,
        steps,
        null);
  }

  /** Creates an encoding by a network of neurons that fire many times. */
  public EncodingSpec(int steps, SteppedSpec stepped) {
    this(null, 0, false, 0, 0, null, List.of(), null, false, 0, steps, stepped);
  }

  /** Creates an encoding of filters and local normalisation, without the other optional stages. */
  public EncodingSpec(
      List<FilterSpec> filters, int padding, float threshold, int normalisationRadius, int steps) {
    this(
        filters,
        padding,
        false,
        threshold,
        normalisationRadius,
        null,
        List.of(),
        null,
        false,
        0,
        steps);
  }

  /**
   * Adds the mistakes in this encoding, which is the field {@code at}, to {@code problems}.
   *
   * @param input what is encoded; null if it is missing
   */
  void check(String at, InputSpec input, SpecProblems problems) {
    problems.range(at + ".steps", steps, 1, Volley.MAX_STEPS);
    boolean events = input != null && input.events() != null;
    if (stepped != null) {
      checkBare(at, "encoding.stepped is given", problems);
      stepped.check(at + ".stepped", events, problems);
    } else if (events) {
      checkBare(at, "input.events is given", problems);
    } else {
      checkStages(at, problems);
    }
  }

  /** Adds a mistake if there is a stage where something else makes the spikes. */
  private void checkBare(String at, String where, SpecProblems problems) {
    EncodingSpec bare =
        new EncodingSpec(filters, 0, false, 0, 0, null, List.of(), null, false, 0, steps, stepped);
    if (!equals(bare) || filters != null && !filters.isEmpty()) {
      problems.add(at + " has stages for images; where " + where + ", only steps can be");
    }
  }

  private void checkStages(String at, SpecProblems problems) {
    checkFilters(at + ".filters", problems);
    problems.range(at + ".padding", padding, 0, InputSpec.MAX_SIDE);
    problems.notNegative(at + ".threshold", threshold);
    problems.range(at + ".normalisationRadius", normalisationRadius, 0, InputSpec.MAX_SIDE);
    if (pool != null) {
      pool.check(at + ".pool", problems);
    }
    checkShares(at + ".lateralInhibition", problems);
    if (poisson != null) {
      poisson.check(at + ".poisson", problems);
    }
    problems.range(at + ".border", border, 0, InputSpec.MAX_SIDE);
  }

  private void checkFilters(String at, SpecProblems problems) {
    if (filters == null) {
      problems.add(at + " is missing; [] codes the pixels themselves");
      return;
    }
    long weights = 0;
    for (FilterSpec filter : filters) {
      weights += filter == null ? 0 : (long) filter.window() * filter.window();
    }
    if (weights > MAX_FILTER_WEIGHTS) {
      // The filters are not computed to check them: each weight takes an exponential.
      problems.add(
          at
              + " have "
              + weights
              + " weights in all, more than the limit of "
              + MAX_FILTER_WEIGHTS
              + ": take fewer, or smaller windows");
      return;
    }
    for (int i = 0; i < filters.size(); i++) {
      String field = at + "[" + i + "]";
      if (problems.present(field, filters.get(i))) {
        filters.get(i).problems(field).forEach(problems::add);
      }
    }
  }

  private void checkShares(String at, SpecProblems problems) {
    if (lateralInhibition.size() > MAX_SHARES) {
      problems.add(
          at + " has " + lateralInhibition.size() + " shares, must be at most " + MAX_SHARES);
    }
    for (int i = 0; i < lateralInhibition.size(); i++) {
      String field = at + "[" + i + "]";
      Float share = lateralInhibition.get(i);
      if (problems.present(field, share) && !(share >= 0 && share <= 1)) {
        problems.add(field + " is " + share + ", must be 0 to 1");
      }
    }
  }

  /**
   * The filters to apply: those of the spec or, if it has none, a single filter that returns each
   * pixel unchanged.
   */
  public List<Filter> appliedFilters() {
    return filters.isEmpty()
        ? List.of(new Filter(1, new float[] {1}))
        : filters.stream().map(FilterSpec::filter).toList();
  }

  /** The shares of {@code lateralInhibition} as numbers. */
  public float[] shares() {
    float[] shares = new float[lateralInhibition.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = lateralInhibition.get(i);
    }
    return shares;
  }

  /** The threshold of each of the {@link #appliedFilters}: its own or that of the encoding. */
  public float[] appliedThresholds() {
    float[] thresholds = new float[Math.max(1, filters.size())];
    for (int i = 0; i < thresholds.length; i++) {
      Float own = filters.isEmpty() ? null : filters.get(i).threshold();
      thresholds[i] = own == null ? threshold : own;
    }
    return thresholds;
  }

  /**
   * The shape of the volleys that images, or windows, of {@code input} are encoded as.
   *
   * @throws IllegalArgumentException if a filter or the pooling does not fit, or the shape of a
   *     stage exceeds the engine's limit
   */
  public Shape output(InputSpec input) {
    if (stepped != null) {
      return stepped.output();
    }
    if (input.events() != null) {
      return input.window();
    }
    Shape coded = pooled(filtered(input));
    return new Shape(coded.maps(), coded.height() + 2 * border, coded.width() + 2 * border);
  }

  /**
   * The number of time steps of a slice of a window of events. To a network that is computed in
   * time steps, a slice is one.
   */
  public int windowSteps() {
    return stepped == null ? steps : 1;
  }

  /** The shape of the intensities after the filters. */
  Shape filtered(InputSpec input) {
    int largest = filters.stream().mapToInt(FilterSpec::window).max().orElse(1);
    int maps = Math.max(1, filters.size()) * input.channels().planes();
    return Window.square(largest, 1, padding).slide(input.pixels(), maps);
  }

  /** The shape of the intensities after pooling, if they had the shape {@code filtered} before. */
  public Shape pooled(Shape filtered) {
    return pool == null ? filtered : pool.pooling().output(filtered);
  }

  /** A builder of a spec like this one, except for what is changed. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Builder of a spec like another one: each method changes the field of its name. */
  public static final class Builder {

    private List<FilterSpec> filters;
    private int padding;
    private boolean rectified;
    private float threshold;
    private int normalisationRadius;
    private PoolSpec pool;
    private List<Float> lateralInhibition;
    private PoissonSpec poisson;
    private boolean pointwiseInhibition;
    private int border;
    private int steps;
    private SteppedSpec stepped;

    private Builder(EncodingSpec like) {
      filters = like.filters;
      padding = like.padding;
      rectified = like.rectified;
      threshold = like.threshold;
      normalisationRadius = like.normalisationRadius;
      pool = like.pool;
      lateralInhibition = like.lateralInhibition;
      poisson = like.poisson;
      pointwiseInhibition = like.pointwiseInhibition;
      border = like.border;
      steps = like.steps;
      stepped = like.stepped;
    }

    public Builder filters(List<FilterSpec> value) {
      filters = value;
      return this;
    }

    public Builder padding(int value) {
      padding = value;
      return this;
    }

    public Builder rectified(boolean value) {
      rectified = value;
      return this;
    }

    public Builder threshold(float value) {
      threshold = value;
      return this;
    }

    public Builder normalisationRadius(int value) {
      normalisationRadius = value;
      return this;
    }

    public Builder pool(PoolSpec value) {
      pool = value;
      return this;
    }

    public Builder lateralInhibition(List<Float> value) {
      lateralInhibition = value;
      return this;
    }

    public Builder poisson(PoissonSpec value) {
      poisson = value;
      return this;
    }

    public Builder pointwiseInhibition(boolean value) {
      pointwiseInhibition = value;
      return this;
    }

    public Builder border(int value) {
      border = value;
      return this;
    }

    public Builder steps(int value) {
      steps = value;
      return this;
    }

    public Builder stepped(SteppedSpec value) {
      stepped = value;
      return this;
    }

    public EncodingSpec build() {
      return new EncodingSpec(
          filters,
          padding,
          rectified,
          threshold,
          normalisationRadius,
          pool,
          lateralInhibition,
          poisson,
          pointwiseInhibition,
          border,
          steps,
          stepped);
    }
  }
}
