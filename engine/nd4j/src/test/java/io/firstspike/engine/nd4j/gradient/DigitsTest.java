package io.firstspike.engine.nd4j.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.Graph;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.plan.TimeStep;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.training.GradientSpec;
import io.firstspike.engine.stepped.training.GradientTrainer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trains a small network on real digits, and decides on others in the engine for its neurons. */
@Tag("slow")
class DigitsTest {

  private static final String SPEC =
      """
      name: digits
      input: {height: 28, width: 28}
      steps: 3
      layers:
        - convolution: {maps: 6, kernel: 5, stride: 2}
        - normalisation: {}
        - neurons: {tau: 2}
        - pooling: {window: 2}
        - linear: {outputs: 40}
        - normalisation: {}
        - neurons: {tau: 2, reset: soft}
        - linear: {outputs: 10}
        - neurons: {}
      decision: {labels: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]}
      training: {epochs: 6, batch: 50, rate: 0.01}
      """;

  private static final long SEED = 1;

  private final GradientTrainer trainer = GradientTrainer.find().orElseThrow();

  @Test
  void aSmallNetworkLearnsDigits() {
    GradientSpec spec = GradientSpec.parse("digits", SPEC, NetworkLimit.DEFAULT);
    Graph graph = trained(spec, MnistSample.train());
    Dataset test = MnistSample.test();
    SteppedNetwork network =
        SteppedNetwork.of(graph, new TimeStep(1), spec.decision().reading(), NetworkLimit.DEFAULT);
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, spec.steps(), 1, 0);
    List<SteppedDecision> decisions =
        network.decide(
            test.size(),
            i -> {
              float[] intensities = new float[28 * 28];
              FrameCoding.intensities(test.image(i), intensities, 0);
              return coding.code(network.input(), intensities, i);
            },
            1);
    int right = 0;
    for (int i = 0; i < test.size(); i++) {
      int place = decisions.get(i).label();
      right += place >= 0 && spec.decision().labels().get(place).equals(test.label(i)) ? 1 : 0;
    }
    assertThat(right).isGreaterThan(test.size() * 80 / 100);
  }

  @Test
  void theSameSeedGivesTheSameWeightsBitForBit() {
    GradientSpec spec = GradientSpec.parse("digits", SPEC, NetworkLimit.DEFAULT).withEpochs(2);
    Dataset few = MnistSample.train().slice(0, 200);
    Graph one = trained(spec, few);
    assertThat(trained(spec, few)).isEqualTo(one);
    assertThat(trainer.train(spec, few, SEED + 1, (e, done, all, loss, right) -> {}))
        .isNotEqualTo(one);
  }

  @Test
  void imagesThatDoNotFitAreNamed() {
    GradientSpec spec =
        GradientSpec.parse(
            "digits",
            SPEC.replace("height: 28, width: 28", "height: 29, width: 28"),
            NetworkLimit.DEFAULT);
    assertThatThrownBy(() -> trained(spec, MnistSample.train()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is 28x28 grey, and network digits takes 29x28 grey");
  }

  private Graph trained(GradientSpec spec, Dataset images) {
    return trainer.train(spec, images, SEED, (epoch, done, all, loss, right) -> {});
  }
}
