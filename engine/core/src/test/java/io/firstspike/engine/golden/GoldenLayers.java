package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.layer.DecisionNeurons;
import io.firstspike.engine.layer.FirstSpikes;
import io.firstspike.engine.layer.Inhibition;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.Threshold;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.layer.WinnerSearch;
import io.firstspike.engine.oracle.DenseOracle;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Checks of convolution, firing, pooling, inhibition, competition and plasticity. */
final class GoldenLayers {

  static final Map<String, GoldenTest.Check> CHECKS =
      Map.of(
          "Convolution", GoldenLayers::convolution,
          "fire", GoldenLayers::fire,
          "threshold", GoldenLayers::threshold,
          "pooling", GoldenLayers::pooling,
          "pointwise_inhibition", GoldenLayers::pointwiseInhibition,
          "feature_inhibition", GoldenLayers::featureInhibition,
          "get_k_winners", GoldenLayers::winners,
          "STDP", GoldenLayers::stdp);

  private GoldenLayers() {}

  static float[] joined(float[][] parts) {
    int size = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    float[] joined = new float[size];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  static LayerWeights layer(Shape input, NumericArray weights, int padding) {
    int[] d = weights.dimensions();
    Window window = new Window(d[2], d[3], 1, 1, padding, padding);
    return RandomLayers.layer(input, GoldenCase.byFirstDimension(weights), window);
  }

  /**
   * Checks first spikes, decisions and winners against potentials over time, which the engine
   * itself never holds.
   */
  private static void convolution(GoldenCase golden) throws IOException {
    NumericArray input = golden.input("input_first_spike_time");
    Volley volley = GoldenCase.volley(input, golden.parameter("T").asInt());
    LayerWeights synapses = layer(volley.shape(), golden.input("weight"), 0);
    float[][] waves =
        DenseOracle.potentials(
            volley.latencies(),
            volley.shape(),
            volley.steps(),
            GoldenCase.byFirstDimension(golden.input("weight")),
            synapses.layout().window());
    if (golden.hasOutput("potentials")) {
      golden.check(joined(waves), "potentials");
    } else {
      golden.check(waves[volley.steps() - 1], "potentials_last");
      golden.check(sum(waves), "potentials_sum_over_time");
    }
    Shape shape = synapses.layout().output();
    DecisionNeurons neurons = new DecisionNeurons(synapses, false);
    neurons.integrate(volley);
    for (int map = 0; map < neurons.maps(); map++) {
      int first = shape.index(map, 0, 0);
      float highest = Float.NEGATIVE_INFINITY;
      for (int i = first; i < first + shape.locations(); i++) {
        highest = Math.max(highest, waves[volley.steps() - 1][i]);
      }
      assertThat(neurons.potential(map)).isEqualTo(highest);
    }
  }

  private static float[] sum(float[][] waves) {
    float[] sum = new float[waves[0].length];
    for (float[] wave : waves) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += wave[i];
      }
    }
    return sum;
  }

  private static void fire(GoldenCase golden) throws IOException {
    NumericArray input = golden.input("input_first_spike_time");
    Volley volley = GoldenCase.volley(input, golden.parameter("T").asInt());
    LayerWeights synapses = layer(volley.shape(), golden.input("weight"), 0);
    FirstSpikes neurons = new FirstSpikes(synapses, golden.threshold("threshold"));

    byte[] latencies = neurons.fire(volley);

    assertThat(latencies)
        .isEqualTo(GoldenCase.latencies(golden.output("first_spike_time").integers()));
    golden.check(neurons.potentials(), "potential_at_first_spike");
  }

  private static void threshold(GoldenCase golden) throws IOException {
    float[][] potentials = GoldenCase.byFirstDimension(golden.input("potentials"));
    Threshold.apply(potentials, golden.threshold("threshold"));
    golden.check(joined(potentials), "output");
  }

  private static void pooling(GoldenCase golden) throws IOException {
    Pooling pooling = new Pooling(window(golden));
    if (golden.hasInput("input")) {
      NumericArray input = golden.input("input");
      Shape shape = GoldenCase.shape(input);
      float[][] pooled =
          Arrays.stream(GoldenCase.byFirstDimension(input))
              .map(
                  cells -> {
                    float[] target = new float[pooling.output(shape).size()];
                    pooling.potentials(shape, cells, target);
                    return target;
                  })
              .toArray(float[][]::new);
      golden.check(joined(pooled), "output");
    } else {
      NumericArray input = golden.input("input_first_spike_time");
      Shape shape = GoldenCase.shape(input);
      byte[] pooled = new byte[pooling.output(shape).size()];
      pooling.latencies(shape, GoldenCase.latencies(input.integers()), pooled);
      assertThat(pooled)
          .isEqualTo(GoldenCase.latencies(golden.output("first_spike_time").integers()));
    }
  }

  private static Window window(GoldenCase golden) {
    JsonNode kernel = golden.parameter("kernel_size");
    JsonNode given = golden.parameter("stride");
    JsonNode stride = given == null || given.isNull() ? kernel : given;
    JsonNode padding = golden.parameter("padding");
    return new Window(
        part(kernel, 0),
        part(kernel, 1),
        part(stride, 0),
        part(stride, 1),
        part(padding, 0),
        part(padding, 1));
  }

  private static int part(JsonNode oneOrTwo, int index) {
    return oneOrTwo.isArray() ? oneOrTwo.get(index).asInt() : oneOrTwo.asInt();
  }

  private static void pointwiseInhibition(GoldenCase golden) throws IOException {
    if (golden.hasInput("input_first_spike_time")) {
      NumericArray input = golden.input("input_first_spike_time");
      Volley volley = GoldenCase.volley(input, golden.parameter("T").asInt());
      LayerWeights synapses = layer(volley.shape(), golden.input("weight"), 0);
      FirstSpikes neurons = new FirstSpikes(synapses, golden.threshold("threshold"));
      byte[] latencies = neurons.fire(volley).clone();
      PointwiseInhibition.apply(
          synapses.layout().output(), volley.steps(), latencies, neurons.potentials().clone());
      assertThat(latencies)
          .isEqualTo(GoldenCase.latencies(golden.output("first_spike_time_after").integers()));
      return;
    }
    NumericArray input = golden.input("thresholded_potentials");
    float[][] waves = GoldenCase.byFirstDimension(input);
    Spikes spikes = Spikes.of(waves, waves);
    PointwiseInhibition.apply(
        GoldenCase.shape(input), waves.length, spikes.latencies(), spikes.potentials());
    for (float[] wave : waves) {
      for (int i = 0; i < wave.length; i++) {
        wave[i] = spikes.latencies()[i] < waves.length ? wave[i] : 0;
      }
    }
    golden.check(joined(waves), "output");
  }

  private static void featureInhibition(GoldenCase golden) throws IOException {
    NumericArray input = golden.input("potentials");
    JsonNode maps = golden.parameter("inhibited_features");
    int[] inhibited = new int[maps.size()];
    for (int i = 0; i < inhibited.length; i++) {
      inhibited[i] = maps.get(i).asInt();
    }
    float[][] waves = GoldenCase.byFirstDimension(input);
    for (float[] wave : waves) {
      Inhibition.features(GoldenCase.shape(input), wave, inhibited);
    }
    golden.check(joined(waves), "output");
  }

  private static void winners(GoldenCase golden) throws IOException {
    int winners = golden.parameter("kwta").asInt();
    int radius = golden.parameter("inhibition_radius").asInt();
    List<Winner> taken;
    if (golden.hasInput("potentials")) {
      NumericArray input = golden.input("potentials");
      float[][] waves = GoldenCase.byFirstDimension(input);
      float[][] spiking =
          golden.hasInput("spikes") ? GoldenCase.byFirstDimension(golden.input("spikes")) : waves;
      Spikes spikes = Spikes.of(waves, spiking);
      taken =
          Inhibition.winners(
              GoldenCase.shape(input),
              waves.length,
              spikes.latencies(),
              spikes.potentials(),
              winners,
              radius);
    } else {
      taken = winnersOfVolley(golden, winners, radius);
    }
    boolean asPublished = golden.parameter("lexicographic_rule_gives_same").asBoolean();
    long[] expected =
        asPublished
            ? golden.output("winners").isFloat() ? new long[0] : golden.output("winners").integers()
            : rows(golden.parameter("lexicographic_winners"));
    checkWinners(taken, expected, 0, expected.length / 3);
  }

  private static List<Winner> winnersOfVolley(GoldenCase golden, int winners, int radius)
      throws IOException {
    NumericArray input = golden.input("input_first_spike_time");
    Volley volley = GoldenCase.volley(input, 15);
    LayerWeights synapses = layer(volley.shape(), golden.input("weight"), 0);
    float threshold = golden.threshold("threshold");
    if (golden.parameter("pointwise_inhibition").asBoolean()) {
      return new WinnerSearch(synapses, threshold, winners, radius).search(volley).list();
    }
    FirstSpikes neurons = new FirstSpikes(synapses, threshold);
    byte[] latencies = neurons.fire(volley);
    return Inhibition.winners(
        synapses.layout().output(),
        volley.steps(),
        latencies,
        neurons.potentials(),
        winners,
        radius);
  }

  private static long[] rows(JsonNode rows) {
    List<Long> numbers = new ArrayList<>();
    rows.forEach(row -> row.forEach(number -> numbers.add(number.asLong())));
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Checks the winners against {@code count} rows (map, row, column) of {@code expected}, filled up
   * with -1.
   */
  static void checkWinners(List<Winner> taken, long[] expected, int first, int count) {
    List<List<Long>> wanted = new ArrayList<>();
    for (int i = first; i < first + count; i++) {
      if (expected[3 * i] >= 0) {
        wanted.add(List.of(expected[3 * i], expected[3 * i + 1], expected[3 * i + 2]));
      }
    }
    assertThat(taken)
        .extracting(w -> List.of((long) w.map(), (long) w.row(), (long) w.column()))
        .isEqualTo(wanted);
  }

  private static void stdp(GoldenCase golden) throws IOException {
    NumericArray input = golden.input("input_first_spike_time");
    Volley volley = GoldenCase.volley(input, golden.parameter("T").asInt());
    LayerWeights synapses = layer(volley.shape(), golden.input("weight_before"), 0);
    NumericArray fired = golden.input("output_first_spike_time");
    long[] winners = golden.input("winners").integers();
    long[] order = golden.output("pre_post_order").integers();
    for (int i = 0; i < winners.length / 3; i++) {
      int map = (int) winners[3 * i];
      int row = (int) winners[3 * i + 1];
      int column = (int) winners[3 * i + 2];
      int step = (int) fired.integers()[GoldenCase.shape(fired).index(map, row, column)];
      byte[] field =
          synapses.layout().receptiveField(volley.latencies(), (byte) volley.steps(), row, column);
      for (int k = 0; k < field.length; k++) {
        assertThat(field[k] <= step).isEqualTo(order[i * field.length + k] == 1);
      }
      float[] weights = synapses.row(map);
      rule(golden, map).learn(weights, field, step);
      synapses.setRow(map, weights);
    }
    float[][] after = new float[synapses.maps()][];
    for (int map = 0; map < after.length; map++) {
      after[map] = synapses.row(map);
      rule(golden, map).clamp(after[map]);
    }
    golden.check(joined(after), "weight_after");
  }

  private static Stdp rule(GoldenCase golden, int map) {
    JsonNode rates = golden.parameter("learning_rate");
    JsonNode own = rates.get(0).isArray() ? rates.get(map) : rates;
    return new Stdp(
        (float) own.get(0).asDouble(),
        (float) own.get(1).asDouble(),
        (float) golden.parameter("lower_bound").asDouble(),
        (float) golden.parameter("upper_bound").asDouble(),
        golden.parameter("use_stabilizer").asBoolean());
  }

  /**
   * First spikes of potentials over time: the first time step in which {@code spiking} is not 0.
   */
  private record Spikes(byte[] latencies, float[] potentials) {

    static Spikes of(float[][] waves, float[][] spiking) {
      byte[] latencies = new byte[waves[0].length];
      float[] potentials = new float[latencies.length];
      for (int i = 0; i < latencies.length; i++) {
        int t = 0;
        while (t < waves.length && !(spiking[t][i] > 0)) {
          t++;
        }
        latencies[i] = (byte) t;
        potentials[i] = t < waves.length ? waves[t][i] : 0;
      }
      return new Spikes(latencies, potentials);
    }
  }
}
