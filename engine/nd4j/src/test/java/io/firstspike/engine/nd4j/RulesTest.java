package io.firstspike.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.nd4j.runtime.MachineCode;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.EncodingSpec.PoissonSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.ShippedNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What no shipped spec has, on a small network: the bits of a learner and of a classifier. */
@Tag("slow")
class RulesTest {

  private static final NetworkSpec SMALL =
      NetworkSpec.parse(
          "small",
          """
          name: small
          input: {height: 28, width: 28}
          encoding:
            filters:
              - dog: {window: 3, sigma1: 0.4, sigma2: 0.8}
              - dog: {window: 3, sigma1: 0.8, sigma2: 0.4}
            padding: 1
            threshold: 10
            border: 1
            steps: 8
          features:
            - name: S1
              maps: 6
              kernel: 3
              stride: 2
              padding: 1
              threshold: 3
              readThreshold: [3, 4]
              pool: {window: 3, stride: 2, padding: 1}
              weights: {mean: 0.5, deviation: 0.1}
              stdp:
                rates: {potentiation: 0.05, depression: -0.04}
                winners: 3
                inhibitionRadius: 1
                frames: 10
                dropout: {share: 0.3, renewEvery: 3}
          decision:
            name: out
            labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
            weights: {mean: 0.5, deviation: 0.1}
            rule: {delta: {gain: 2, measureOver: 5}}
          """);

  static List<Named<UnaryOperator<DecisionSpec.Builder>>> decisions() {
    MarginSpec margin = new MarginSpec(0.1f, 0.02f, -0.01f, -0.02f, 0.01f, 0, 1, null);
    RewardSpec reward = new RewardSpec(0.02f, -0.01f, -0.02f, 0.01f, 0, 1, true, 7, 0.1f, false);
    S2StdpSpec timing = new S2StdpSpec(1.5f, 0.3f, -0.1f, 0, 1, 0.8f, null);
    S2StdpSpec potentiating = new S2StdpSpec(1.5f, 0.3f, 0, -1, 1, 0, null);
    DropoutSpec dropout = new DropoutSpec(0.4f, 5);
    return List.of(
        named("delta, averaged, free neurons", d -> d.capacity(12).averaged(true)),
        named(
            "delta, latencies, adaptive, averaged",
            d -> d.latencies(true).averaged(true).rule(new DeltaSpec(5, 9, null, true, 0.1f))),
        named("delta, latencies", d -> d.latencies(true)),
        named("margin", d -> d.capacity(12).averaged(true).neuronsPerLabel(2).rule(margin)),
        named("reward by order", d -> d.threshold(60f).averaged(true).rule(reward)),
        named(
            "reward, windows, dropout", d -> d.kernel(3).padding(1).dropout(dropout).rule(reward)),
        named("s2stdp", d -> d.neuronsPerLabel(2).threshold(60f).rule(timing)),
        named("s2stdp without depression", d -> d.threshold(60f).averaged(true).rule(potentiating)),
        named("inputs joined", d -> d.inputs(List.of("S1", DecisionSpec.ENCODING))));
  }

  private static Named<UnaryOperator<DecisionSpec.Builder>> named(
      String name, UnaryOperator<DecisionSpec.Builder> decision) {
    return Named.of(name, decision);
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void learningAndDecidingAreTheEngines(UnaryOperator<DecisionSpec.Builder> decision) {
    NetworkSpec spec = SMALL.toBuilder().decision(decision).build();
    DenseLessonTest.requireSameBits(spec, 8);
    requireSameDecisions(spec);
  }

  @Test
  void randomSpikesAreTheEngines() {
    requireSameDecisions(
        SMALL.toBuilder().encoding(e -> e.poisson(new PoissonSpec(0.2, 0, 1))).build());
  }

  private static void requireSameDecisions(NetworkSpec spec) {
    Network network = Network.fresh(spec, 4);
    Classifier classifier = new Classifier(network);
    List<Image> images = new ArrayList<>(ShippedNetworks.images(spec, 7));
    images.add(Image.grey(28, 28, new byte[28 * 28]));
    try (Inference inference =
        new Nd4jBackend(new Nd4jSettings(3), MachineCode.ofThisJvm()).open(network)) {
      assertThat(inference.encode(images))
          .isEqualTo(images.stream().map(classifier::encode).toList());
      assertThat(inference.evidence(images))
          .isEqualTo(images.stream().map(classifier::evidence).toList());
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
      network.weights().setRow(0, 2, new float[18]);
      network.weights().setRow(1, 3, new float[network.decisions().fan()]);
      inference.refresh();
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
    }
  }
}
