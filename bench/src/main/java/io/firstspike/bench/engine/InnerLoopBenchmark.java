package io.firstspike.bench.engine;

import io.firstspike.engine.compute.BitLoops;
import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.compute.PixelLoops;
import io.firstspike.engine.compute.PixelLoops.Sign;
import io.firstspike.engine.compute.WeightLoops;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * JMH benchmarks of the engine's innermost loops, on data of the size that digits make of it;
 * {@link Loop} tells how many operations a call takes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class InnerLoopBenchmark {

  static final int PLANES = 40;
  static final int INPUTS = 150;
  static final int PLACES = 49;
  static final int ROWS = 28;
  static final int WIDTH = 32;
  static final int SPIKES = 1160;
  static final int NEURONS = 208;
  static final int MAPS = 256;
  static final int WINDOW_ROWS = 4;

  /** An innermost loop, what it works on, and how many operations one call takes. */
  enum Loop {
    COUNT_PLANES("countPlanes", true, PLANES / BitLoops.BLOCK * 7 * 5 * BitLoops.TILE),
    POOL("pool", true, (WINDOW_ROWS * 6 + 4 + 3) * BitLoops.TILE),
    CORRELATE("correlate", false, 2 * 2 * PLACES * ROWS * WIDTH),
    CUT_OFF("cutOff", false, WIDTH),
    ADD_KERNEL_ROW("addKernelRow", false, 3 * MAPS),
    ADD_ROWS("addRows", false, SPIKES * NEURONS),
    ADD_TO_ROWS("addToRows", false, SPIKES * InnerLoops.LANES),
    ADAPT("adapt", false, 5 * SPIKES * InnerLoops.LANES);

    /** The method of the benchmark. */
    final String method;

    /** Whether it works on words of bits, or on floats. */
    final boolean words;

    final int operations;

    Loop(String method, boolean words, int operations) {
      this.method = method;
      this.words = words;
      this.operations = operations;
    }
  }

  private final InnerLoops loops = InnerLoops.fastest();
  private final BitLoops bitLoops = loops.bits();
  private final PixelLoops pixelLoops = loops.pixels();
  private final WeightLoops weightLoops = loops.weights();
  private final Random random = new Random(1);
  private final long[] tile = random.longs((INPUTS + 1) * BitLoops.TILE).toArray();
  private final int[] taps =
      random.ints(PLANES, 0, INPUTS).map(plane -> plane * BitLoops.TILE).toArray();
  private final int[] allowed = {6};
  private final long[] fired = new long[BitLoops.TILE];
  private final int[] offsets = {64, 96, 128, 160};
  private final long[] packed = new long[BitLoops.TILE];
  private final float[] pixels = floats((ROWS + 7) * (WIDTH + 7));
  private final float[][] filters = {floats(PLACES), floats(PLACES)};
  private final float[][] answers = new float[2][ROWS * WIDTH];
  private final int[] places = new int[PLACES];
  private final float[] intensities = new float[WIDTH];
  private final float[] weights = floats(4000 * NEURONS);
  private final float[] potentials = new float[196 * MAPS];
  private final float[] sums = new float[NEURONS];
  private final int[] starts = new int[SPIKES];
  private final float[] squares = new float[4000 * InnerLoops.LANES];
  private final int[] taken = new int[SPIKES];
  private final float[] errors = floats(InnerLoops.LANES);
  private int next;

  /** Spikes ascend, as those of a volley do. */
  @Setup
  public void scatter() {
    Arrays.setAll(places, i -> i / 7 * (WIDTH + 7) + i % 7);
    int[] spikes = random.ints(0, 4000).distinct().limit(SPIKES).sorted().toArray();
    Arrays.setAll(starts, i -> spikes[i] * NEURONS);
    Arrays.setAll(taken, i -> spikes[i] * InnerLoops.LANES);
  }

  private float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = random.nextFloat() - 0.5f;
    }
    return floats;
  }

  @Benchmark
  public long[] countPlanes() {
    bitLoops.atMost(taps, tile, allowed, fired, 0, BitLoops.TILE);
    return fired;
  }

  @Benchmark
  public long[] pool() {
    bitLoops.pool(tile, offsets, WINDOW_ROWS, 0x1249249249249249L, 0, packed, 0);
    return packed;
  }

  @Benchmark
  public float[][] correlate() {
    pixelLoops.correlate(pixels, 0, WIDTH + 7, 0, ROWS + 7, places, filters, answers, ROWS, WIDTH);
    return answers;
  }

  @Benchmark
  public float[] cutOff() {
    pixelLoops.keep(pixels, 3, Sign.AS_IS, 0.1f, intensities, 0, WIDTH);
    return intensities;
  }

  @Benchmark
  public float[] addKernelRow() {
    next = (next + 7) % 190;
    weightLoops.add(weights, next * MAPS, potentials, next * MAPS, 3 * MAPS);
    return potentials;
  }

  @Benchmark
  public float[] addRows() {
    weightLoops.addRows(weights, starts, SPIKES, sums, 0, sums.length);
    return sums;
  }

  @Benchmark
  public float[] addToRows() {
    weightLoops.addToRows(errors, weights, taken, SPIKES);
    return weights;
  }

  @Benchmark
  public float[] adapt() {
    weightLoops.adapt(errors, 0.01f, weights, squares, taken, SPIKES);
    return weights;
  }
}
