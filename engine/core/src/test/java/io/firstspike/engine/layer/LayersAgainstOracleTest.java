package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.oracle.DenseOracle;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/**
 * Tests that the event-driven layers and a dense implementation give the same spikes, bit by bit.
 */
class LayersAgainstOracleTest {

  private static final int STEPS = 7;

  @Property(tries = 200, seed = "1")
  void firstSpikesAreThoseOfTheDenseNetwork(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 3, max = 9) int height,
      @ForAll @IntRange(min = 3, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 5) int maps,
      @ForAll boolean excitatory,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Window window = window(random);
    Shape input = new Shape(channels, height, width);
    Volley volley = RandomLayers.volley(input, STEPS, firing, random);
    float[][] rows = RandomLayers.rows(maps, channels * window.area(), random);
    if (excitatory) {
      makeExcitatory(rows);
    }
    LayerWeights synapses = RandomLayers.layer(input, rows, window);
    float threshold = (1 + random.nextInt(200)) / 64f;

    float[][] potentials = DenseOracle.potentials(volley.latencies(), input, STEPS, rows, window);

    FirstSpikes neurons = new FirstSpikes(synapses, threshold);
    byte[] expected = DenseOracle.fire(potentials, threshold);
    assertThat(neurons.fire(volley)).isEqualTo(expected);
    for (int i = 0; i < expected.length; i++) {
      float atSpike = expected[i] < STEPS ? potentials[expected[i]][i] : 0;
      assertThat(neurons.potentials()[i]).isEqualTo(atSpike);
    }
  }

  @Property(tries = 300, seed = "1")
  void whoFiresAtAllIsCountedRightInLayersOfOnes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 3, max = 40) int height,
      @ForAll @IntRange(min = 3, max = 150) int width,
      @ForAll @IntRange(min = 1, max = 5) int maps,
      @ForAll @IntRange(min = 1, max = 3) int thresholds,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Window seen = window(random);
    Window window =
        new Window(seen.height(), seen.width(), 1, 1, seen.rowPadding(), seen.columnPadding());
    Volley volley = RandomLayers.volley(new Shape(channels, height, width), STEPS, firing, random);
    float[][] rows = ones(maps, channels * window.area(), random);

    assertFiresAtAll(
        volley, rows, window, thresholds(thresholds, channels * window.area(), random), random);
  }

  /** Most of many weights of 1 may miss a spike, so counters need many digits. */
  @Property(tries = 100, seed = "1")
  void manyOnesAreCountedRight(
      @ForAll long seed, @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Volley volley = RandomLayers.volley(new Shape(20, 12, 9), STEPS, firing, random);
    Window window = Window.square(5, 1, 2);
    float[][] rows = ones(4, 20 * window.area(), random);

    assertFiresAtAll(volley, rows, window, thresholds(2, 150, random), random);
  }

  /**
   * Weights as STDP leaves them: close to 0 and 1, in some maps so close that counts decide, in
   * others not, and thresholds that such sums meet.
   */
  @Property(tries = 500, seed = "1")
  void layersOfNearlyOnesFireAsTheirSumsDo(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int channels,
      @ForAll @IntRange(min = 1, max = 9) int maps,
      @ForAll @IntRange(min = 1, max = 2) int thresholds,
      @ForAll @DoubleRange(min = 0.2, max = 1) double firing) {
    Random random = new Random(seed);
    Window window = Window.square(3, 1, random.nextInt(2));
    Volley volley = RandomLayers.volley(new Shape(channels, 8, 11), STEPS, firing, random);
    float[][] rows = ones(maps, channels * window.area(), random);
    for (float[] row : rows) {
      float distance = (float) Math.pow(10, -random.nextInt(14));
      for (int i = 0; i < row.length; i++) {
        float off = random.nextInt(4) == 0 ? 0 : distance * random.nextFloat();
        row[i] = Math.abs(row[i] - off);
      }
    }
    LayerWeights synapses = RandomLayers.layer(volley.shape(), rows, window);
    float[] limits = thresholds(thresholds, channels * window.area(), random);
    Pooling pooling = new Pooling(poolThatFits(synapses.layout().output(), random));
    FeatureLayer layer = new FeatureLayer(synapses, limits, pooling);

    // Sums of floats depend on the order of the spikes, which the oracle does not know.
    byte[] inTime = pooledSums(synapses, limits, pooling, neurons -> neurons.fire(volley));
    byte[] atAll = pooledSums(synapses, limits, pooling, neurons -> neurons.fireAtAll(volley));

    // The first volleys are summed up, the others counted where that is the same.
    for (int i = 0; i < 4; i++) {
      assertThat(layer.forward(volley).latencies()).isEqualTo(inTime);
      assertThat(layer.forwardAtAll(volley).latencies()).isEqualTo(atAll);
    }
  }

  private static byte[] pooledSums(
      LayerWeights synapses,
      float[] thresholds,
      Pooling pooling,
      Function<FirstSpikes, byte[]> firing) {
    Shape neurons = synapses.layout().output();
    int size = pooling.output(neurons).size();
    byte[] pooled = new byte[thresholds.length * size];
    for (int i = 0; i < thresholds.length; i++) {
      pooling.latencies(
          neurons, firing.apply(new FirstSpikes(synapses, thresholds[i])), pooled, i * size);
    }
    return pooled;
  }

  private static float[][] ones(int maps, int fan, Random random) {
    float[][] rows = new float[maps][fan];
    for (float[] row : rows) {
      double share = random.nextDouble();
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextDouble() < share ? 1 : 0;
      }
    }
    return rows;
  }

  private static float[] thresholds(int count, int below, Random random) {
    float[] thresholds = new float[count];
    for (int i = 0; i < count; i++) {
      float before = i == 0 ? 0 : thresholds[i - 1] + 0.5f;
      thresholds[i] = before + random.nextInt(1 + below / 2) + random.nextInt(2) / 2f;
    }
    return thresholds;
  }

  @Property(tries = 200, seed = "1")
  void whoFiresAtAllIsWhoFires(
      @ForAll long seed,
      @ForAll @IntRange(min = 3, max = 9) int side,
      @ForAll boolean excitatory,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Window window = window(random);
    Volley volley = RandomLayers.volley(new Shape(2, side, side), STEPS, firing, random);
    float[][] rows = RandomLayers.rows(3, 2 * window.area(), random);
    if (excitatory) {
      makeExcitatory(rows);
    }
    float first = (1 + random.nextInt(200)) / 64f;

    assertFiresAtAll(volley, rows, window, new float[] {first, first + 0.25f}, random);
  }

  /** A window as large as its input has only one place, but its padding shifts it. */
  @Property(tries = 50, seed = "1")
  void aWindowAsLargeAsItsInputMayBePadded(@ForAll long seed) {
    Random random = new Random(seed);
    Window window = new Window(3, 3, 3, 3, 1, 1);
    Volley volley = RandomLayers.volley(new Shape(2, 3, 3), STEPS, 0.5, random);
    float[][] rows = RandomLayers.rows(3, 2 * window.area(), random);

    assertFiresAtAll(volley, rows, window, new float[] {0.5f, 1.5f}, random);
  }

  /**
   * Compares the layer, at several thresholds and pooled, with the oracle: with time steps and
   * without.
   */
  private static void assertFiresAtAll(
      Volley volley, float[][] rows, Window window, float[] thresholds, Random random) {
    float[][] potentials =
        DenseOracle.potentials(volley.latencies(), volley.shape(), STEPS, rows, window);
    LayerWeights synapses = RandomLayers.layer(volley.shape(), rows, window);
    Shape neurons = synapses.layout().output();
    Window pool = poolThatFits(neurons, random);
    FeatureLayer layer = new FeatureLayer(synapses, thresholds, new Pooling(pool));
    ByteBuffer pooled = ByteBuffer.allocate(10_000_000);
    for (float threshold : thresholds) {
      pooled.put(DenseOracle.pool(DenseOracle.fire(potentials, threshold), neurons, pool));
    }
    byte[] inTime = Arrays.copyOf(pooled.array(), pooled.position());
    byte[] atAll = inTime.clone();
    for (int i = 0; i < atAll.length; i++) {
      atAll[i] = (byte) Math.max(atAll[i], STEPS - 1);
    }

    // The second run shows whether anything of one volley is left for the next.
    for (int i = 0; i < 2; i++) {
      assertThat(layer.forward(volley).latencies()).isEqualTo(inTime);
      assertThat(layer.forwardAtAll(volley).latencies()).isEqualTo(atAll);
    }
  }

  private static Window poolThatFits(Shape neurons, Random random) {
    Window pool = window(random);
    boolean fits =
        pool.height() <= neurons.height() + 2 * pool.rowPadding()
            && pool.width() <= neurons.width() + 2 * pool.columnPadding();
    return fits ? pool : Window.square(1, 1, 0);
  }

  private static void makeExcitatory(float[][] rows) {
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.abs(row[i]);
      }
    }
  }

  @Property(tries = 200, seed = "1")
  void winnersAreThoseOfTheDenseNetwork(
      @ForAll long seed,
      @ForAll @IntRange(min = 3, max = 9) int height,
      @ForAll @IntRange(min = 3, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 12) int maps,
      @ForAll @IntRange(min = 1, max = 8) int winners,
      @ForAll @IntRange(min = 0, max = 3) int radius) {
    Random random = new Random(seed);
    Shape input = new Shape(2, height, width);
    Volley volley = RandomLayers.volley(input, STEPS, 0.6, random);
    float[][] rows = RandomLayers.rows(maps, 2 * 3 * 3, random);
    LayerWeights synapses = RandomLayers.layer(input, rows, Window.square(3, 1, 1));
    float threshold = (1 + random.nextInt(200)) / 64f;

    float[][] potentials =
        DenseOracle.potentials(volley.latencies(), input, STEPS, rows, Window.square(3, 1, 1));

    assertThat(new WinnerSearch(synapses, threshold, winners, radius).search(volley).list())
        .isEqualTo(
            DenseOracle.winners(
                potentials, synapses.layout().output(), threshold, winners, radius));
  }

  @Property(tries = 100, seed = "1")
  void strongestNeuronsAreThoseOfTheDenseNetwork(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int maps) {
    Random random = new Random(seed);
    Shape input = new Shape(3, 4, 4);
    Volley volley = RandomLayers.volley(input, STEPS, 0.5, random);
    float[][] rows = RandomLayers.rows(maps, 3 * 5 * 5, random);
    LayerWeights synapses = RandomLayers.layer(input, rows, Window.square(5, 1, 2));

    float[] last =
        DenseOracle.potentials(volley.latencies(), input, STEPS, rows, Window.square(5, 1, 2))[
            STEPS - 1];

    Shape neurons = synapses.layout().output();
    DecisionNeurons decision = new DecisionNeurons(synapses, false);
    decision.integrate(volley);
    for (int map = 0; map < maps; map++) {
      float highest = Float.NEGATIVE_INFINITY;
      int first = -1;
      for (int location = 0; location < neurons.locations(); location++) {
        float potential = last[map * neurons.locations() + location];
        if (potential > highest) {
          highest = potential;
          first = location;
        }
      }
      assertThat(decision.potential(map)).isEqualTo(highest);
      assertThat(decision.location(map)).isEqualTo(first);
    }
  }

  @Property(tries = 300, seed = "1")
  void neuronsThatCanLeadAreIntegratedLikeAll(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int maps,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Shape input = new Shape(3, 1 + random.nextInt(6), 1 + random.nextInt(6));
    Window seen = window(random);
    Window window = poolThatFits(input, random);
    Volley volley = RandomLayers.volley(input, STEPS, firing, random);
    float[][] rows = RandomLayers.rows(maps, 3 * window.area(), random);
    if (seen.height() > 1) {
      makeExcitatory(rows);
    }
    LayerWeights synapses = RandomLayers.layer(input, rows, window);
    DecisionNeurons all = new DecisionNeurons(synapses, false);
    DecisionNeurons some = new DecisionNeurons(synapses, false);

    all.integrate(volley);
    some.integrateBusiest(volley);
    float least = all.potential(random.nextInt(maps)) - random.nextInt(2);
    some.integrateRest(least);

    for (int map = 0; map < maps; map++) {
      if (all.potential(map) >= least) {
        assertThat(some.potential(map)).isEqualTo(all.potential(map));
        assertThat(some.location(map)).isEqualTo(all.location(map));
      } else {
        assertThat(some.potential(map)).isLessThan(least);
      }
    }
  }

  @Property(tries = 100, seed = "1")
  void pooledLatenciesAreTheEarliest(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 9) int side) {
    Random random = new Random(seed);
    Window window = window(random);
    Shape shape = new Shape(2, side, side + 1);
    byte[] latencies = RandomLayers.volley(shape, STEPS, 0.4, random).latencies();
    Pooling pooling = new Pooling(window);
    byte[] pooled = new byte[pooling.output(shape).size()];

    pooling.latencies(shape, latencies, pooled);

    assertThat(pooled).isEqualTo(DenseOracle.pool(latencies, shape, window));
  }

  /** A random window of 1 to 3 cells a side, with any strides, and less padding than its sides. */
  private static Window window(Random random) {
    int height = 1 + random.nextInt(3);
    int width = 1 + random.nextInt(3);
    return new Window(
        height,
        width,
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(height),
        random.nextInt(width));
  }
}
