package io.firstspike.pipeline.app.page.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.model.FollowedModel;
import io.firstspike.testkit.ShippedNetworks;
import io.firstspike.testkit.TrainedModels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnedNetworkTest {

  private static final Model MODEL = TrainedModels.trained(40);

  private final LearnedNetworks networks = new LearnedNetworks();

  private LearnedNetwork network(String version, Model model) {
    networks.take(new FollowedModel("key", version, model));
    return networks.of("key").orElseThrow();
  }

  /** What is shown is what the classifier computes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "firstspike-2026",
        "firstspike-2026-continual",
        "firstspike-2026-deep",
        "mozafari-2019",
        "mozafari-2019-connected"
      })
  void spikesAndPotentialsAreThoseOfTheClassifier(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    Network net = ShippedNetworks.withFrozenFeatures(spec, 3);
    Model model =
        new Model(
            spec,
            new Provenance(Provenance.SOFTWARE, 3, "test", 0, 0, List.of()),
            Progress.deciding(spec, 3),
            net.weights().toArrays());
    LearnedNetwork learned = network("v", model);
    Classifier classifier = new Classifier(net);
    for (int i = 0; i < 3; i++) {
      Image image = MnistSample.test().image(i);
      SpikeRaster raster = learned.see("f", image);

      Volley encoded = classifier.encode(image);
      assertThat(raster.layers()).hasSize(spec.features().size() + 1);
      for (int layer = 0; layer < raster.layers().size(); layer++) {
        Volley volley = classifier.features(encoded, layer);
        assertThat(raster.layers().get(layer).latencies()).isEqualTo(volley.latencies());
        assertThat(raster.layers().get(layer).spikes()).isEqualTo(volley.count());
      }
      Decision decision = classifier.classify(image);
      assertThat(raster.decided()).isEqualTo(decision.silent() ? null : classifier.name(decision));
      assertDecides(raster, decision);
    }
  }

  private static void assertDecides(SpikeRaster raster, Decision decision) {
    if (raster.potentials() == null || decision.silent()) {
      return;
    }
    float[] last = raster.potentials()[raster.steps() - 1];
    assertThat(raster.potentials()).hasNumberOfRows(raster.steps());
    assertThat(raster.potential()).isEqualTo(last[decision.label()]);
    for (float potential : last) {
      assertThat(potential).isLessThanOrEqualTo(last[decision.label()]);
    }
    assertThat(last[decision.runnerUp()]).isEqualTo(decision.runnerUpPotential());
  }

  @Test
  void layersTellHowFarTheyAre() {
    network("v", MODEL);
    LearnedLayer.Network view = networks.view("key").orElseThrow();

    assertThat(view.network()).isEqualTo("firstspike-2026");
    assertThat(view.labels()).hasSize(10);
    LearnedLayer first = view.layers().get(0);
    LearnedLayer decision = view.layers().get(1);
    assertThat(first.state()).isEqualTo("frozen");
    assertThat(first.learnedFrom()).isEqualTo(TrainedModels.FEATURE_FRAMES);
    assertThat(first.convergence()).isZero();
    assertThat(decision.state()).isEqualTo("deciding");
    assertThat(decision.learnedFrom()).isEqualTo(40);
    assertThat(decision.convergence()).isNull();
    for (LearnedLayer layer : view.layers()) {
      assertThat(Arrays.stream(layer.weights().counts()).sum())
          .isEqualTo((long) layer.maps() * layer.synapses());
    }
  }

  @Test
  void aFreshNetworkLearnsItsFirstLayer() {
    NetworkSpec spec = TrainedModels.SPEC;
    Model fresh =
        new Model(
            spec,
            new Provenance(Provenance.SOFTWARE, 1, "test", 0, 0, List.of()),
            Progress.start(spec, 1),
            Network.fresh(spec, 1).weights().toArrays());
    List<LearnedLayer> layers = network("v", fresh).layers();

    assertThat(layers).extracting(LearnedLayer::state).containsExactly("learning", "waiting");
    assertThat(layers.get(0).convergence()).isPositive();
  }

  @Test
  void onlyWeightsThatChangeHaveAnotherFingerprint() {
    List<LearnedLayer> before = network("v", MODEL).layers();
    List<LearnedLayer> after = network("w", TrainedModels.trained(41)).layers();

    assertThat(after.get(0).fingerprint()).isEqualTo(before.get(0).fingerprint());
    assertThat(after.get(1).fingerprint()).isNotEqualTo(before.get(1).fingerprint());
  }

  @Test
  void convergenceIsNotedWhileFeatureLayersLearn() {
    NetworkSpec spec = TrainedModels.SPEC;
    network("a", TrainedModels.trained(spec, 10, 0));
    network("b", TrainedModels.trained(spec, 20, 0));
    network("c", TrainedModels.trained(40));
    network("d", TrainedModels.trained(41));

    assertThat(networks.view("key").orElseThrow().converging())
        .extracting(LearnedLayer.Convergence::version, LearnedLayer.Convergence::learnedFrom)
        .containsExactly(tuple("a", 10L), tuple("b", 20L), tuple("c", 60L));
  }

  @Test
  void picturesAreDrawn() throws Exception {
    LearnedNetwork network = network("v", MODEL);
    for (int layer = 0; layer < network.layerCount(); layer++) {
      byte[] png = network.picture(layer).orElseThrow();
      BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(picture.getWidth()).isBetween(100, 1300);
      assertThat(network.picture(layer)).containsSame(png);
    }
  }

  @Test
  void aFrameOfAnotherSizeIsRefused() {
    LearnedNetwork network = network("v", MODEL);

    assertThatThrownBy(() -> network.see("f", Image.grey(3, 4, new byte[12])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("28x28");
    assertThat(networks.view("another")).isEmpty();
  }
}
