package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.golden.GoldenCase;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.nd4j.encode.DenseFilters;
import io.firstspike.engine.nd4j.encode.DenseNormalisation;
import io.firstspike.engine.nd4j.encode.RankOrder;
import io.firstspike.engine.nd4j.layer.CountedPotentials;
import io.firstspike.engine.nd4j.layer.DenseInhibition;
import io.firstspike.engine.nd4j.layer.DensePooling;
import io.firstspike.engine.nd4j.layer.DenseWeights;
import io.firstspike.engine.nd4j.layer.DenseWinners;
import io.firstspike.engine.nd4j.layer.OrderedPotentials;
import io.firstspike.engine.nd4j.layer.Potentials;
import io.firstspike.engine.nd4j.learn.DenseStdp;
import io.firstspike.engine.nd4j.learn.Fields;
import io.firstspike.engine.nd4j.tensor.Batches;
import io.firstspike.engine.nd4j.tensor.Masks;
import io.firstspike.engine.nd4j.tensor.Padding;
import io.firstspike.engine.nd4j.tensor.Tensors;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Checks of single stages: encoding, convolution, firing, pooling, inhibition, plasticity. */
final class GoldenStages {

  static final Map<String, GoldenTensorsTest.Check> CHECKS =
      Map.ofEntries(
          Map.entry("Filter", GoldenStages::filter),
          Map.entry("local_normalization", GoldenStages::normalisation),
          Map.entry("Intensity2Latency", GoldenStages::latencies),
          Map.entry("LateralIntencityInhibition", GoldenStages::lateral),
          Map.entry("intensity_lateral_inhibition", GoldenStages::lateral),
          Map.entry("pad", GoldenStages::pad),
          Map.entry("Convolution", GoldenStages::convolution),
          Map.entry("fire", GoldenStages::fire),
          Map.entry("threshold", GoldenStages::threshold),
          Map.entry("pooling", GoldenStages::pooling),
          Map.entry("pointwise_inhibition", GoldenStages::pointwise),
          Map.entry("feature_inhibition", GoldenStages::features),
          Map.entry("get_k_winners", GoldenStages::winners),
          Map.entry("STDP", GoldenStages::stdp));

  private GoldenStages() {}

  /**
   * Whether a network can have what the case is of. Not: a border of different widths, or that cuts
   * off, and winners without point-wise inhibition before.
   */
  static boolean applies(GoldenCase golden) {
    return switch (golden.function()) {
      case "pad" -> {
        JsonNode sides = golden.parameter("pad_left_right_top_bottom");
        int cells = sides.get(0).asInt();
        yield cells >= 0
            && IntStream.range(0, sides.size()).allMatch(i -> sides.get(i).asInt() == cells);
      }
      case "get_k_winners" ->
          !golden.hasInput("potentials") && golden.parameter("pointwise_inhibition").asBoolean();
      default -> true;
    };
  }

  /** An array of floats as a batch, (N, C, H, W). */
  static INDArray batch(NumericArray array) {
    Shape shape = GoldenCase.shape(array);
    float[] cells = array.floats();
    return Batches.of(cells, cells.length / shape.size(), shape);
  }

  /** First spike times as a batch. */
  static INDArray times(NumericArray array) {
    Shape shape = GoldenCase.shape(array);
    float[] cells = new float[array.integers().length];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = array.integers()[i];
    }
    return Batches.of(cells, cells.length / shape.size(), shape);
  }

  private static byte[] bytes(INDArray latencies) {
    float[] cells = Batches.cells(latencies);
    byte[] bytes = new byte[cells.length];
    for (int i = 0; i < cells.length; i++) {
      bytes[i] = (byte) cells[i];
    }
    return bytes;
  }

  private static void filter(GoldenCase golden) throws IOException {
    List<Filter> kernels = new ArrayList<>();
    for (JsonNode params : golden.parameter("kernels")) {
      int window = params.get("window_size").asInt();
      kernels.add(
          params.has("orientation")
              ? Filter.gabor(
                  window, params.get("orientation").asDouble(), params.get("div").asDouble())
              : Filter.differenceOfGaussians(
                  window, params.get("sigma1").asDouble(), params.get("sigma2").asDouble()));
    }
    float[] thresholds = new float[kernels.size()];
    JsonNode given = golden.parameter("thresholds");
    for (int i = 0; i < thresholds.length; i++) {
      JsonNode threshold = given.isArray() ? given.get(i) : given;
      thresholds[i] = threshold.isNull() ? Float.NEGATIVE_INFINITY : (float) threshold.asDouble();
    }
    INDArray intensities =
        new DenseFilters(
                kernels,
                golden.parameter("padding").asInt(),
                thresholds,
                golden.parameter("use_abs").asBoolean())
            .apply(batch(golden.input("image")));
    // Values of up to some hundreds are sums of positive and negative terms of that size.
    GoldenCase.checkClose(
        Batches.cells(intensities), golden.output("output").floats(), "output", 1e-3f);
  }

  private static void normalisation(GoldenCase golden) throws IOException {
    INDArray normalised =
        DenseNormalisation.apply(
            batch(golden.input("input")),
            golden.parameter("normalization_radius").asInt(),
            golden.parameter("eps").asDouble());
    golden.check(Batches.cells(normalised), "output");
  }

  private static void latencies(GoldenCase golden) throws IOException {
    byte[] latencies =
        bytes(
            RankOrder.latencies(
                batch(golden.input("intensities")),
                golden.parameter("number_of_spike_bins").asInt()));
    if (golden.json().get("exact").asBoolean()) {
      assertThat(latencies)
          .isEqualTo(GoldenCase.latencies(golden.output("first_spike_time").integers()));
      return;
    }
    byte[] earliest = GoldenCase.latencies(golden.output("earliest_allowed").integers());
    byte[] latest = GoldenCase.latencies(golden.output("latest_allowed").integers());
    for (int i = 0; i < latencies.length; i++) {
      assertThat(latencies[i]).as("cell %d", i).isBetween(earliest[i], latest[i]);
    }
  }

  private static void lateral(GoldenCase golden) throws IOException {
    float[] square;
    if (golden.hasInput("inhibition_kernel")) {
      square = golden.input("inhibition_kernel").floats();
    } else {
      JsonNode percents = golden.parameter("inhibition_percents");
      float[] shares = new float[percents.size()];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = (float) percents.get(i).asDouble();
      }
      square = LateralInhibition.weights(shares);
    }
    golden.check(
        Batches.cells(DenseInhibition.lateral(batch(golden.input("intensities")), square)),
        "output");
  }

  private static void pad(GoldenCase golden) throws IOException {
    JsonNode sides = golden.parameter("pad_left_right_top_bottom");
    INDArray padded =
        Padding.of(
            batch(golden.input("input")),
            sides.get(0).asInt(),
            (float) golden.parameter("value").asDouble());
    golden.check(Batches.cells(padded), "output");
  }

  static LayerWeights layer(Shape input, NumericArray weights, int padding) {
    int[] d = weights.dimensions();
    Window window = new Window(d[2], d[3], 1, 1, padding, padding);
    LayerWeights layer = new LayerWeights(new Convolution(input, d[0], window));
    Tensors.setWeights(
        Nd4j.createFromArray(weights.floats()).reshape(d[0], d[1], d[2], d[3]), layer);
    return layer;
  }

  private static Potentials potentials(LayerWeights weights, Volley volley) {
    return new OrderedPotentials(new DenseWeights(weights), List.of(volley));
  }

  /** The potentials of one input after each time step, map-major. */
  private static float[][] waves(LayerWeights weights, Volley volley) {
    float[][] waves = new float[volley.steps()][];
    try (Potentials potentials = potentials(weights, volley)) {
      for (int t = 0; t < waves.length; t++) {
        waves[t] = Batches.cells(potentials.arranged(potentials.next()));
      }
    }
    return waves;
  }

  /** Checked in two ways: in the engine's order, and as windows times weights, which are exact. */
  private static void convolution(GoldenCase golden) throws IOException {
    Volley volley =
        GoldenCase.volley(golden.input("input_first_spike_time"), golden.parameter("T").asInt());
    LayerWeights weights = layer(volley.shape(), golden.input("weight"), 0);
    float[][] waves = waves(weights, volley);
    float[][] products = new float[volley.steps()][];
    try (Potentials potentials =
        new CountedPotentials(
            weights.layout(),
            Nd4j.createFromArray(weights.rows()),
            Tensors.latencies(List.of(volley)),
            volley.steps())) {
      for (int t = 0; t < products.length; t++) {
        products[t] = Batches.cells(potentials.next());
      }
    }
    if (golden.hasOutput("potentials")) {
      golden.check(joined(waves), "potentials");
      golden.check(joined(products), "potentials");
    } else {
      golden.check(waves[waves.length - 1], "potentials_last");
      golden.check(products[products.length - 1], "potentials_last");
    }
  }

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

  private static void fire(GoldenCase golden) throws IOException {
    Volley volley =
        GoldenCase.volley(golden.input("input_first_spike_time"), golden.parameter("T").asInt());
    LayerWeights weights = layer(volley.shape(), golden.input("weight"), 0);
    Fired fired = Fired.of(waves(weights, volley), golden.threshold("threshold"));
    assertThat(fired.latencies())
        .isEqualTo(GoldenCase.latencies(golden.output("first_spike_time").integers()));
    golden.check(fired.potentials(), "potential_at_first_spike");
  }

  /** First spikes of potentials over time, by masks. An infinite threshold: at the end, above 0. */
  record Fired(byte[] latencies, float[] potentials) {

    static Fired of(float[][] waves, float threshold) {
      int steps = waves.length;
      boolean infinite = threshold == Float.POSITIVE_INFINITY;
      INDArray silent = Nd4j.ones(DataType.FLOAT, waves[0].length);
      INDArray latencies = silent.mul(steps);
      INDArray atSpike = silent.mul(0);
      for (int t = infinite ? steps - 1 : 0; t < steps; t++) {
        INDArray potentials = Nd4j.createFromArray(waves[t]);
        INDArray fires = Masks.above(potentials, infinite ? 0 : threshold).muli(silent);
        silent.subi(fires);
        latencies = Masks.choose(fires, t, 0).addi(Masks.not(fires).muli(latencies));
        atSpike.addi(fires.mul(potentials));
      }
      return new Fired(bytes(latencies), atSpike.toFloatVector());
    }
  }

  private static void threshold(GoldenCase golden) throws IOException {
    float[][] waves = GoldenCase.byFirstDimension(golden.input("potentials"));
    float threshold = golden.threshold("threshold");
    boolean infinite = threshold == Float.POSITIVE_INFINITY;
    for (int t = 0; t < waves.length; t++) {
      INDArray potentials = Nd4j.createFromArray(waves[t]);
      INDArray kept =
          infinite
              ? potentials.mul(t == waves.length - 1 ? 1 : 0)
              : potentials.mul(Masks.above(potentials, threshold));
      waves[t] = kept.toFloatVector();
    }
    golden.check(joined(waves), "output");
  }

  private static void pooling(GoldenCase golden) throws IOException {
    Pooling pooling = new Pooling(window(golden));
    if (golden.hasInput("input")) {
      golden.check(
          Batches.cells(DensePooling.highest(batch(golden.input("input")), pooling)), "output");
    } else {
      assertThat(
              bytes(DensePooling.earliest(times(golden.input("input_first_spike_time")), pooling)))
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

  private static void pointwise(GoldenCase golden) throws IOException {
    if (golden.hasInput("input_first_spike_time")) {
      Volley volley =
          GoldenCase.volley(golden.input("input_first_spike_time"), golden.parameter("T").asInt());
      LayerWeights weights = layer(volley.shape(), golden.input("weight"), 0);
      Fired fired = Fired.of(waves(weights, volley), golden.threshold("threshold"));
      assertThat(inhibited(fired, weights.layout().output(), volley.steps()))
          .isEqualTo(GoldenCase.latencies(golden.output("first_spike_time_after").integers()));
      return;
    }
    NumericArray input = golden.input("thresholded_potentials");
    float[][] waves = GoldenCase.byFirstDimension(input);
    byte[] latencies = inhibited(Fired.of(waves, 0), GoldenCase.shape(input), waves.length);
    for (float[] wave : waves) {
      for (int i = 0; i < wave.length; i++) {
        wave[i] = latencies[i] < waves.length ? wave[i] : 0;
      }
    }
    golden.check(joined(waves), "output");
  }

  private static byte[] inhibited(Fired fired, Shape shape, int steps) {
    float[] latencies = new float[fired.latencies().length];
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = fired.latencies()[i];
    }
    return bytes(
        DenseInhibition.pointwise(
            Batches.of(latencies, 1, shape), Batches.of(fired.potentials(), 1, shape), steps));
  }

  private static void features(GoldenCase golden) throws IOException {
    JsonNode maps = golden.parameter("inhibited_features");
    int[] inhibited = new int[maps.size()];
    for (int i = 0; i < inhibited.length; i++) {
      inhibited[i] = maps.get(i).asInt();
    }
    INDArray potentials = batch(golden.input("potentials"));
    DenseInhibition.features(potentials, inhibited);
    golden.check(Batches.cells(potentials), "output");
  }

  /** Potentials that are known beforehand. */
  private record Known(float[][] waves, Shape shape, int[] step) implements Potentials {

    @Override
    public INDArray next() {
      return Nd4j.createFromArray(waves[step[0]++]).reshape(1, shape.maps(), shape.locations());
    }

    @Override
    public INDArray last() {
      throw new UnsupportedOperationException();
    }

    @Override
    public INDArray arranged(INDArray likePotentials) {
      return likePotentials;
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }

  private static void winners(GoldenCase golden) throws IOException {
    int most = golden.parameter("kwta").asInt();
    int radius = golden.parameter("inhibition_radius").asInt();
    NumericArray input = golden.input("input_first_spike_time");
    Volley volley = GoldenCase.volley(input, 15);
    LayerWeights weights = layer(volley.shape(), golden.input("weight"), 0);
    float threshold = golden.threshold("threshold");
    Shape shape = weights.layout().output();
    List<Winner> taken =
        DenseWinners.search(
            new Known(waves(weights, volley), shape, new int[1]),
            shape,
            15,
            threshold,
            most,
            radius,
            null);
    boolean asPublished = golden.parameter("lexicographic_rule_gives_same").asBoolean();
    long[] expected =
        asPublished
            ? golden.output("winners").isFloat() ? new long[0] : golden.output("winners").integers()
            : rows(golden.parameter("lexicographic_winners"));
    checkWinners(taken, expected, 0, expected.length / 3);
  }

  private static long[] rows(JsonNode rows) {
    List<Long> numbers = new ArrayList<>();
    rows.forEach(row -> row.forEach(number -> numbers.add(number.asLong())));
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /** Checks winners against {@code count} rows (map, row, column), filled up with -1. */
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
    Volley volley =
        GoldenCase.volley(golden.input("input_first_spike_time"), golden.parameter("T").asInt());
    LayerWeights layer = layer(volley.shape(), golden.input("weight_before"), 0);
    DenseWeights weights = new DenseWeights(layer);
    NumericArray fired = golden.input("output_first_spike_time");
    long[] winners = golden.input("winners").integers();
    for (int i = 0; i < winners.length / 3; i++) {
      int map = (int) winners[3 * i];
      int row = (int) winners[3 * i + 1];
      int column = (int) winners[3 * i + 2];
      int step = (int) fired.integers()[GoldenCase.shape(fired).index(map, row, column)];
      INDArray inTime =
          Fields.inTime(layer.layout(), volley, new Winner(map, row, column, step, 0));
      INDArray own = weights.row(map);
      own.assign(DenseStdp.learned(own, inTime, rule(golden, map)));
    }
    for (int map = 0; map < weights.maps(); map++) {
      INDArray own = weights.row(map);
      own.assign(DenseStdp.clamped(own, rule(golden, map)));
    }
    golden.check(Batches.cells(weights.tensor()), "weight_after");
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
}
