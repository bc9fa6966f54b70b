package io.firstspike.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.compute.Kernels;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Vector kernels and plain ones give the same bits. */
class VectorKernelsTest {

  @Example
  void theseAreTheKernelsThatAreFound() {
    assertThat(Kernels.fastest()).isInstanceOf(VectorKernels.class);
  }

  @Property(tries = 300, seed = "1")
  void countsAreThoseOfThePlainKernels(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 600) int planes,
      @ForAll @IntRange(min = 1, max = 4) int limits) {
    Random random = new Random(seed);
    long[] tile = new long[(planes + 1) * Kernels.TILE];
    double share = random.nextDouble();
    for (int i = 0; i < planes * Kernels.TILE; i++) {
      for (int bit = 0; bit < Long.SIZE; bit++) {
        tile[i] |= random.nextDouble() < share ? 1L << bit : 0;
      }
    }
    int[] taps = new int[(planes + Kernels.BLOCK - 1) / Kernels.BLOCK * Kernels.BLOCK];
    Arrays.setAll(taps, i -> Math.min(i, planes) * Kernels.TILE);
    int[] allowed = new int[limits];
    for (int i = 0; i < limits; i++) {
      allowed[i] = Math.max(i == 0 ? 0 : -1, (int) (planes * share) - 3 * i + random.nextInt(4));
    }
    int apart = Kernels.TILE + 3;
    long[] expected = new long[2 + limits * apart];
    long[] fired = new long[expected.length];

    Kernels.plain().atMost(taps, tile, allowed, expected, 2, apart);
    new VectorKernels().atMost(taps, tile, allowed, fired, 2, apart);

    assertThat(fired).isEqualTo(expected);
    for (int i = 0; i < limits; i++) {
      for (int neuron = 0; neuron < Kernels.TILE * Long.SIZE; neuron += 7) {
        boolean fires = count(tile, planes, neuron) <= allowed[i];
        long word = fired[2 + i * apart + neuron / Long.SIZE];
        assertThat((word >>> neuron & 1) == 1).isEqualTo(fires);
      }
    }
  }

  private static int count(long[] tile, int planes, int neuron) {
    int count = 0;
    for (int plane = 0; plane < planes; plane++) {
      count += (int) (tile[plane * Kernels.TILE + neuron / Long.SIZE] >>> neuron & 1);
    }
    return count;
  }

  @Property(tries = 200, seed = "1")
  void correlationsAreThoseOfThePlainKernels(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 81) int places,
      @ForAll @IntRange(min = 1, max = 2) int filters,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 4) int blocks) {
    Random random = new Random(seed);
    int width = blocks * Kernels.LANES;
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

    Kernels.plain()
        .correlate(values, 4, columns, top, bottom, offsets, weights, expected, rows, width);
    new VectorKernels()
        .correlate(values, 4, columns, top, bottom, offsets, weights, sums, rows, width);

    assertThat(sums).isDeepEqualTo(expected);
  }

  @Property(tries = 200, seed = "1")
  void whatIsKeptIsWhatThePlainKernelsKeep(
      @ForAll long seed,
      @ForAll Kernels.Sign sign,
      @ForAll @IntRange(min = 1, max = 70) int count) {
    Random random = new Random(seed);
    float[] answers = floats(count + 3, random);
    float threshold = random.nextBoolean() ? Float.NEGATIVE_INFINITY : random.nextFloat();
    float[] expected = floats(count + 6, random);
    float[] kept = expected.clone();

    Kernels.plain().keep(answers, 3, sign, threshold, expected, 4, count);
    new VectorKernels().keep(answers, 3, sign, threshold, kept, 4, count);

    assertThat(kept).isEqualTo(expected);
  }

  @Property(tries = 200, seed = "1")
  void rowsAreAddedAsByThePlainKernels(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 14) int blocks,
      @ForAll @IntRange(min = 0, max = 40) int count) {
    Random random = new Random(seed);
    int width = blocks * Kernels.LANES;
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

    addRows(Kernels.plain(), rows, starts, changes, expected, squares);
    addRows(new VectorKernels(), rows, starts, changes, added, otherSquares);

    assertThat(added).isDeepEqualTo(expected);
    assertThat(otherSquares).isEqualTo(squares);
  }

  private static void addRows(
      Kernels kernels,
      float[] rows,
      int[] starts,
      float[] changes,
      float[][] into,
      float[] squares) {
    kernels.add(rows, rows.length / 2, into[0], rows.length / 4, changes.length);
    kernels.addToRows(changes, into[1], starts, starts.length);
    kernels.adapt(changes, 0.3f, into[2], squares, starts, starts.length);
    kernels.addRows(rows, starts, starts.length, into[3]);
  }

  @Property(tries = 200, seed = "1")
  void theFirstAboveIsThatOfThePlainKernels(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 300) int count) {
    Random random = new Random(seed);
    float[] values = floats(count + 5, random);
    float limit = 200 * random.nextFloat();
    int from = random.nextInt(5);

    assertThat(new VectorKernels().firstAbove(values, from, count + 3, limit))
        .isEqualTo(Kernels.plain().firstAbove(values, from, count + 3, limit));
    assertThat(new VectorKernels().firstAbove(values, from, count + 3, -limit))
        .isEqualTo(Kernels.plain().firstAbove(values, from, count + 3, -limit));
  }

  @Property(tries = 200, seed = "1")
  void theHighestIsThatOfThePlainKernels(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int blocks) {
    Random random = new Random(seed);
    float[] values = floats(3 + blocks * Kernels.LANES, random);
    values[3 + random.nextInt(Kernels.LANES)] = 0.5f;

    assertThat(new VectorKernels().highest(values, 3, blocks * Kernels.LANES))
        .isEqualTo(Kernels.plain().highest(values, 3, blocks * Kernels.LANES));
  }

  @Property(tries = 200, seed = "1")
  void planesAndPooledBitsAreThoseOfThePlainKernels(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 64) int width) {
    Random random = new Random(seed);
    long[] bits = random.longs(12 * Kernels.TILE).toArray();
    int[] offsets = random.ints(rows, 0, 10 * Long.SIZE).toArray();
    long[] expected = random.longs(6 * Kernels.TILE).toArray();
    long[] computed = expected.clone();
    int from = random.nextInt(700);
    long mask = random.nextLong();
    int shift = random.nextInt(64);

    computeBits(Kernels.plain(), bits, from, offsets, width, mask, shift, expected);
    computeBits(new VectorKernels(), bits, from, offsets, width, mask, shift, computed);

    assertThat(computed).isEqualTo(expected);
  }

  private static void computeBits(
      Kernels kernels,
      long[] bits,
      int from,
      int[] offsets,
      int width,
      long mask,
      int shift,
      long[] computed) {
    kernels.silent(bits, from, bits, 7, computed, 3);
    kernels.pool(bits, offsets, width, mask, shift, computed, 2 * Kernels.TILE);
    kernels.toLanes(bits, 5, 9, computed, 3 * Kernels.TILE, 3);
  }

  private static float[] floats(int count, Random random) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = random.nextInt(4) == 0 ? 0 : (float) random.nextGaussian() * 100;
    }
    return floats;
  }
}
