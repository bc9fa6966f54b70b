package io.firstspike.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.layer.LayerWeights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ClassifierTest {

  private static final Shape INPUT = new Shape(6, 28, 28);

  /** The layers may have positive weights only, negative ones too, or weights of 0 and 1. */
  @Property(tries = 20, seed = "1")
  void evidenceIsWhoFiresWhateverTheLayers(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 2) int kindOfFirst,
      @ForAll @IntRange(min = 0, max = 2) int kindOfSecond) {
    Random random = new Random(seed);
    NetworkSpec spec =
        NetworkSpec.load("mozafari-2019").toBuilder().feature("S2", f -> f.maps(20)).build();
    Network network = Network.fresh(spec, seed);
    fill(network.weights().table(0), kindOfFirst, random);
    fill(network.weights().table(1), kindOfSecond, random);
    Classifier classifier = new Classifier(network);

    Volley volley = RandomLayers.volley(INPUT, 15, 0.3, random);

    byte[] fired = classifier.features(volley, 2).latencies();
    for (int i = 0; i < fired.length; i++) {
      fired[i] = (byte) Math.max(fired[i], 14);
    }
    assertThat(classifier.evidence(volley).latencies()).isEqualTo(fired);
  }

  @Test
  void twoThreadsInOneAreRefusedAndDoNotChangeEachOthersResults() throws Exception {
    Network network = Network.fresh(NetworkSpec.load("mozafari-2019"), 1);
    Classifier shared = new Classifier(network);
    Image image = Image.grey(28, 28, pixels());
    Decision right = new Classifier(network).classify(image);
    AtomicInteger refused = new AtomicInteger();
    Callable<Integer> work =
        () -> {
          int wrong = 0;
          for (int i = 0; i < 50_000 && refused.get() < 10; i++) {
            try {
              wrong += shared.classify(image).equals(right) ? 0 : 1;
            } catch (ConcurrentModificationException e) {
              assertThat(e).hasMessageContaining("make one for each thread", "Workers");
              refused.incrementAndGet();
            }
          }
          return wrong;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (Future<Integer> wrong : threads.invokeAll(List.of(work, work))) {
        assertThat(wrong.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(refused.get()).isGreaterThanOrEqualTo(10);
    assertThat(shared.classify(image)).isEqualTo(right);
  }

  private static byte[] pixels() {
    byte[] pixels = new byte[28 * 28];
    new Random(4).nextBytes(pixels);
    return pixels;
  }

  @Test
  void layersThatWereNeverTaughtAreNamed() {
    NetworkSpec spec = NetworkSpec.load("mozafari-2019");
    Network fresh = Network.fresh(spec, 3);
    assertThat(fresh.untaught(Progress.start(spec, 3))).isEmpty();
    assertThat(fresh.untaught(Progress.deciding(spec, 3))).containsExactly("S1", "S2");
    NetworkSpec none = spec.withSchedule(Map.of("S1", 0L));
    assertThat(Network.fresh(none, 3).untaught(Progress.start(none, 3))).containsExactly("S1");
    fresh.weights().setRow(0, 29, new float[fresh.convolution(0).fan()]);
    assertThat(fresh.untaught(Progress.deciding(spec, 3))).containsExactly("S2");
  }

  private static void fill(LayerWeights synapses, int kind, Random random) {
    float[][] rows = RandomLayers.rows(synapses.maps(), synapses.layout().fan(), random);
    for (int map = 0; map < rows.length; map++) {
      for (int i = 0; i < rows[map].length; i++) {
        float weight = rows[map][i];
        rows[map][i] = kind == 0 ? weight : kind == 1 ? Math.abs(weight) : weight > 0.5f ? 1 : 0;
      }
      synapses.setRow(map, rows[map]);
    }
  }
}
