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

  @Property(tries = 300)
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

  @Property(tries = 200)
  void correlationsAreThoseOfThePlainKernels(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 9) int window,
      @ForAll @IntRange(min = 1, max = 300) int cells) {
    Random random = new Random(seed);
    int columns = 20 + random.nextInt(30);
    float[] values = new float[5 + cells + window * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(3) == 0 ? 0 : random.nextFloat() * 255;
    }
    float[][] kernels = new float[3][window * window];
    for (float[] kernel : kernels) {
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] = random.nextInt(5) == 0 ? 0 : (float) random.nextGaussian();
      }
    }
    kernels[1] = null;
    float[][] expected = new float[3][cells + 2];
    float[][] sums = new float[3][cells + 2];

    Kernels.plain().correlate(values, 4, columns, window, kernels, expected, cells);
    new VectorKernels().correlate(values, 4, columns, window, kernels, sums, cells);

    assertThat(sums[0]).isEqualTo(expected[0]);
    assertThat(sums[2]).isEqualTo(expected[2]);
  }
}
