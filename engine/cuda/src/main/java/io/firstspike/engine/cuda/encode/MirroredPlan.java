package io.firstspike.engine.cuda.encode;

import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.spec.EncodingSpec;
import io.firstspike.engine.spec.InputSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An encoding as the kernel {@code fs_encode_mirrored} takes it, which is faster than the kernels
 * for any encoding, but gives bits only and needs mirrored filters and no other stages.
 *
 * @param words the struct {@code FsMirroredPlan}
 * @param pairs {@value #PAIR_WORDS} words for each pair of a filter and its negative
 * @param threads threads of a block
 * @param sharedBytes bytes of shared memory that a block needs
 */
record MirroredPlan(int[] words, float[] pairs, int threads, int sharedBytes) {

  /** The images that a block encodes: one for each lane of a warp. */
  static final int IMAGES = 32;

  /**
   * Threads of a block of the kernel {@code fs_encode_answers}: a warp for each group of columns.
   */
  static final int ANSWER_THREADS = 128;

  private static final int WINDOW = 7;
  private static final int GROUPS = 4;
  private static final int MAX_WIDTH = GROUPS * WINDOW;
  private static final int MAX_HEIGHT = 64;

  /** The sides of windows that the kernel {@code fs_encode_answers} knows. */
  private static final Set<Integer> SIDES = Set.of(3, 5, 7, 9, 13);

  private static final int MAX_PAIRS = 3;
  private static final int PAIR_WORDS = 16;
  private static final int THRESHOLDS = 10;
  private static final int MAPS = 12;
  private static final int SCALARS = 72;
  private static final int CANDIDATES = 96;

  /** The words before and after an image's pixels that are read with them. */
  private static final int WORDS_BEFORE = 2;

  private static final int WORDS_BEHIND = 6;

  /** The most warps of a block that encodes a single image. */
  private static final int FEW_WARPS = 28;

  /** A filter, and the map of its negative, or -1. */
  private record Pair(Filter filter, int map, int negative) {}

  /** Plans an encoding; null if it is none of those that the kernel takes. */
  static MirroredPlan of(InputSpec input, EncodingSpec spec) {
    List<Pair> pairs = bare(input, spec) ? pairs(spec) : List.of();
    if (pairs.isEmpty()) {
      return null;
    }
    int rows = GROUPS * pairs.size() * input.height();
    int imageWords = imageWords(input);
    int bitWords = rows | 1;
    float[] table = new float[PAIR_WORDS * pairs.size()];
    float least = Float.POSITIVE_INFINITY;
    for (int i = 0; i < pairs.size(); i++) {
      least = Math.min(least, write(spec, pairs.get(i), table, PAIR_WORDS * i));
    }
    long shared =
        Integer.BYTES * (SCALARS + PAIR_WORDS * pairs.size())
            + (long) Long.BYTES * CANDIDATES * GROUPS * pairs.size()
            + (long) Integer.BYTES * IMAGES * bitWords
            + imageBytes(input);
    int[] words = {
      input.height(),
      input.width(),
      pairs.size(),
      spec.filters().size(),
      spec.steps(),
      imageWords,
      bitWords,
      Float.floatToRawIntBits(least)
    };
    return new MirroredPlan(
        words, table, GROUPS * IMAGES * pairs.size(), (int) Math.min(Integer.MAX_VALUE, shared));
  }

  /**
   * Whether the kernel {@code fs_encode_answers} can apply the filters: mirrored ones, centred at
   * each pixel of a plane that is not too wide.
   */
  static boolean answers(InputSpec input, EncodingSpec spec) {
    List<Filter> filters = spec.appliedFilters();
    int side = filters.stream().mapToInt(Filter::window).max().orElseThrow();
    return suits(input)
        && spec.padding() == side / 2
        && filters.stream().allMatch(filter -> SIDES.contains(filter.window()) && mirrored(filter));
  }

  /**
   * The words from one image's pixels in shared memory to the next: odd, so that the lanes of a
   * warp, each in another image, use different banks.
   */
  static int imageWords(InputSpec input) {
    return input.height() * input.width() / Integer.BYTES + WORDS_BEHIND | 1;
  }

  /**
   * Bytes of shared memory of a block of {@code fs_encode_answers}: pixels of its images, and for
   * each warp the answers on a row of them.
   */
  static int answerBytes(InputSpec input) {
    return imageBytes(input) + ANSWER_THREADS / IMAGES * WINDOW * IMAGES * Float.BYTES;
  }

  /** The bytes of the pixels of a block's images in shared memory. */
  static int imageBytes(InputSpec input) {
    return Integer.BYTES * (WORDS_BEFORE + IMAGES * imageWords(input));
  }

  /** Threads of a block of the kernel {@code fs_encode_few}: warps with equally many rows. */
  int fewThreads() {
    return IMAGES * Parts.of(units(), Parts.of(units(), FEW_WARPS));
  }

  /** Bytes of shared memory of such a block. */
  int fewBytes() {
    int warps = fewThreads() / IMAGES;
    int padded = (words[0] + WINDOW - 1) * (MAX_WIDTH + WINDOW - 1);
    return Long.BYTES * (2 * warps + IMAGES * units())
        + Float.BYTES * (pairs.length + warps + padded);
  }

  /** The rows of all pairs. */
  private int units() {
    return pairs.length / PAIR_WORDS * words[0];
  }

  /** The smallest threshold. */
  float least() {
    return Float.intBitsToFloat(words[words.length - 1]);
  }

  /**
   * Whether there are only filters and rank-order coding, and the sizes are those of the kernel.
   */
  private static boolean bare(InputSpec input, EncodingSpec spec) {
    return suits(input)
        && spec.padding() == WINDOW / 2
        && !spec.rectified()
        && spec.normalisationRadius() == 0
        && spec.pool() == null
        && spec.lateralInhibition().isEmpty()
        && spec.poisson() == null
        && !spec.pointwiseInhibition()
        && spec.border() == 0;
  }

  private static boolean suits(InputSpec input) {
    return input.channels().planes() == 1
        && input.width() <= MAX_WIDTH
        && input.height() <= MAX_HEIGHT
        && input.height() * input.width() % Integer.BYTES == 0;
  }

  /** The filters in pairs; none if they are not as the kernel needs them. */
  private static List<Pair> pairs(EncodingSpec spec) {
    List<Filter> filters = spec.appliedFilters();
    float[] thresholds = spec.appliedThresholds();
    boolean[] taken = new boolean[filters.size()];
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < filters.size() && pairs.size() <= MAX_PAIRS; i++) {
      if (filters.get(i).window() != WINDOW || !mirrored(filters.get(i)) || !(thresholds[i] > 0)) {
        return List.of();
      }
      if (!taken[i]) {
        int negative = negative(filters, taken, i);
        if (negative >= 0) {
          taken[negative] = true;
        }
        pairs.add(new Pair(filters.get(i), i, negative));
      }
    }
    return pairs.size() > MAX_PAIRS ? List.of() : pairs;
  }

  private static int negative(List<Filter> filters, boolean[] taken, int index) {
    for (int i = index + 1; i < filters.size(); i++) {
      if (!taken[i] && EncodePlan.negates(filters.get(i), filters.get(index))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Whether a filter's weights depend only on the distances from the middle row and column, in any
   * order of the two.
   */
  private static boolean mirrored(Filter filter) {
    int side = filter.window();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        float weight = filter.weights()[y * side + x];
        if (weight != filter.weights()[y * side + side - 1 - x]
            || weight != filter.weights()[x * side + y]) {
          return false;
        }
      }
    }
    return true;
  }

  /** Writes a pair's words, and returns its smallest threshold. */
  private static float write(EncodingSpec spec, Pair pair, float[] table, int at) {
    int next = at;
    for (int a = 0; a <= WINDOW / 2; a++) {
      for (int b = a; b <= WINDOW / 2; b++) {
        table[next++] = pair.filter.weights()[(WINDOW / 2 + a) * WINDOW + WINDOW / 2 + b];
      }
    }
    float[] thresholds = spec.appliedThresholds();
    table[at + THRESHOLDS] = thresholds[pair.map];
    table[at + THRESHOLDS + 1] =
        pair.negative < 0 ? Float.POSITIVE_INFINITY : thresholds[pair.negative];
    table[at + MAPS] = Float.intBitsToFloat(pair.map);
    table[at + MAPS + 1] = Float.intBitsToFloat(pair.negative);
    return Math.min(table[at + THRESHOLDS], table[at + THRESHOLDS + 1]);
  }
}
