package io.firstspike.engine.filter;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.compute.PixelLoops.Sign;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Set of filters applied to planes of pixels. Each filter gives one map of intensities for each
 * plane; the maps are plane-major (all filters on the first plane, then all on the second). Filters
 * smaller than the largest are centred in its window. With {@code rectified}, absolute values are
 * taken. Then intensities below a filter's threshold become 0.
 *
 * <p>Correlations are computed in bands of rows ({@link PixelLoops#correlate}). A filter that is
 * the negative of another, as an off-centre filter may be, is not computed: it takes the other's
 * responses with reversed sign. Not thread-safe, as it reuses its buffers.
 */
@API(status = Status.INTERNAL)
public final class FilterBank {

  /** The number of cells in a band, whose sums then stay in the first-level cache. */
  private static final int BAND = 1024;

  private final int padding;
  private final float[] thresholds;
  private final boolean rectified;
  private final Shape input;
  private final Shape output;
  private final PixelLoops loops;
  private final float[][] weights;
  private final List<Correlation> correlations;
  private final int[] negated;
  private final int columns;
  private final int width;
  private final int bandRows;
  private final float[] padded;
  private final float[][] sums;

  /** The rows of {@code padded} that are not all 0: from {@code top} to before {@code bottom}. */
  private int top;

  private int bottom;

  /**
   * One filter, or two whose weights that are not 0 are at the same places.
   *
   * @param filters indices of the filters
   * @param offsets offsets of these places in the padded plane, in raster order
   * @param weights {@code [filter][place]}
   */
  private record Correlation(int[] filters, int[] offsets, float[][] weights) {}

  /**
   * Creates a set of filters.
   *
   * @param filters the filters, at least one
   * @param padding black pixels added on each side of a plane
   * @param thresholds one for each filter; negative infinity for none
   * @param rectified whether absolute values are taken before the threshold
   * @param input shape of the pixels, planes x height x width
   * @throws IllegalArgumentException if the largest filter does not fit
   */
  public FilterBank(
      List<Filter> filters, int padding, float[] thresholds, boolean rectified, Shape input) {
    this(filters, padding, thresholds, rectified, input, InnerLoops.fastest().pixels());
  }

  /**
   * Creates a set of filters with the given inner loops.
   *
   * @param filters the filters, at least one
   * @param padding black pixels added on each side of a plane
   * @param thresholds one for each filter; negative infinity for none
   * @param rectified whether absolute values are taken before the threshold
   * @param input shape of the pixels, planes x height x width
   * @param loops the inner loops, for the thread that uses this set alone
   * @throws IllegalArgumentException if the largest filter does not fit
   */
  public FilterBank(
      List<Filter> filters,
      int padding,
      float[] thresholds,
      boolean rectified,
      Shape input,
      PixelLoops loops) {
    this.padding = padding;
    this.thresholds = thresholds.clone();
    this.rectified = rectified;
    this.input = input;
    this.loops = loops;
    int largest = filters.stream().mapToInt(Filter::window).max().orElseThrow();
    this.output = Window.square(largest, 1, padding).slide(input, filters.size() * input.maps());
    this.columns = input.width() + 2 * padding;
    this.weights =
        filters.stream().map(filter -> filter.centredIn(largest)).toArray(float[][]::new);
    this.negated = new int[weights.length];
    Arrays.setAll(negated, this::negated);
    this.correlations = correlations(largest);
    this.bandRows = Math.min(output.height(), Math.max(1, BAND / output.width()));
    this.width = (output.width() + InnerLoops.LANES - 1) / InnerLoops.LANES * InnerLoops.LANES;
    // The inner loops read beyond the last row, up to a full vector.
    this.padded = new float[(input.height() + 2 * padding) * columns + InnerLoops.LANES];
    this.sums = new float[2][bandRows * width];
  }

  /**
   * The filters that must be computed, in pairs where places are the same: all but the negatives of
   * others.
   */
  private List<Correlation> correlations(int side) {
    List<Correlation> found = new ArrayList<>();
    for (int filter = 0; filter < weights.length; filter++) {
      if (negated[filter] == filter) {
        int[] places = places(filter);
        Correlation last = found.isEmpty() ? null : found.get(found.size() - 1);
        if (last != null
            && last.filters.length == 1
            && Arrays.equals(places(last.filters[0]), places)) {
          found.set(found.size() - 1, correlation(places, side, last.filters[0], filter));
        } else {
          found.add(correlation(places, side, filter));
        }
      }
    }
    return List.copyOf(found);
  }

  private int[] places(int filter) {
    return IntStream.range(0, weights[filter].length)
        .filter(place -> weights[filter][place] != 0)
        .toArray();
  }

  private Correlation correlation(int[] places, int side, int... filters) {
    float[][] kept = new float[filters.length][places.length];
    for (int i = 0; i < filters.length; i++) {
      for (int place = 0; place < places.length; place++) {
        kept[i][place] = weights[filters[i]][places[place]];
      }
    }
    int[] offsets =
        Arrays.stream(places).map(place -> place / side * columns + place % side).toArray();
    return new Correlation(filters, offsets, kept);
  }

  /**
   * The first filter that filter {@code index} is the negative of; {@code index} itself if there is
   * none.
   */
  private int negated(int index) {
    for (int other = 0; other < index; other++) {
      if (negated[other] == other && negates(weights[index], weights[other])) {
        return other;
      }
    }
    return index;
  }

  private static boolean negates(float[] weights, float[] others) {
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] != -others[i]) {
        return false;
      }
    }
    return true;
  }

  /** The shape of the intensities: one map for each filter on each plane. */
  public Shape output() {
    return output;
  }

  /**
   * Filters pixels by cross-correlation: each cell is the sum over its window, in raster order.
   *
   * @param pixels {@code planes x height x width} values, plane-major, 0 for black
   * @param intensities {@code output().size()} cells, overwritten
   */
  public void apply(float[] pixels, float[] intensities) {
    for (int plane = 0; plane < input.maps(); plane++) {
      pad(pixels, plane);
      for (int i = 0; i < correlations.size(); i++) {
        correlate(plane, correlations.get(i), intensities);
      }
    }
  }

  private void correlate(int plane, Correlation correlation, float[] intensities) {
    for (int row = 0; row < output.height(); row += bandRows) {
      int rows = Math.min(bandRows, output.height() - row);
      loops.correlate(
          padded,
          row * columns,
          columns,
          top - row,
          bottom - row,
          correlation.offsets,
          correlation.weights,
          sums,
          rows,
          width);
      for (int i = 0; i < correlation.filters.length; i++) {
        for (int filter = 0; filter < negated.length; filter++) {
          if (negated[filter] == correlation.filters[i]) {
            finish(plane, filter, sums[i], row, rows, intensities);
          }
        }
      }
    }
  }

  private void pad(float[] pixels, int plane) {
    top = 0;
    bottom = 0;
    for (int row = 0; row < input.height(); row++) {
      int from = input.index(plane, row, 0);
      int to = (row + padding) * columns + padding;
      System.arraycopy(pixels, from, padded, to, input.width());
      if (!blank(pixels, from)) {
        top = bottom == 0 ? row + padding : top;
        bottom = row + padding + 1;
      }
    }
  }

  private boolean blank(float[] pixels, int from) {
    int any = 0;
    for (int i = 0; i < input.width(); i++) {
      any |= Float.floatToRawIntBits(pixels[from + i]);
    }
    return any << 1 == 0;
  }

  /** Writes the responses of one filter in a band of rows. */
  private void finish(
      int plane, int filter, float[] answers, int row, int rows, float[] intensities) {
    Sign turned = negated[filter] == filter ? Sign.AS_IS : Sign.TURNED;
    for (int y = 0; y < rows; y++) {
      loops.keep(
          answers,
          y * width,
          rectified ? Sign.NONE : turned,
          thresholds[filter],
          intensities,
          output.index(plane * weights.length + filter, row + y, 0),
          output.width());
    }
  }
}
