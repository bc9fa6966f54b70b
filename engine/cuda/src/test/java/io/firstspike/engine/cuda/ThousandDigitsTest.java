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
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand digits, each shipped spec, or fewer where one takes many times as long: the decisions
 * of a classifier, bit by bit.
 */
@Tag("slow")
class ThousandDigitsTest {

  private static final int DIGITS = 1000;

  private static final int FEWER = 100;

  /**
   * Specs of layers with many spikes; their encodings are those of specs that a thousand go
   * through.
   */
  private static final Set<String> DENSE = Set.of("firstspike-2026-deep", "mozafari-2019");

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
    boolean fewer = DENSE.contains(name) || spec.input().events() != null;
    List<? extends Stimulus> images = ShippedNetworks.stimuli(spec, fewer ? FEWER : DIGITS);
    Classifier classifier = new Classifier(network);
    try (Inference inference = new CudaBackend().with("memory=256m").open(network)) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
    }
  }
}
