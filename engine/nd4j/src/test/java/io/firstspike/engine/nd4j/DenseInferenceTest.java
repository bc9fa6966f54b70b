package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a classifier computes, tensors compute, bit by bit. */
class DenseInferenceTest {

  static List<String> shipped() {
    return ShippedNetworks.SHIPPED;
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("shipped")
  void aBatchGivesTheBitsOfAClassifier(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    for (Network network :
        List.of(Network.fresh(spec, 7), ShippedNetworks.withFrozenFeatures(spec, 8))) {
      Classifier classifier = new Classifier(network);
      List<? extends Stimulus> images = ShippedNetworks.stimuli(spec, 3);
      List<Volley> encoded = images.stream().map(classifier::encode).toList();
      List<Volley> evidence = images.stream().map(classifier::evidence).toList();
      List<Decision> decisions = evidence.stream().map(classifier::decide).toList();

      try (Inference inference = new Nd4jBackend().open(network)) {
        assertThat(inference.encode(images)).isEqualTo(encoded);
        for (int layers = 0; layers <= spec.features().size(); layers++) {
          int count = layers;
          assertThat(inference.features(encoded, layers))
              .isEqualTo(encoded.stream().map(v -> classifier.features(v, count)).toList());
        }
        assertThat(inference.evidence(images)).isEqualTo(evidence);
        assertThat(inference.classify(images)).isEqualTo(decisions);
        assertThat(inference.classify(List.of())).isEmpty();
      }
    }
  }
}
