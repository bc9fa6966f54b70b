package io.firstspike.engine.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How pixels become spikes. The stages in their order, which is that of the components here and of
 * SpykeTorch's {@code MozafariShallow}; all but the first and the coding may be left out:
 *
 * <ol>
 *   <li>filters, with {@code padding}; if {@code rectified}, absolute values; what is below its
 *       threshold becomes 0
 *   <li>local normalisation
 *   <li>pooling of intensities: the highest in a window
 *   <li>lateral inhibition among intensities
 *   <li>coding: intensities become latencies, by their rank ({@code IntensityToLatency}) or by
 *       chance ({@code PoissonCoding})
 *   <li>point-wise inhibition among maps
 *   <li>a border of silent cells
 * </ol>
 *
 * <p>Pixels are 0 to 255, unless {@code Encoder.encodePlanes} is given others. The maps of a colour
 * network are plane-major: all filters on red, then all on green, then all on blue.
 *
 * @param filters each gives one map a plane; an empty list codes the pixels themselves
 * @param padding black pixels added on each side before filtering, 0 to 4096
 * @param rectified whether a filter's answers lose their sign before the threshold: dark on light
 *     counts as light on dark
 * @param threshold intensities below it become 0; a filter may have one of its own
 * @param normalisationRadius radius of {@code LocalNormalisation} in cells; 0 = none
 * @param pool how intensities are pooled; null = not at all
 * @param lateralInhibition {@code LateralInhibition}'s shares for neighbours at distance 1, 2, ...,
 *     each 0 to 1, at most 64; empty = none
 * @param poisson the rates at which intensities fire; null or left out: they fire in the order of
 *     their rank
 * @param pointwiseInhibition whether at each location only the earliest spike stays, among equal
 *     ones that of the strongest intensity, then of the lowest map
 * @param border silent cells added on each side of the latencies, 0 to 4096
 * @param steps time steps, 1 to 127
 */
public record EncodingSpec(
    List<FilterSpec> filters,
    int padding,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean rectified,
    float threshold,
    int normalisationRadius,
    @JsonInclude(JsonInclude.Include.NON_NULL) PoolSpec pool,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Float> lateralInhibition,
    @JsonInclude(JsonInclude.Include.NON_NULL) PoissonSpec poisson,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean pointwiseInhibition,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int border,
    int steps) {

  /** Lists may hold nulls, and {@code filters} be null, until {@link InputChecks} has spoken. */
  public EncodingSpec {
    filters = filters == null ? null : Collections.unmodifiableList(new ArrayList<>(filters));
    lateralInhibition =
        lateralInhibition == null
            ? List.of()
            : Collections.unmodifiableList(new ArrayList<>(lateralInhibition));
  }

  /** An encoding that only filters and normalises. */
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

  /** The filters; if there are none, the one that gives each pixel as it is. */
  public List<Filter> appliedFilters() {
    return filters.isEmpty()
        ? List.of(new Filter(1, new float[] {1}))
        : filters.stream().map(FilterSpec::filter).toList();
  }

  /**
   * The shape of the volleys that {@code input}'s pixels become.
   *
   * @throws IllegalArgumentException if a filter or the pooling does not fit, or the shape of a
   *     stage exceeds the engine's limit
   */
  public Shape output(InputSpec input) {
    Shape coded = pooled(filtered(input));
    return new Shape(coded.maps(), coded.height() + 2 * border, coded.width() + 2 * border);
  }

  /** The shape of what the filters give. */
  Shape filtered(InputSpec input) {
    int largest = filters.stream().mapToInt(FilterSpec::window).max().orElse(1);
    int maps = Math.max(1, filters.size()) * input.channels().planes();
    return Window.square(largest, 1, padding).slide(input.pixels(), maps);
  }

  /** The shape of what pooling leaves of {@code filtered}. */
  public Shape pooled(Shape filtered) {
    return pool == null ? filtered : pool.pooling().output(filtered);
  }
}
