package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.firstspike.engine.encode.Border;
import io.firstspike.engine.encode.IntensityToLatency;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.filter.Filter;
import io.firstspike.engine.filter.FilterBank;
import io.firstspike.engine.filter.LateralInhibition;
import io.firstspike.engine.filter.LocalNormalisation;
import io.firstspike.engine.spike.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Checks of filters, normalisation, inhibition among intensities and coding. */
final class GoldenEncoding {

  static final Map<String, GoldenTest.Check> CHECKS =
      Map.of(
          "DoGKernel",
              golden -> golden.check(kernel(golden.json().get("params")).weights(), "kernel"),
          "GaborKernel",
              golden -> golden.check(kernel(golden.json().get("params")).weights(), "kernel"),
          "Filter", GoldenEncoding::filter,
          "local_normalization", GoldenEncoding::normalisation,
          "Intensity2Latency", GoldenEncoding::latencies,
          "generate_inhibition_kernel",
              golden -> golden.check(LateralInhibition.weights(shares(golden)), "kernel"),
          "LateralIntencityInhibition", golden -> inhibition(golden, shares(golden)),
          "intensity_lateral_inhibition",
              golden -> inhibition(golden, sharesOf(golden.input("inhibition_kernel"))),
          "pad", GoldenEncoding::pad);

  private GoldenEncoding() {}

  private static Filter kernel(JsonNode params) {
    int window = params.get("window_size").asInt();
    return params.has("orientation")
        ? Filter.gabor(window, params.get("orientation").asDouble(), params.get("div").asDouble())
        : Filter.differenceOfGaussians(
            window, params.get("sigma1").asDouble(), params.get("sigma2").asDouble());
  }

  private static void filter(GoldenCase golden) throws IOException {
    List<Filter> kernels = new ArrayList<>();
    golden.parameter("kernels").forEach(params -> kernels.add(kernel(params)));
    float[] thresholds = new float[kernels.size()];
    JsonNode given = golden.parameter("thresholds");
    for (int i = 0; i < thresholds.length; i++) {
      JsonNode threshold = given.isArray() ? given.get(i) : given;
      thresholds[i] = threshold.isNull() ? Float.NEGATIVE_INFINITY : (float) threshold.asDouble();
    }
    NumericArray image = golden.input("image");
    Shape shape = GoldenCase.shape(image);
    FilterBank bank =
        new FilterBank(
            kernels,
            golden.parameter("padding").asInt(),
            thresholds,
            golden.parameter("use_abs").asBoolean(),
            shape);
    float[] intensities = new float[bank.output().size()];

    bank.apply(image.floats(), intensities);

    float[] expected = golden.output("output").floats();
    // Values of up to some hundreds are sums of positive and negative terms of that size.
    GoldenCase.checkClose(intensities, expected, "output", 1e-3f);
  }

  private static void normalisation(GoldenCase golden) throws IOException {
    NumericArray input = golden.input("input");
    float[] cells = input.floats().clone();
    new LocalNormalisation(
            GoldenCase.shape(input),
            golden.parameter("normalization_radius").asInt(),
            golden.parameter("eps").asDouble())
        .apply(cells);
    golden.check(cells, "output");
  }

  private static void latencies(GoldenCase golden) throws IOException {
    NumericArray intensities = golden.input("intensities");
    int steps = golden.parameter("number_of_spike_bins").asInt();
    byte[] latencies =
        new IntensityToLatency(GoldenCase.shape(intensities), steps)
            .encode(intensities.floats())
            .latencies();
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

  private static float[] shares(GoldenCase golden) {
    JsonNode percents = golden.parameter("inhibition_percents");
    float[] shares = new float[percents.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (float) percents.get(i).asDouble();
    }
    return shares;
  }

  /**
   * The shares that a square of weights was made from: its middle row, from the centre to the left.
   */
  private static float[] sharesOf(NumericArray kernel) {
    int side = kernel.dimensions()[3];
    float[] shares = new float[side / 2];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = kernel.floats()[side / 2 * side + side / 2 - 1 - i];
    }
    return shares;
  }

  private static void inhibition(GoldenCase golden, float[] shares) throws IOException {
    NumericArray intensities = golden.input("intensities");
    float[] inhibited = new float[intensities.floats().length];
    new LateralInhibition(GoldenCase.shape(intensities), shares)
        .apply(intensities.floats(), inhibited);
    golden.check(inhibited, "output");
  }

  private static void pad(GoldenCase golden) throws IOException {
    JsonNode sides = golden.parameter("pad_left_right_top_bottom");
    Border border =
        new Border(
            sides.get(0).asInt(),
            sides.get(1).asInt(),
            sides.get(2).asInt(),
            sides.get(3).asInt(),
            (float) golden.parameter("value").asDouble());
    NumericArray input = golden.input("input");
    Shape shape = GoldenCase.shape(input);
    float[][] padded =
        Arrays.stream(GoldenCase.byFirstDimension(input))
            .map(cells -> border.apply(shape, cells))
            .toArray(float[][]::new);
    golden.check(GoldenLayers.joined(padded), "output");
    assertThat(border.output(shape)).isEqualTo(GoldenCase.shape(golden.output("output")));
  }
}
