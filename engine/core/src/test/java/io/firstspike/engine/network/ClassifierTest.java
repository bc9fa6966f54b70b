package io.firstspike.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ClassifierTest {

  private static final Shape INPUT = new Shape(6, 28, 28);

  /** Layers may excite only, inhibit too, or hold ones and zeros, each of them. */
  @Property(tries = 20, seed = "1")
  void evidenceIsWhoFiresWhateverTheLayers(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 2) int kindOfFirst,
      @ForAll @IntRange(min = 0, max = 2) int kindOfSecond) {
    Random random = new Random(seed);
    NetworkSpec spec =
        NetworkSpec.parse(
            "small", NetworkSpec.load("mozafari-2019").toYaml().replace("maps: 250", "maps: 20"));
    Network network = Network.fresh(spec, seed);
    fill(network.convolution(0), kindOfFirst, random);
    fill(network.convolution(1), kindOfSecond, random);
    Classifier classifier = new Classifier(network);

    Volley volley = RandomLayers.volley(INPUT, 15, 0.3, random);

    byte[] fired = classifier.features(volley, 2).latencies();
    for (int i = 0; i < fired.length; i++) {
      fired[i] = (byte) Math.max(fired[i], 14);
    }
    assertThat(classifier.evidence(volley).latencies()).isEqualTo(fired);
  }

  private static void fill(Convolution convolution, int kind, Random random) {
    float[][] rows = RandomLayers.rows(convolution.output().maps(), convolution.fan(), random);
    for (int map = 0; map < rows.length; map++) {
      for (int i = 0; i < rows[map].length; i++) {
        float weight = rows[map][i];
        rows[map][i] = kind == 0 ? weight : kind == 1 ? Math.abs(weight) : weight > 0.5f ? 1 : 0;
      }
      convolution.setRow(map, rows[map]);
    }
  }
}
