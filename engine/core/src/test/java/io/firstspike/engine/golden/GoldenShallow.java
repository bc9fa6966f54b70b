package io.firstspike.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.encode.IntensityToLatency;
import io.firstspike.engine.exchange.NumericArray;
import io.firstspike.engine.layer.FirstSpikes;
import io.firstspike.engine.layer.Inhibition;
import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.PointwiseInhibition;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Second half of the check of the shallow network: from intensities to learned weights. */
final class GoldenShallow {

  private static final int STEPS = 15;

  /**
   * The most cells whose time may differ from the reference, which sorts equal intensities at
   * random.
   */
  private static final int FEW = 8;

  private static final NetworkSpec SHIPPED = NetworkSpec.load("mozafari-2018");

  private GoldenShallow() {}

  /** Checks the encoding from pixels to spikes, as the shipped spec describes it. */
  static void checkTransform(GoldenCase golden) throws IOException {
    Encoder encoder = new Encoder(SHIPPED.input(), SHIPPED.encoding());
    NumericArray images = golden.input("gray_images");
    NumericArray times = golden.output("first_spike_time");
    for (int i = 0; i < images.dimensions()[0]; i++) {
      Image image = Image.grey(64, 64, GoldenCase.latencies(images, i));
      assertThat(encoder.encode(image).latencies())
          .as("image %d", i)
          .isEqualTo(GoldenCase.latencies(times, i));
    }
  }

  static void check(GoldenCase golden, Shape shape) throws IOException {
    float[][] intensities = GoldenCase.byFirstDimension(golden.output("after_lateral_inhibition"));
    NumericArray before = golden.output("first_spike_time_before_inhibition");
    NumericArray after = golden.output("first_spike_time");
    NumericArray dropped = golden.input("dropped_features");
    long[] decisions = golden.output("decision").integers();
    LayerWeights synapses = GoldenLayers.layer(shape, golden.input("weight"), 0);
    for (int i = 0; i < intensities.length; i++) {
      checkTimes(
          new IntensityToLatency(shape, STEPS).encode(intensities[i]).latencies(),
          GoldenCase.latencies(before, i));
      byte[] survivors = GoldenCase.latencies(before, i);
      PointwiseInhibition.apply(shape, STEPS, survivors, intensities[i].clone());
      assertThat(survivors).as("image %d", i).isEqualTo(GoldenCase.latencies(after, i));
      Volley volley = GoldenCase.volley(after, i, STEPS);
      List<Winner> winners = winners(synapses, volley, dropped, i);
      GoldenLayers.checkWinners(winners, golden.output("winner").integers(), i, 1);
      int decision = winners.isEmpty() ? -1 : winners.get(0).map() / 10;
      assertThat((long) decision).isEqualTo(decisions[i]);
      learn(synapses, volley, winners, decision == i % 2);
    }
    float[][] weights = new float[synapses.maps()][];
    for (int map = 0; map < weights.length; map++) {
      weights[map] = synapses.row(map);
    }
    GoldenCase.checkClose(
        GoldenLayers.joined(weights), golden.output("weight_after").floats(), "weights", 1e-5f);
  }

  private static void checkTimes(byte[] latencies, byte[] expected) {
    int different = 0;
    for (int i = 0; i < expected.length; i++) {
      different += latencies[i] == expected[i] ? 0 : 1;
    }
    assertThat(different).isLessThanOrEqualTo(FEW);
  }

  private static List<Winner> winners(
      LayerWeights synapses, Volley volley, NumericArray dropped, int image) {
    int maps = synapses.maps();
    FirstSpikes neurons = new FirstSpikes(synapses, 25);
    byte[] latencies = neurons.fire(volley);
    int locations = synapses.layout().output().locations();
    for (int map = 0; map < maps; map++) {
      if (dropped.integers()[image * maps + map] != 0) {
        Arrays.fill(latencies, map * locations, (map + 1) * locations, (byte) STEPS);
      }
    }
    return Inhibition.winners(
        synapses.layout().output(), STEPS, latencies, neurons.potentials(), 1, 0);
  }

  private static void learn(
      LayerWeights synapses, Volley volley, List<Winner> winners, boolean right) {
    Stdp rule =
        right ? new Stdp(0.005f, -0.0025f, 0, 1, true) : new Stdp(-0.005f, 0.0005f, 0, 1, true);
    for (Winner winner : winners) {
      float[] row = synapses.row(winner.map());
      rule.learn(
          row,
          synapses
              .layout()
              .receptiveField(volley.latencies(), (byte) STEPS, winner.row(), winner.column()),
          winner.step());
      synapses.setRow(winner.map(), row);
    }
    for (int map = 0; map < synapses.maps(); map++) {
      float[] row = synapses.row(map);
      if (!winners.isEmpty() && rule.clamp(row)) {
        synapses.setRow(map, row);
      }
    }
  }
}
