package io.firstspike.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend has to give, tested with each one that this module has. */
class InferenceTest {

  private static final int IMAGES = 20;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "firstspike-2026",
        "firstspike-2026-deep",
        "firstspike-2026-reward",
        "kheradpisheh-2018",
        "kheradpisheh-2020",
        "mozafari-2019",
        "mozafari-2019-connected",
        "rezghi-2022"
      })
  void aBatchGivesTheBitsOfAClassifier(String name) {
    Network network = Network.fresh(NetworkSpec.load(name), 7);
    Classifier classifier = new Classifier(network);
    List<Image> images = images(network.spec());
    List<Volley> encoded = images.stream().map(classifier::encode).toList();
    List<Volley> evidence = images.stream().map(classifier::evidence).toList();
    List<Decision> decisions = evidence.stream().map(classifier::decide).toList();

    try (Inference inference = Backends.cpu().open(network)) {
      assertThat(inference.encode(images)).isEqualTo(encoded);
      for (int layers = 0; layers <= network.spec().features().size(); layers++) {
        int count = layers;
        assertThat(inference.features(encoded, layers))
            .isEqualTo(encoded.stream().map(v -> classifier.features(v, count)).toList());
      }
      assertThat(inference.evidence(images)).isEqualTo(evidence);
      assertThat(inference.decide(evidence)).isEqualTo(decisions);
      assertThat(inference.classify(images)).isEqualTo(decisions);
      assertThat(inference.labels(images))
          .containsExactly(decisions.stream().mapToInt(Decision::label).toArray());
      assertThat(inference.classify(List.of())).isEmpty();
    }
  }

  @Test
  void severalNetworksOfAGroupDecideAsEachAlone() {
    List<Network> networks =
        List.of(
            Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 7),
            Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 8),
            Network.fresh(NetworkSpec.load("mozafari-2019"), 7));
    List<Image> images = images(networks.get(0).spec());
    List<Network> asked = new ArrayList<>();
    List<Decision> expected = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      asked.add(networks.get(i * i % 3));
      expected.add(new Classifier(asked.get(i)).classify(images.get(i)));
    }
    try (NetworkGroup group = Backends.cpu().group(1)) {
      networks.forEach(group::add);
      assertThat(group.classify(asked, images)).isEqualTo(expected);
      assertThat(group.classify(List.of(), List.of())).isEmpty();
      assertThatThrownBy(() -> group.add(networks.get(1))).hasMessageContaining("already");
      group.remove(networks.get(1));
      assertThatThrownBy(() -> group.classify(asked, images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not in the group");
    }
  }

  @Test
  void changedWeightsCountAfterARefresh() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026");
    Network network = Network.fresh(spec, 7);
    List<Image> images = images(spec);
    try (Inference inference = Backends.cpu().open(network)) {
      List<Decision> before = inference.classify(images);
      int layer = spec.features().size();
      float[] row = network.weights().row(layer, 3);
      Arrays.fill(row, 5);
      network.weights().setRow(layer, 3, row);
      inference.refresh();

      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(new Classifier(network)::classify).toList())
          .isNotEqualTo(before);
    }
  }

  @Test
  void anImageThatDoesNotFitFailsItsBatchAndNoOther() {
    NetworkSpec spec = NetworkSpec.load("mozafari-2019");
    try (Inference inference = Backends.cpu().open(Network.fresh(spec, 7))) {
      List<Image> images = new ArrayList<>(images(spec));
      List<Decision> right = inference.classify(images);
      images.add(5, Image.grey(1, 2, new byte[2]));

      assertThatThrownBy(() -> inference.classify(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("an image of 1x2 grey does not fit");
      images.remove(5);
      assertThat(inference.classify(images)).isEqualTo(right);
    }
  }

  private static List<Image> images(NetworkSpec spec) {
    Random random = new Random(3);
    int height = spec.input().height();
    int width = spec.input().width();
    int channels = spec.input().channels().planes();
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      byte[] samples = new byte[height * width * channels];
      // A bright bar on a dark ground with some noise, so that edges are found.
      int top = random.nextInt(height / 2);
      for (int at = 0; at < samples.length; at++) {
        int row = at / channels / width;
        samples[at] = (byte) (row >= top && row < top + height / 4 ? 220 : random.nextInt(40));
      }
      images.add(new Image(height, width, channels, samples));
    }
    return images;
  }
}
