package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A thousand digits, each shipped spec: the decisions of a classifier, bit by bit. */
@Tag("slow")
class ThousandDigitsTest {

  private static final int DIGITS = 1000;

  /** Windows of events, whose networks have many times the synapses. */
  private static final int WINDOWS = 100;

  static List<String> shipped() {
    return ShippedNetworks.SHIPPED;
  }

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void aThousandDigitsAreDecidedAlike(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    Network network = ShippedNetworks.withFrozenFeatures(spec, 8);
    List<? extends Stimulus> images =
        ShippedNetworks.stimuli(spec, spec.input().events() == null ? DIGITS : WINDOWS);
    Classifier classifier = new Classifier(network);
    try (Inference inference = new CudaBackend().with("memory=256m").open(network)) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
    }
  }
}
