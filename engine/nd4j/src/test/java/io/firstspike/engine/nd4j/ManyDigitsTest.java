package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Many digits, each shipped spec: the decisions of a classifier, bit by bit. A hundred of each;
 * with {@code -Dfirstspike.digits=1000} a thousand, which take minutes.
 */
@Tag("slow")
class ManyDigitsTest {

  private static final int DIGITS = Integer.getInteger("firstspike.digits", 100);

  static List<String> shipped() {
    return ShippedNetworks.SHIPPED;
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void digitsAreDecidedAlike(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    Network network = ShippedNetworks.withFrozenFeatures(spec, 8);
    List<? extends Stimulus> images = ShippedNetworks.stimuli(spec, DIGITS);
    Classifier classifier = new Classifier(network);
    try (Inference inference = new Nd4jBackend().open(network)) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
    }
  }
}
