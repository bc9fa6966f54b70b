package io.firstspike.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops.Sign;
import io.firstspike.engine.compute.WeightLoops;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Vector loops and plain ones give the same bits. */
class VectorInnerLoopsTest {

  @Example
  void theseAreTheLoopsThatAreFound() {
    assertThat(InnerLoops.fastest().bits()).isInstanceOf(VectorBitLoops.class);
    assertThat(InnerLoops.fastest().pixels()).isInstanceOf(VectorPixelLoops.class);
    assertThat(InnerLoops.fastest().weights()).isInstanceOf(VectorWeightLoops.class);
  }

  @Property(tries = 300, seed = "1")
  void countsAreThoseOfThePlainLoops(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 600) int planes,
      @ForAll @IntRange(min = 1, max = 4) int limits) {
    Random random = new Random(seed);
    long[] tile = new long[(planes + 1) * BitLoops.TILE];
    double share = random.nextDouble();
    for (int i = 0; i < planes * BitLoops.TILE; i++) {
      for (int bit = 0; bit < Long.SIZE; bit++) {
        tile[i] |= random.nextDouble() < share ? 1L << bit : 0;
      }
    }
    int[] taps = new int[(planes + BitLoops.BLOCK - 1) / BitLoops.BLOCK * BitLoops.BLOCK];
    Arrays.setAll(taps, i -> Math.min(i, planes) * BitLoops.TILE);
    int[] allowed = new int[limits];
    for (int i = 0; i < limits; i++) {
      allowed[i] = Math.max(i == 0 ? 0 : -1, (int) (planes * share) - 3 * i + random.nextInt(4));
    }
    int apart = BitLoops.TILE + 3;
    long[] expected = new long[2 + limits * apart];
    long[] fired = new long[expected.length];

    InnerLoops.plain().bits().atMost(taps, tile, allowed, expected, 2, apart);
    vector().bits().atMost(taps, tile, allowed, fired, 2, apart);

    assertThat(fired).isEqualTo(expected);
    for (int i = 0; i < limits; i++) {
      for (int neuron = 0; neuron < BitLoops.TILE * Long.SIZE; neuron += 7) {
        boolean fires = count(tile, planes, neuron) <= allowed[i];
        long word = fired[2 + i * apart + neuron / Long.SIZE];
        assertThat((word >>> neuron & 1) == 1).isEqualTo(fires);
      }
    }
  }

  private static int count(long[] tile, int planes, int neuron) {
    int count = 0;
    for (int plane = 0; plane < planes; plane++) {
      count += (int) (tile[plane * BitLoops.TILE + neuron / Long.SIZE] >>> neuron & 1);
    }
    return count;
  }

  @Property(tries = 200, seed = "1")
  void correlationsAreThoseOfThePlainLoops(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 81) int places,
      @ForAll @IntRange(min = 1, max = 2) int filters,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 4) int blocks) {
    Random random = new Random(seed);
    int width = blocks * InnerLoops.LANES;
    int spare = random.nextInt(9);
    int columns = width + spare;
    int[] offsets =
        random
            .ints(places, 0, 300 / columns + 1)
            .sorted()
            .map(row -> row * columns + random.nextInt(spare + 1))
            .toArray();
    float[] values = floats(4 + (rows + 1) * columns + 300, random);
    int top = random.nextInt(3);
    int bottom = 3 + random.nextInt(rows + 300 / columns);
    Arrays.fill(values, 0, 4 + top * columns, 0);
    Arrays.fill(values, Math.min(values.length, 4 + bottom * columns), values.length, 0);
    float[][] weights = new float[filters][];
    Arrays.setAll(weights, i -> floats(places, random));
    float[][] expected = new float[filters][rows * width + 2];
    float[][] sums = new float[filters][rows * width + 2];

    InnerLoops.plain()
        .pixels()
        .correlate(values, 4, columns, top, bottom, offsets, weights, expected, rows, width);
    vector()
        .pixels()
        .correlate(values, 4, columns, top, bottom, offsets, weights, sums, rows, width);

    assertThat(sums).isDeepEqualTo(expected);
  }

  @Property(tries = 200, seed = "1")
  void whatIsKeptIsWhatThePlainLoopsKeep(
      @ForAll long seed, @ForAll Sign sign, @ForAll @IntRange(min = 1, max = 70) int count) {
    Random random = new Random(seed);
    float[] answers = floats(count + 3, random);
    float threshold = random.nextBoolean() ? Float.NEGATIVE_INFINITY : random.nextFloat();
    float[] expected = floats(count + 6, random);
    float[] kept = expected.clone();

    InnerLoops.plain().pixels().keep(answers, 3, sign, threshold, expected, 4, count);
    vector().pixels().keep(answers, 3, sign, threshold, kept, 4, count);

    assertThat(kept).isEqualTo(expected);
  }

  @Property(tries = 300, seed = "1")
  void valuesThatAreNotZeroAreListedAsByThePlainLoops(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 100) int count) {
    Random random = new Random(seed);
    float[] special = {0, -0.0f, Float.MIN_VALUE, -Float.MIN_VALUE, Float.NaN, -1, 1e30f};
    float[] values = new float[3 + count];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? 0 : special[random.nextInt(special.length)];
    }
    int[] expected = new int[count + InnerLoops.LANES];
    int[] found = new int[count + InnerLoops.LANES];

    int length = InnerLoops.plain().pixels().listNonZero(values, 3, count, expected);

    assertThat(vector().pixels().listNonZero(values, 3, count, found)).isEqualTo(length);
    assertThat(Arrays.copyOf(found, length)).isEqualTo(Arrays.copyOf(expected, length));
  }

  @Property(tries = 200, seed = "1")
  void rowsAreAddedAsByThePlainLoops(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 14) int blocks,
      @ForAll @IntRange(min = 0, max = 40) int count) {
    Random random = new Random(seed);
    int width = blocks * InnerLoops.LANES;
    float[] rows = floats(50 * width, random);
    int[] starts = random.ints(0, 50).distinct().limit(count).map(row -> row * width).toArray();
    float[] changes = floats(width, random);
    float[][] expected = {rows.clone(), rows.clone(), rows.clone(), floats(width, random)};
    float[][] added = Arrays.stream(expected).map(float[]::clone).toArray(float[][]::new);
    float[] squares = floats(rows.length, random);
    for (int i = 0; i < squares.length; i++) {
      squares[i] = Math.abs(squares[i]);
    }
    float[] otherSquares = squares.clone();

    addRows(InnerLoops.plain().weights(), rows, starts, changes, expected, squares);
    addRows(vector().weights(), rows, starts, changes, added, otherSquares);

    assertThat(added).isDeepEqualTo(expected);
    assertThat(otherSquares).isEqualTo(squares);
  }

  private static void addRows(
      WeightLoops loops,
      float[] rows,
      int[] starts,
      float[] changes,
      float[][] into,
      float[] squares) {
    loops.add(rows, rows.length / 2, into[0], rows.length / 4, changes.length);
    loops.addToRows(changes, into[1], starts, starts.length);
    loops.adapt(changes, 0.3f, into[2], squares, starts, starts.length);
    loops.addRows(rows, starts, starts.length, into[3], 0, into[3].length);
  }

  @Property(tries = 200, seed = "1")
  void theFirstAboveIsThatOfThePlainLoops(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 300) int count) {
    Random random = new Random(seed);
    float[] values = floats(count + 5, random);
    float limit = 200 * random.nextFloat();
    int from = random.nextInt(5);

    assertThat(vector().weights().firstAbove(values, from, count + 3, limit))
        .isEqualTo(InnerLoops.plain().weights().firstAbove(values, from, count + 3, limit));
    assertThat(vector().weights().firstAbove(values, from, count + 3, -limit))
        .isEqualTo(InnerLoops.plain().weights().firstAbove(values, from, count + 3, -limit));
  }

  @Property(tries = 200, seed = "1")
  void theHighestIsThatOfThePlainLoops(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int blocks) {
    Random random = new Random(seed);
    float[] values = floats(3 + blocks * InnerLoops.LANES, random);
    values[3 + random.nextInt(InnerLoops.LANES)] = 0.5f;

    assertThat(vector().weights().highest(values, 3, blocks * InnerLoops.LANES))
        .isEqualTo(InnerLoops.plain().weights().highest(values, 3, blocks * InnerLoops.LANES));
  }

  @Property(tries = 200, seed = "1")
  void planesAndPooledBitsAreThoseOfThePlainLoops(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 64) int width) {
    Random random = new Random(seed);
    long[] bits = random.longs(12 * BitLoops.TILE).toArray();
    int[] offsets = random.ints(rows, 0, 10 * Long.SIZE).toArray();
    long[] expected = random.longs(6 * BitLoops.TILE).toArray();
    long[] computed = expected.clone();
    int from = random.nextInt(700);
    long mask = random.nextLong();
    int shift = random.nextInt(64);

    computeBits(InnerLoops.plain().bits(), bits, from, offsets, width, mask, shift, expected);
    computeBits(vector().bits(), bits, from, offsets, width, mask, shift, computed);

    assertThat(computed).isEqualTo(expected);
  }

  private static void computeBits(
      BitLoops loops,
      long[] bits,
      int from,
      int[] offsets,
      int width,
      long mask,
      int shift,
      long[] computed) {
    loops.silent(bits, from, bits, 7, computed, 3);
    loops.pool(bits, offsets, width, mask, shift, computed, 2 * BitLoops.TILE);
    loops.toLanes(bits, 5, 9, computed, 3 * BitLoops.TILE, 3);
  }

  private static InnerLoops vector() {
    return new VectorInnerLoops().loops();
  }

  private static float[] floats(int count, Random random) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextGaussian() * 100;
    }
    return floats;
  }
}
