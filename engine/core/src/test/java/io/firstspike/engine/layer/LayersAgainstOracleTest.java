package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.oracle.DenseOracle;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** The event-driven layers and a dense implementation give the same spikes, bit for bit. */
class LayersAgainstOracleTest {

  private static final int STEPS = 7;

  @Property(tries = 200)
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
    Convolution convolution = RandomLayers.convolution(input, rows, window);
    float threshold = (1 + random.nextInt(200)) / 64f;

    float[][] potentials = DenseOracle.potentials(volley.latencies(), input, STEPS, rows, window);

    FirstSpikes neurons = new FirstSpikes(convolution, threshold);
    byte[] expected = DenseOracle.fire(potentials, threshold);
    assertThat(neurons.fire(volley)).isEqualTo(expected);
    for (int i = 0; i < expected.length; i++) {
      float atSpike = expected[i] < STEPS ? potentials[expected[i]][i] : 0;
      assertThat(neurons.potentials()[i]).isEqualTo(atSpike);
    }
  }

  @Property(tries = 200)
  void whoFiresAtAllIsCountedRightInLayersOfOnes(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 3, max = 40) int height,
      @ForAll @IntRange(min = 3, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 5) int maps,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Window window = window(random);
    Shape input = new Shape(channels, height, width);
    Volley volley = RandomLayers.volley(input, STEPS, firing, random);
    float[][] rows = new float[maps][channels * window.area()];
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(2);
      }
    }
    float threshold = random.nextInt(rows[0].length) + (random.nextBoolean() ? 0 : 0.5f);

    assertFiresAtAll(volley, rows, window, threshold);
  }

  @Property(tries = 200)
  void whoFiresAtAllIsWhoFires(
      @ForAll long seed,
      @ForAll @IntRange(min = 3, max = 9) int side,
      @ForAll boolean excitatory,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Random random = new Random(seed);
    Window window = window(random);
    Shape input = new Shape(2, side, side);
    Volley volley = RandomLayers.volley(input, STEPS, firing, random);
    float[][] rows = RandomLayers.rows(3, 2 * window.area(), random);
    if (excitatory) {
      makeExcitatory(rows);
    }

    assertFiresAtAll(volley, rows, window, (1 + random.nextInt(200)) / 64f);
  }

  private static void assertFiresAtAll(
      Volley volley, float[][] rows, Window window, float threshold) {
    float[][] potentials =
        DenseOracle.potentials(volley.latencies(), volley.shape(), STEPS, rows, window);
    byte[] expected = DenseOracle.fire(potentials, threshold);
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) Math.max(expected[i], STEPS - 1);
    }
    FirstSpikes neurons =
        new FirstSpikes(RandomLayers.convolution(volley.shape(), rows, window), threshold);

    assertThat(neurons.fireAtAll(volley)).isEqualTo(expected);
  }

  private static void makeExcitatory(float[][] rows) {
    for (float[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.abs(row[i]);
      }
    }
  }

  @Property(tries = 200)
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
    Convolution convolution = RandomLayers.convolution(input, rows, Window.square(3, 1, 1));
    float threshold = (1 + random.nextInt(200)) / 64f;

    float[][] potentials =
        DenseOracle.potentials(volley.latencies(), input, STEPS, rows, Window.square(3, 1, 1));

    assertThat(new WinnerSearch(convolution, threshold, winners, radius).search(volley))
        .isEqualTo(
            DenseOracle.winners(potentials, convolution.output(), threshold, winners, radius));
  }

  @Property(tries = 100)
  void strongestNeuronsAreThoseOfTheDenseNetwork(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int maps) {
    Random random = new Random(seed);
    Shape input = new Shape(3, 4, 4);
    Volley volley = RandomLayers.volley(input, STEPS, 0.5, random);
    float[][] rows = RandomLayers.rows(maps, 3 * 5 * 5, random);
    Convolution convolution = RandomLayers.convolution(input, rows, Window.square(5, 1, 2));

    float[] last =
        DenseOracle.potentials(volley.latencies(), input, STEPS, rows, Window.square(5, 1, 2))[
            STEPS - 1];

    Shape neurons = convolution.output();
    for (Winner winner : new DecisionNeurons(convolution, false).strongest(volley)) {
      float highest = Float.NEGATIVE_INFINITY;
      int first = -1;
      for (int location = 0; location < neurons.locations(); location++) {
        float potential = last[winner.map() * neurons.locations() + location];
        if (potential > highest) {
          highest = potential;
          first = location;
        }
      }
      assertThat(winner)
          .isEqualTo(
              new Winner(
                  winner.map(),
                  first / neurons.width(),
                  first % neurons.width(),
                  STEPS - 1,
                  highest));
    }
  }

  @Property(tries = 100)
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

  /** Any window of 1 to 3 cells a side, with strides and less padding than sides. */
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
