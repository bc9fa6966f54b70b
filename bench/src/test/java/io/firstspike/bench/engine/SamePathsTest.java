package io.firstspike.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.layer.FirstSpikes;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.learning.Trainer;
import io.firstspike.engine.learning.TrainingListener;
import io.firstspike.engine.learning.Workers;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decider;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.FeatureSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Pooling;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All ways to a decision give the same spikes, bit for bit, on 10,000 images: the 2,500 digits that
 * come with the program, at four places each (of the network with more maps, every eleventh).
 * Counted on bits and added up as floats, with vector loops and with plain ones, in time and not,
 * and, for some, as dense tensors.
 */
@Tag("slow")
class SamePathsTest {

  private static final int PLACES = 4;
  private static final int DENSE_EVERY = 500;

  @ParameterizedTest
  @CsvSource({"mozafari-2019-connected, 1", "firstspike-2026, 11", "mozafari-2019, 11"})
  void spikesAreTheSame(String name, int every) {
    Network network = trained(name);
    List<Image> images = images();
    assertThat(images).hasSize(10_000);
    try (Workers workers = new Workers(2)) {
      workers.forEach(
          () -> new Paths(network),
          0,
          images.size() / every,
          (paths, i) -> paths.differences(images.get((int) i * every), i % DENSE_EVERY == 0),
          (i, differences) -> {
            assertThat(differences).as("image %d", i * every).isEmpty();
            return true;
          });
    }
  }

  private static Network trained(String name) {
    NetworkSpec shipped = NetworkSpec.load(name);
    Map<String, Long> frames = new TreeMap<>();
    // Layers that are not rounded to ones and zeros learn until STDP has nearly done that.
    shipped.features().forEach(layer -> frames.put(layer.name(), layer.binary() ? 3000L : 30_000L));
    Learner learner = Learner.fresh(shipped.withSchedule(frames), 1);
    try (Trainer trainer = new Trainer(2)) {
      trainer.learnFeatures(learner, MnistSample.train(), TrainingListener.NONE);
      trainer.learnDecisions(learner, MnistSample.train(), 1, TrainingListener.NONE);
    }
    return learner.network();
  }

  private static List<Image> images() {
    List<Image> images = new ArrayList<>();
    for (Dataset set : List.of(MnistSample.train(), MnistSample.test())) {
      for (int i = 0; i < set.size(); i++) {
        for (int place = 0; place < PLACES; place++) {
          images.add(moved(set.image(i), place % 2 * 3, place / 2 * 3));
        }
      }
    }
    return images;
  }

  private static Image moved(Image digit, int down, int right) {
    byte[] moved = new byte[28 * 28];
    for (int row = down; row < 28; row++) {
      System.arraycopy(digit.samples(), (row - down) * 28, moved, row * 28 + right, 28 - right);
    }
    return Image.grey(28, 28, moved);
  }

  /** One network on several ways, for one thread. */
  private static final class Paths {

    private final Network network;
    private final Classifier fastest;
    private final Classifier plain;
    private final List<FirstSpikes> floats = new ArrayList<>();
    private final Decider decider;

    /**
     * Whether sums are counts; those of other weights depend on their order, tensors' is another.
     */
    private final boolean ones;

    private final DenseNetwork tensors;

    Paths(Network network) {
      this.network = network;
      this.fastest = new Classifier(network);
      this.plain = new Classifier(network, InnerLoops.plain());
      this.decider = new Decider(network);
      this.ones = network.spec().features().stream().allMatch(FeatureSpec::binary);
      this.tensors = new DenseNetwork(network);
      for (int layer = 0; layer < network.spec().features().size(); layer++) {
        FeatureSpec spec = network.spec().features().get(layer);
        floats.add(new FirstSpikes(network.weights().table(layer), spec.frozenThresholds()[0]));
      }
    }

    List<String> differences(Image image, boolean dense) {
      List<String> differences = new ArrayList<>();
      int layers = floats.size();
      Volley encoded = fastest.encode(image);
      Volley evidence = fastest.evidence(encoded);
      Volley inTime = fastest.features(encoded, layers);
      differ(differences, "plain encoding", plain.encode(image), encoded);
      differ(differences, "plain bits", plain.evidence(encoded), evidence);
      differ(differences, "plain bits in time", plain.features(encoded, layers), inTime);
      differ(differences, "floats in time", floats(encoded, false), inTime);
      differ(differences, "floats at all", floats(encoded, true), evidence);
      if (!plain.classify(image).equals(fastest.classify(image))) {
        differences.add("decision");
      }
      if (!decider.decide(evidence).equals(fastest.decide(evidence))) {
        differences.add("decision by all potentials");
      }
      differ(differences, "encoding at all", timeless(fastest.borrowInput(0)), timeless(encoded));
      differ(differences, "evidence of the label", fastest.borrowInput(layers), evidence);
      if (dense && ones) {
        float[][] waves = tensors.features(encoded);
        differ(differences, "dense tensors", ofWaves(inTime.shape(), waves), inTime);
      }
      return differences;
    }

    private static void differ(List<String> differences, String way, Volley one, Volley other) {
      if (!one.equals(other)) {
        differences.add(way + ": " + one + " instead of " + other);
      }
    }

    private static Volley timeless(Volley volley) {
      return new VolleyBuffer(volley.shape()).fillTimeless(volley);
    }

    private Volley floats(Volley encoded, boolean atAll) {
      Volley volley = encoded;
      for (int layer = 0; layer < floats.size(); layer++) {
        Convolution synapses = network.convolution(layer);
        FeatureSpec spec = network.spec().features().get(layer);
        Pooling pooling = spec.pool().pooling();
        Shape pooled = pooling.output(synapses.output());
        byte[] latencies = new byte[pooled.size()];
        pooling.latencies(synapses.output(), floats.get(layer).fire(volley), latencies);
        volley = Volley.ofLatencies(pooled, volley.steps(), latencies);
        volley = atAll ? timeless(volley) : volley;
      }
      return volley;
    }

    private static Volley ofWaves(Shape shape, float[][] waves) {
      byte[] latencies = new byte[shape.size()];
      for (int i = 0; i < latencies.length; i++) {
        int t = 0;
        while (t < waves.length && waves[t][i] == 0) {
          t++;
        }
        latencies[i] = (byte) t;
      }
      return Volley.ofLatencies(shape, waves.length, latencies);
    }
  }
}
