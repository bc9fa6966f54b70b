package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which rows count as changed after a label: those that state and the models topic then take. */
class ChangedRowsTest {

  private static final UnaryOperator<DecisionSpec.Builder> DELTA = d -> d.capacity(5);
  private static final UnaryOperator<DecisionSpec.Builder> ADAPTIVE =
      d -> d.capacity(5).averaged(true).rule(new DeltaSpec(5, 1, null, true));

  static Stream<Named<UnaryOperator<DecisionSpec.Builder>>> deltas() {
    return Stream.of(Named.of("delta", DELTA), Named.of("adaptive", ADAPTIVE));
  }

  static Stream<Named<UnaryOperator<DecisionSpec.Builder>>> rules() {
    MarginSpec margin = new MarginSpec(0.05f, 0.02f, 0, -0.02f, 0, 0.2f, 0.8f, null);
    RewardSpec reward = new RewardSpec(0.04f, -0.03f, -0.04f, 0.005f, 0, 1, true, 10, 0.2f, true);
    S2StdpSpec s2stdp = new S2StdpSpec(1.5f, 0.3f, -0.1f, 0, 1, 0.8f, null);
    return Stream.of(
        Named.of("delta", DELTA),
        Named.of("averaged", d -> d.capacity(5).averaged(true)),
        Named.of("adaptive", ADAPTIVE),
        Named.of("latest", d -> d.capacity(5).averageOver(100)),
        Named.of("margin", d -> d.capacity(5).averaged(true).neuronsPerLabel(2).rule(margin)),
        Named.of("reward", d -> d.threshold(12f).averaged(true).rule(reward)),
        Named.of("s2stdp", d -> d.neuronsPerLabel(2).threshold(12f).rule(s2stdp)),
        Named.of("s4nn", d -> d.threshold(12f).rule(new S4nnSpec(2, 0.1f, null))));
  }

  /** The tables of a map go together: it changes in all of them or in none. */
  @ParameterizedTest
  @MethodSource("rules")
  void rowsOfAMapChangeTogetherAndMakeTheSameNetwork(UnaryOperator<DecisionSpec.Builder> decision) {
    NetworkSpec spec = SmallNetwork.deciding(decision);
    Learner learner = Learner.fresh(spec, 6);
    Weights weights = learner.network().weights();
    Network copy = Network.of(spec, weights.toArrays());
    Follower follower = new Follower(weights, copy.weights());
    Random random = new Random(6);
    for (int i = 0; i < 40; i++) {
      double firing = i % 10 == 9 ? 0 : 0.3;
      Volley evidence = RandomLayers.volley(learner.network().evidence(), 8, firing, random);

      learner.learnDecision(evidence, i % 3);

      RowSet changed = follower.update();
      assertThat(Model.fingerprint(copy.weights())).isEqualTo(Model.fingerprint(weights));
      assertThat(changed.maps(0)).as("features").isEmpty();
      for (int table = 2; table < changed.tables(); table++) {
        assertThat(changed.maps(table)).containsExactly(changed.maps(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("deltas")
  void theDeltaRuleChangesTheNeuronsOfAllLabelsAndNoFreeOnes(
      UnaryOperator<DecisionSpec.Builder> decision) {
    Learner learner = Learner.fresh(SmallNetwork.deciding(decision), 6);
    Weights weights = learner.network().weights();
    float[][][] before = weights.toArrays();
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      double firing = i % 10 == 9 ? 0 : 0.3;
      Weights.Version version = weights.version();

      learner.learnDecision(
          RandomLayers.volley(learner.network().evidence(), 8, firing, random), i % 3);

      assertThat(weights.changedSince(version).maps(1)).containsExactly(0, 1, 2);
    }
    for (int table = 1; table < before.length; table++) {
      for (int free = 3; free < 5; free++) {
        assertThat(weights.row(table, free)).containsExactly(before[table][free]);
      }
    }
  }

  @Test
  void featuresChangeWhereMapsLearn() {
    Learner learner = Learner.fresh(SmallNetwork.learning(stdp -> stdp.frames(9)), 4);
    Weights weights = learner.network().weights();
    Random random = new Random(4);
    for (int frame = 0; frame < 9; frame++) {
      Weights.Version version = weights.version();
      float[][] before = weights.rows(0);

      learner.learnFeatures(
          RandomLayers.volley(learner.network().convolution(0).input(), 8, 0.4, random));

      RowSet changed = weights.changedSince(version);
      assertThat(changed.maps(1)).as("decisions").isEmpty();
      int[] different =
          IntStream.range(0, 6)
              .filter(map -> !Arrays.equals(before[map], weights.row(0, map)))
              .toArray();
      assertThat(changed.maps(0)).containsExactly(different).hasSizeBetween(1, 2);
    }
  }

  @Test
  void aLearnerOfANewLabelGoesOnWithTheVersions() {
    Learner first = Learner.fresh(SmallNetwork.deciding(ADAPTIVE), 6);
    Weights.Version begun = first.network().weights().version();
    Random random = new Random(6);
    Volley evidence = RandomLayers.volley(first.network().evidence(), 8, 0.3, random);
    first.learnDecision(evidence, 0);

    Learner second = new Learner(first.network().withLabel("d"), first.progress());
    Weights.Version named = second.network().weights().version();
    assertThat(second.network().weights().changedSince(begun).size()).isEqualTo(3 * 3);
    second.learnDecision(evidence, 3);

    assertThat(second.network().weights().changedSince(named).size()).isEqualTo(4 * 3);
    assertThat(first.network().weights().changedSince(begun).maps(1)).containsExactly(0, 1, 2, 3);
  }
}
