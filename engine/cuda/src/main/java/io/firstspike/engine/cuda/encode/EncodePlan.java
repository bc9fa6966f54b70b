package io.firstspike.engine.cuda.encode;

import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An encoding as the kernels {@code fs_encode} and {@code fs_encode_large} take it: sizes, tables,
 * and the places of what a block keeps in its working memory.
 *
 * @param words the struct {@code FsEncodePlan}, but for the form of the output
 * @param table for each computed filter its side, the place of its weights, its first target and
 *     the end of its targets; then for each target the filter that takes the answers, whether with
 *     reversed sign, its threshold, and 0
 * @param weights those of the computed filters, then those of the lateral inhibition
 * @param sharedBytes bytes of shared memory that a block needs
 * @param memoryBytes bytes of global memory that a block needs; 0: all is in shared memory
 */
record EncodePlan(int[] words, int[] table, float[] weights, int sharedBytes, long memoryBytes) {

  /** Threads of a block that works in shared memory, where there are many images. */
  static final int THREADS = 256;

  /** Threads of a block that works in shared memory, where there are few images. */
  static final int MOST_THREADS = 512;

  /** Threads of a block that works in global memory. */
  static final int LARGE_THREADS = 1024;

  private static final int PLANES = 0;
  private static final int FILTERS = 5;
  private static final int SOURCES = 6;
  private static final int ROWS = 8;
  private static final int COLUMNS = 9;
  private static final int FORM = 28;
  private static final int LANES = 32;
  private static final int UNIT = 16;

  /** Columns that a thread filters together; it may read so many floats after the last row. */
  private static final int RUN = 7;

  private static final int SCALARS = 40;
  private static final int QUEUE = 64;
  private static final int RANK = 1024 + 128 * 16 + 2 * 128 + 2 * 256 + 128 * 16 / 4;

  /** The bytes that the sums of maps which are normalised together may take, if they are many. */
  private static final long SUMS = 20 << 10;

  /** Weights that a block copies to its shared memory. */
  private static final int COPIED_WEIGHTS = 4096;

  /**
   * Plans an encoding.
   *
   * @param sharedLimit the most bytes of shared memory that a block may ask for
   */
  static EncodePlan of(InputSpec input, EncodingSpec spec, long sharedLimit) {
    Layout layout = new Layout(input, spec);
    EncodePlan shared = layout.shared();
    return shared != null && shared.sharedBytes <= sharedLimit ? shared : layout.global();
  }

  /** The struct for this form of the output. */
  int[] words(DeviceSpikes.Form form) {
    int[] copy = words.clone();
    copy[FORM] = form == DeviceSpikes.Form.BITS ? 1 : 0;
    return copy;
  }

  /** Whether blocks work in global memory. */
  boolean large() {
    return memoryBytes > 0;
  }

  /** The number of filters that are computed. */
  int sources() {
    return words[SOURCES];
  }

  /**
   * The sums and products that the filters of an image take.
   *
   * @param shared whether a pixel's products with equal weights, but for the sign, are computed
   *     once
   */
  double sums(boolean shared) {
    double cells = (double) words[PLANES] * words[ROWS] * words[COLUMNS];
    double products = weights.length;
    if (shared) {
      products = 0;
      for (int source = 0; source < sources(); source++) {
        int from = table[4 * source + 1];
        int taps = table[4 * source] * table[4 * source];
        Set<Float> different = new HashSet<>();
        for (int tap = from; tap < from + taps; tap++) {
          different.add(Math.abs(weights[tap]));
        }
        products += different.size();
      }
    }
    return cells * (products + weights.length);
  }

  /** The bytes of an image's intensities after the filters. */
  long filteredBytes() {
    return (long) Float.BYTES * words[PLANES] * words[FILTERS] * words[ROWS] * words[COLUMNS];
  }

  /** A filter that is computed, and the filters that take its answers. */
  private record Source(Filter filter, List<Integer> targets) {}

  /** The parts of an encoding, from which both plans follow. */
  private static final class Layout {

    private final InputSpec input;
    private final EncodingSpec spec;
    private final List<Filter> filters;
    private final int side;
    private final Shape filtered;
    private final Shape coded;
    private final int stride;
    private final int[] table;
    private final float[] weights;
    private final int sources;
    private final int lateralWeights;

    Layout(InputSpec input, EncodingSpec spec) {
      this.input = input;
      this.spec = spec;
      this.filters = spec.appliedFilters();
      this.side = filters.stream().mapToInt(Filter::window).max().orElseThrow();
      this.filtered =
          Window.square(side, 1, spec.padding())
              .slide(input.pixels(), filters.size() * input.channels().planes());
      this.coded = spec.pooled(filtered);
      // An odd number of floats: the lanes of a warp, each in another row, use different banks.
      this.stride = input.width() + 2 * spec.padding() | 1;
      List<Source> computed = sources();
      this.sources = computed.size();
      this.table = table(computed);
      float[] shares = shares();
      int own = computed.stream().mapToInt(source -> source.filter.weights().length).sum();
      this.lateralWeights = own;
      this.weights = new float[own + shares.length];
      int at = 0;
      for (Source source : computed) {
        System.arraycopy(source.filter.weights(), 0, weights, at, source.filter.weights().length);
        at += source.filter.weights().length;
      }
      System.arraycopy(shares, 0, weights, at, shares.length);
    }

    /** The filters that must be computed, those with the largest windows first. */
    private List<Source> sources() {
      List<Source> found = new ArrayList<>();
      for (int i = 0; i < filters.size(); i++) {
        Source positive = null;
        for (Source source : found) {
          if (positive == null && negates(filters.get(i), source.filter)) {
            positive = source;
          }
        }
        if (positive == null) {
          positive = new Source(filters.get(i), new ArrayList<>());
          found.add(positive);
        }
        positive.targets.add(i);
      }
      found.sort(Comparator.comparingInt((Source source) -> -source.filter.window()));
      return found;
    }

    private int[] table(List<Source> computed) {
      int[] words = new int[4 * (computed.size() + filters.size())];
      float[] thresholds = spec.appliedThresholds();
      int weight = 0;
      int target = 0;
      for (int i = 0; i < computed.size(); i++) {
        Source source = computed.get(i);
        words[4 * i] = source.filter.window();
        words[4 * i + 1] = weight;
        words[4 * i + 2] = target;
        for (int filter : source.targets) {
          int at = 4 * (computed.size() + target++);
          words[at] = filter;
          words[at + 1] = filters.get(filter) == source.filter ? 0 : 1;
          words[at + 2] = Float.floatToRawIntBits(thresholds[filter]);
        }
        words[4 * i + 3] = target;
        weight += source.filter.weights().length;
      }
      return words;
    }

    private float[] shares() {
      return spec.lateralInhibition().isEmpty()
          ? new float[0]
          : LateralInhibition.weights(spec.shares());
    }

    /** The plan in shared memory; null if it would need more than any device has. */
    EncodePlan shared() {
      int maps = sumMaps(SUMS);
      long head = units((long) Integer.BYTES * (SCALARS + QUEUE * MOST_THREADS / LANES));
      long cells = head;
      long other = cells + units((long) Float.BYTES * intensities());
      long state = other + (second() ? units((long) Float.BYTES * intensities()) : 0);
      long scratch = state + units(coded.size());
      long copied =
          scratch + Math.max(units(scratchBytes(maps)), units((long) Integer.BYTES * RANK));
      boolean copies = weights.length <= COPIED_WEIGHTS;
      long all = copied + (copies ? units((long) Float.BYTES * weights.length) : 0);
      if (all * UNIT > Integer.MAX_VALUE) {
        return null;
      }
      return plan(
          maps,
          new long[] {cells, other, state, scratch, copies ? copied : -1, scratch},
          (int) all * UNIT,
          0);
    }

    /** The plan in global memory. */
    EncodePlan global() {
      int maps = sumMaps(SUMS << 10);
      long head = units((long) Integer.BYTES * (SCALARS + QUEUE * LARGE_THREADS / LANES));
      long other = units((long) Float.BYTES * intensities());
      long state = other + (second() ? units((long) Float.BYTES * intensities()) : 0);
      long scratch = state + units(coded.size());
      long all = scratch + units(scratchBytes(maps));
      return plan(
          maps,
          new long[] {0, other, state, scratch, -1, head},
          (int) (head + units((long) Integer.BYTES * RANK)) * UNIT,
          all * UNIT);
    }

    private EncodePlan plan(int sumMaps, long[] places, int sharedBytes, long memoryBytes) {
      Window pool = spec.pool() == null ? null : spec.pool().pooling().window();
      int[] words = {
        input.channels().planes(),
        input.height(),
        input.width(),
        spec.padding(),
        stride,
        filters.size(),
        sources,
        side,
        filtered.height(),
        filtered.width(),
        spec.rectified() ? 1 : 0,
        spec.normalisationRadius(),
        sumMaps,
        pool == null ? 0 : pool.height(),
        pool == null ? 0 : pool.width(),
        pool == null ? 0 : pool.rowStride(),
        pool == null ? 0 : pool.columnStride(),
        pool == null ? 0 : pool.rowPadding(),
        pool == null ? 0 : pool.columnPadding(),
        coded.height(),
        coded.width(),
        spec.lateralInhibition().size(),
        lateralWeights,
        spec.poisson() == null ? 0 : 1,
        Float.floatToRawIntBits(spec.poisson() == null ? 0 : spec.poisson().fullIntensity()),
        spec.pointwiseInhibition() ? 1 : 0,
        spec.border(),
        spec.steps(),
        0,
        Math.toIntExact(places[0]),
        Math.toIntExact(places[1]),
        Math.toIntExact(places[2]),
        Math.toIntExact(places[3]),
        Math.toIntExact(places[4]),
        Math.toIntExact(places[5]),
        0
      };
      return new EncodePlan(words, table, weights, sharedBytes, memoryBytes);
    }

    /** The number of cells before or after pooling, whichever are more. */
    private int intensities() {
      return Math.max(filtered.size(), coded.size());
    }

    /** Whether a stage writes its intensities elsewhere than it reads them. */
    private boolean second() {
      return spec.pool() != null || !spec.lateralInhibition().isEmpty();
    }

    /** The number of maps that are normalised together. */
    private int sumMaps(long bytes) {
      return (int) Math.max(1, Math.min(filtered.maps(), bytes / sumBytes()));
    }

    private long sumBytes() {
      return (filtered.height() + 1L) * (filtered.width() + 1L) * Double.BYTES;
    }

    /** The bytes of the padded plane or of the sums, whichever are more. */
    private long scratchBytes(int sumMaps) {
      long padded = (input.height() + 2L * spec.padding()) * stride + RUN + 1;
      return Math.max(
          padded * Float.BYTES, spec.normalisationRadius() == 0 ? 0 : sumMaps * sumBytes());
    }
  }

  /** Whether each weight of {@code one} is that of {@code other} with reversed sign. */
  static boolean negates(Filter one, Filter other) {
    boolean negates = one.window() == other.window();
    for (int i = 0; negates && i < one.weights().length; i++) {
      negates = one.weights()[i] == -other.weights()[i];
    }
    return negates;
  }

  private static long units(long bytes) {
    return (bytes + UNIT - 1) / UNIT;
  }
}
