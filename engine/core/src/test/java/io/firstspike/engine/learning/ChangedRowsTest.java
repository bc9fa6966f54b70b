package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows count as changed after a label: those that state and the models topic then take. */
class ChangedRowsTest {

  private static final String ADAPTIVE =
      "capacity: 5, averaged: true, rule: {delta: {gain: 5, measureOver: 1, adaptive: true}}";

  /** The tables of a map go together: it changes in all of them or in none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "capacity: 5, " + SmallNetwork.DELTA,
        "capacity: 5, averaged: true, " + SmallNetwork.DELTA,
        ADAPTIVE,
        "capacity: 5, averaged: true, neuronsPerLabel: 2, rule: {margin: {margin: 0.05,"
            + " rewardActive: 0.02, rewardSilent: 0, punishActive: -0.02, punishSilent: 0, lower:"
            + " 0.2, upper: 0.8}}",
        "threshold: 12, averaged: true, rule: {rstdp: {rewardActive: 0.04, rewardSilent: -0.03,"
            + " punishActive: -0.04, punishSilent: 0.005, lower: 0, upper: 1, stabilised: true,"
            + " adaptEvery: 10, adaptFloor: 0.2, adaptFromChance: true}}",
        "neuronsPerLabel: 2, threshold: 12, rule: {s2stdp: {gap: 1.5, potentiation: 0.3,"
            + " depression: -0.1, lower: 0, upper: 1, competition: 0.8}}"
      })
  void rowsOfAMapChangeTogetherAndMakeTheSameNetwork(String decision) {
    NetworkSpec spec = SmallNetwork.deciding(decision);
    Learner learner = Learner.fresh(spec, 6);
    Weights weights = learner.network().weights();
    Network copy = Network.of(spec, weights.toArrays());
    Follower follower = new Follower(weights, copy.weights());
    Random random = new Random(6);
    for (int i = 0; i < 40; i++) {
      double firing = i % 10 == 9 ? 0 : 0.3;
      Volley evidence =
          RandomLayers.volley(learner.network().decisions().input(), 8, firing, random);

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
  @ValueSource(strings = {"capacity: 5, " + SmallNetwork.DELTA, ADAPTIVE})
  void theDeltaRuleChangesTheNeuronsOfAllLabelsAndNoFreeOnes(String decision) {
    Learner learner = Learner.fresh(SmallNetwork.deciding(decision), 6);
    Weights weights = learner.network().weights();
    float[][][] before = weights.toArrays();
    Random random = new Random(7);
    for (int i = 0; i < 20; i++) {
      double firing = i % 10 == 9 ? 0 : 0.3;
      Weights.Version version = weights.version();

      learner.learnDecision(
          RandomLayers.volley(learner.network().decisions().input(), 8, firing, random), i % 3);

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
    Learner learner =
        Learner.fresh(
            SmallNetwork.learning(SmallNetwork.STDP.replace("frames: 0", "frames: 9")), 4);
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
    Volley evidence = RandomLayers.volley(first.network().decisions().input(), 8, 0.3, random);
    first.learnDecision(evidence, 0);

    Learner second = new Learner(first.network().withLabel("d"), first.progress());
    Weights.Version named = second.network().weights().version();
    assertThat(second.network().weights().changedSince(begun).size()).isEqualTo(3 * 3);
    second.learnDecision(evidence, 3);

    assertThat(second.network().weights().changedSince(named).size()).isEqualTo(4 * 3);
    assertThat(first.network().weights().changedSince(begun).maps(1)).containsExactly(0, 1, 2, 3);
  }
}
