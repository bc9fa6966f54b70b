package io.firstspike.engine.cuda.layer;

import io.firstspike.engine.cuda.form.DeviceSpikes;
import io.firstspike.engine.cuda.form.LayerStructure;
import io.firstspike.engine.cuda.form.Parts;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Optional;

/**
 * Way of the counting kernels through a layer: which kernel, and what lies where in a block's
 * shared memory. {@code layer.cuh} says what the numbers mean.
 *
 * @param kernel name of the kernel
 * @param structure the layer and this plan as the kernel takes them
 * @param steps products of 256 taps that make up a window
 * @param perWord input maps of which a word holds a window row
 * @param mapGroups groups of maps, each of which one warp counts
 * @param warps warps of a block
 * @param sharedBytes bytes of shared memory of a block
 */
record CountingPlan(
    String kernel,
    int[] structure,
    int steps,
    int perWord,
    int mapGroups,
    int warps,
    int sharedBytes) {

  /** Maps of one product. */
  static final int TILE = 16;

  /** Rows of the locations of one product, which are 4 rows x 2 columns. */
  private static final int ROWS = 4;

  /** Words of a window in one product. */
  private static final int WORDS = 8;

  /** Products of maps that a warp takes at a time. */
  private static final int TILES = 2;

  private static final int MAX_WARPS = 8;

  /** The places from one row to the next in the kernels for small windows; a place is two words. */
  private static final int SMALL_PITCH = 34;

  /** The number of pooled rows from which division by multiplication is not exact any more. */
  private static final int MAX_POOLED_ROWS = 700;

  /** A group of kernels. */
  private enum Family {
    /** Any window: as many rows as the index says by so many pairs of columns at a time. */
    COUNT(0, 8, 7, 5, 4),
    /** Windows of one product, rows of one word. */
    SMALL(0, 16, 16, 16, 16, 0, 0, 16, 16),
    /** Windows of one product, rows of one word, and square pooling while it is counted. */
    POOLED(0, 0, 0, 0, 16, 0, 0, 16, 16);

    private final int[] pairs;

    Family(int... pairs) {
      this.pairs = pairs;
    }

    static Family of(LayerStructure layer, int groups) {
      Convolution layout = layer.layout();
      if (groups > 1
          || layout.window().height() > WORDS
          || layout.output().width() > Integer.SIZE) {
        return COUNT;
      }
      Window pool = layer.pooling().window();
      return pool.equals(Window.square(4, 3, 0)) || pool.equals(Window.square(2, 2, 0))
          ? POOLED
          : SMALL;
    }

    /** The rows of products that a warp takes at a time, for the least work and waste. */
    int rows(Shape neurons) {
      int columns = Parts.of(Math.min(Integer.SIZE, neurons.width()), 2);
      int best = 0;
      int least = Integer.MAX_VALUE;
      for (int rows = 1; rows < pairs.length; rows++) {
        if (pairs[rows] > 0) {
          // Cycles: those of products, and those to load weights for them.
          int passes = Parts.of(columns, pairs[rows]);
          int work = Parts.of(neurons.height(), ROWS * rows) * (3 * rows * columns + 8 * passes);
          if (work <= least) {
            least = work;
            best = rows;
          }
        }
      }
      return best;
    }

    String kernel(LayerStructure layer, int perCount) {
      Window pool = layer.pooling().window();
      return switch (this) {
        case COUNT -> perCount == 2 ? "fs_layer_count_twice_" : "fs_layer_count_";
        case SMALL -> "fs_layer_small_";
        case POOLED -> "fs_layer_pooled_" + pool.height() + "_" + pool.rowStride() + "_";
      };
    }
  }

  /**
   * The plan for a layer.
   *
   * @param sharedBytes the most bytes of shared memory that a block may ask for
   * @return empty if the counting kernels cannot compute the layer, whatever its weights
   */
  static Optional<CountingPlan> of(LayerStructure layer, int sharedBytes) {
    Convolution layout = layer.layout();
    Window window = layout.window();
    if (window.rowStride() != 1
        || window.columnStride() != 1
        || window.width() > Integer.SIZE
        || layer.output().height() > MAX_POOLED_ROWS) {
      return Optional.empty();
    }
    Shape input = layout.input();
    int perWord = Math.min(input.maps(), Integer.SIZE / window.width());
    int groups = Parts.of(input.maps(), perWord);
    int words = groups * window.height();
    int steps = Parts.of(words, WORDS);
    Family family = Family.of(layer, groups);
    int rows = family.rows(layout.output());
    Rooms rooms = Rooms.of(layout, rows, family != Family.COUNT);

    int perCount = family == Family.COUNT && layer.thresholds() > 1 ? 2 : 1;
    long warpBytes =
        (family == Family.POOLED
                // Two maps share the words of their neurons; the pooled rows of each follow.
                ? TILES * TILE * (rooms.mapWords / 2 + layer.output().height())
                : (long) TILES * TILE * perCount * rooms.mapWords)
            * Integer.BYTES;
    long offsetBytes = family == Family.COUNT ? (long) WORDS * steps * Integer.BYTES : 0;
    int placeWords = family == Family.COUNT ? 1 : 2;
    long wordBytes = (long) placeWords * groups * rooms.wordRows * rooms.pitch * Integer.BYTES;
    long rowBytes = DeviceSpikes.bytesEach(input, DeviceSpikes.Form.BITS);
    int mapGroups = Parts.of(layout.output().maps(), TILES * TILE);
    int warps = Parts.of(mapGroups, Parts.of(mapGroups, MAX_WARPS));
    int buffers = 2;
    long left = sharedBytes - offsetBytes - 2 * (wordBytes + rowBytes);
    if (left < warps * warpBytes) {
      buffers = 1;
      left = sharedBytes - offsetBytes - wordBytes;
    }
    warps = (int) Math.min(warps, left / warpBytes);
    if (warps < 1) {
      return Optional.empty();
    }
    return Optional.of(
        new CountingPlan(
            family.kernel(layer, perCount) + rows,
            layer.ints(rooms.ints(perWord, groups, words, steps, buffers, PooledWord.of(layer))),
            steps,
            perWord,
            mapGroups,
            warps,
            (int) (sharedBytes - left + warps * warpBytes)));
  }

  /**
   * The number of blocks that share the maps of an image: as few as the kernel allows, more where a
   * small batch would leave processors idle.
   */
  int slices(int images, int processors) {
    int least = kernel.startsWith("fs_layer_count_") ? 1 : Parts.of(mapGroups, warps);
    return Math.max(least, Math.min(mapGroups, processors / images));
  }

  /** The products of a 16 x 256 and a 256 x 8 matrix of bits that an image takes. */
  double products(Shape neurons) {
    return (double) Parts.of(neurons.maps(), TILE)
        * Parts.of(neurons.height(), ROWS)
        * Parts.of(neurons.width(), 2)
        * steps;
  }

  /** The smallest number from {@code least} on that is 4 more than a multiple of 8. */
  private static int withoutConflicts(int least) {
    // Rows that are 4 x an odd number of words apart begin in different banks.
    return Parts.of(Math.max(0, least - 4), 8) * 8 + 4;
  }

  /** The places of words in shared memory. */
  private record Rooms(int wordRows, int pitch, int columns, int rowWords, int mapWords) {

    static Rooms of(Convolution layout, int rows, boolean small) {
      Shape neurons = layout.output();
      Window window = layout.window();
      int counted = Parts.of(neurons.height(), ROWS * rows) * ROWS * rows;
      // The small kernels read all window rows of a product, whatever the window's height.
      int below = small ? WORDS - 1 : window.height() - 1;
      int wordRows = Math.max(counted + below, layout.input().height() + window.rowPadding());
      int columns = Parts.of(neurons.width(), 2) * 2;
      int rowWords = Parts.of(neurons.width(), Integer.SIZE);
      return new Rooms(
          wordRows,
          small ? SMALL_PITCH : withoutConflicts(columns),
          columns,
          rowWords,
          withoutConflicts(counted * rowWords));
    }

    int[] ints(int perWord, int groups, int words, int steps, int buffers, PooledWord pooled) {
      return new int[] {
        perWord,
        groups,
        words,
        steps,
        wordRows,
        pitch,
        columns,
        buffers,
        rowWords,
        mapWords,
        pooled.fits ? 1 : 0,
        pooled.keep,
        pooled.move[0],
        pooled.move[1],
        pooled.move[2],
        pooled.move[3],
        pooled.move[4],
        pooled.perRow,
        1 << Short.SIZE
      };
    }
  }

  /**
   * Pooling of a row that is one word.
   *
   * @param fits whether a row with its padding is
   * @param keep the places of the windows
   * @param move the bits that move right by 1, 2, 4, 8, 16 so that those of {@code keep} close up
   * @param perRow 2^24 divided by the number of pooled rows, rounded up
   */
  private record PooledWord(boolean fits, int keep, int[] move, int perRow) {

    static PooledWord of(LayerStructure layer) {
      Window pool = layer.pooling().window();
      Shape output = layer.output();
      int perRow = Parts.of(1 << 24, output.height());
      long last = (output.width() - 1L) * pool.columnStride();
      boolean fits =
          layer.layout().output().width() + (long) pool.columnPadding() <= Integer.SIZE
              && pool.columnPadding() < Integer.SIZE
              && pool.width() <= Integer.SIZE
              && last < Integer.SIZE;
      int keep = 0;
      for (int i = 0; fits && i < output.width(); i++) {
        keep |= 1 << i * pool.columnStride();
      }
      return new PooledWord(fits, keep, moves(keep), perRow);
    }

    /** Which bits move when bits {@code keep} close up (Hacker's Delight, section 7-4). */
    private static int[] moves(int keep) {
      int[] moves = new int[5];
      int mask = keep;
      int gaps = ~mask << 1;
      for (int i = 0; i < moves.length; i++) {
        int odd = gaps ^ gaps << 1;
        odd ^= odd << 2;
        odd ^= odd << 4;
        odd ^= odd << 8;
        odd ^= odd << 16;
        moves[i] = odd & mask;
        mask = mask ^ moves[i] | moves[i] >>> (1 << i);
        gaps &= ~odd;
      }
      return moves;
    }
  }
}
