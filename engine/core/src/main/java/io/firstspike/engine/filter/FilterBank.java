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

/**
 * Several filters over planes of pixels, each giving one map of intensities a plane, plane-major
 * (all filters on the first plane, then all on the second). Filters smaller than the largest are
 * centred in its window. What lies below a filter's threshold becomes 0; with {@code rectified} the
 * absolute value is taken before.
 *
 * <p>Computed in bands of rows ({@link PixelLoops#correlate}). A filter that is another with its
 * sign turned, as off-centre ones may be, takes that one's answers with their sign turned. Not
 * thread-safe: it keeps its buffers.
 */
public final class FilterBank {

  /** Cells of a band: its sums stay in the first level of cache. */
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

  /** The rows of {@code padded} that are not all 0 lie from the one to before the other. */
  private int top;

  private int bottom;

  /**
   * One filter, or two that look at the same places.
   *
   * @param filters which
   * @param offsets of the places at which they are not 0, in raster order
   * @param weights of each filter
   */
  private record Correlation(int[] filters, int[] offsets, float[][] weights) {}

  /**
   * @param filters at least one
   * @param thresholds one a filter; negative infinity = none
   * @param input planes x height x width
   * @throws IllegalArgumentException if the largest filter does not fit
   */
  public FilterBank(
      List<Filter> filters, int padding, float[] thresholds, boolean rectified, Shape input) {
    this(filters, padding, thresholds, rectified, input, InnerLoops.fastest().pixels());
  }

  /**
   * A filter bank with loops of its own.
   *
   * @param loops this filter bank's own
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
    // The last row is read past its end: cells are filled up.
    this.padded = new float[(input.height() + 2 * padding) * columns + InnerLoops.LANES];
    this.sums = new float[2][bandRows * width];
  }

  /** The filters that are no other one with its sign turned, in pairs where that is possible. */
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
   * The first filter that filter {@code index} is with its sign turned; itself if there is none.
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

  /** One map for each filter on each plane. */
  public Shape output() {
    return output;
  }

  /**
   * Cross-correlates: each cell is the sum over its window, in raster order.
   *
   * @param pixels {@code planes x height x width} values, 0 = black
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

  /** Writes a band of one filter's answers. */
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
