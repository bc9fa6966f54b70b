package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.layer.FirstSpikes;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DecisionSpec.HiddenSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.DropoutSpec;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionLearningTest {

  private static final DecisionRule REWARD =
      new RewardSpec(0.04f, -0.03f, -0.04f, 0.005f, 0, 1, true, 10, 0.2f, true);
  private static final DecisionRule ADAPTIVE = new DeltaSpec(5, 1, null, true);

  private static Volley evidence(Learner learner, Random random) {
    return RandomLayers.volley(learner.network().evidence(), 8, 0.3, random);
  }

  @Test
  void withAThresholdTheFirstToFireDecides() {
    NetworkSpec spec = SmallNetwork.deciding(d -> d.neuronsPerLabel(2).threshold(12f).rule(REWARD));
    Learner learner = Learner.fresh(spec, 3);
    Classifier classifier = new Classifier(learner.network());
    FirstSpikes firing = new FirstSpikes(learner.network().weights().decisions(), 12);
    Random random = new Random(3);
    for (int i = 0; i < 30; i++) {
      Volley evidence = evidence(learner, random);
      Decision decision = classifier.decide(evidence);

      byte[] latencies = firing.fire(evidence);
      float[] potentials = firing.potentials();
      int first = 0;
      for (int neuron = 1; neuron < 6; neuron++) {
        boolean sooner = latencies[neuron] < latencies[first];
        boolean stronger =
            latencies[neuron] == latencies[first] && potentials[neuron] > potentials[first];
        first = sooner || stronger ? neuron : first;
      }
      Winner winner = decision.winner().orElseThrow();
      assertThat(winner).isEqualTo(new Winner(first, 0, 0, latencies[first], potentials[first]));
      assertThat(decision.label()).isEqualTo(first / 2);
      assertThat(decision.runnerUp()).isNotEqualTo(decision.label());
    }
    Volley faint = RandomLayers.volley(learner.network().evidence(), 8, 0.02, random);
    assertThat(classifier.decide(faint).silent()).isTrue();
  }

  @Test
  void ratesBeginAtChanceAndNeverAdaptToNothing() {
    NetworkSpec spec = SmallNetwork.deciding(d -> d.threshold(12f).rule(REWARD));
    Learner learner = Learner.fresh(spec, 3);
    assertThat(learner.progress().adaptation().rewardScale())
        .isCloseTo(0.2 + 0.8 * 2 / 3, within(1e-6));
    assertThat(learner.progress().adaptation().punishmentScale())
        .isCloseTo(0.2 + 0.8 / 3, within(1e-6));

    Volley blank = RandomLayers.volley(learner.network().evidence(), 8, 0, new Random(1));
    for (int i = 0; i < 10; i++) {
      learner.learnDecision(blank, Decision.SILENT, 0);
    }
    assertThat(learner.progress().adaptation().rewardScale()).isCloseTo(0.2, within(1e-6));
  }

  @Test
  void potentialsOfADecisionServeItsLabelOnlyWhileTheyHold() {
    NetworkSpec spec = SmallNetwork.deciding(d -> d.rule(ADAPTIVE));
    Learner plain = Learner.fresh(spec, 6);
    Classifier classifier = new Classifier(plain.network());
    Learner deciding = Learner.fresh(spec, 6);
    Random random = new Random(6);
    for (int i = 0; i < 30; i++) {
      Volley first = evidence(plain, random);
      Volley second = evidence(plain, random);
      // Each label at once; or the first one later, after another decision or another label.
      int late = i % 3;
      Decision expected = classifier.decide(first);
      Decision decision = deciding.decide(first);
      assertThat(decision).isEqualTo(expected);
      if (late > 0) {
        deciding.decide(second);
      }
      if (late == 2) {
        plain.learnDecision(second, classifier.decide(second), 1);
        deciding.learnDecision(second, classifier(deciding).decide(second), 1);
      }
      plain.learnDecision(first, expected, 0);
      deciding.learnDecision(first, decision, 0);
    }
    assertThat(Model.fingerprint(deciding.network().weights()))
        .isEqualTo(Model.fingerprint(plain.network().weights()));
  }

  private static Classifier classifier(Learner learner) {
    return new Classifier(learner.network());
  }

  @Test
  void neuronsThatDropOutDoNotLearn() {
    DropoutSpec dropout = new DropoutSpec(0.5f, 40);
    NetworkSpec spec =
        SmallNetwork.deciding(
            d -> d.neuronsPerLabel(4).threshold(12f).dropout(dropout).rule(REWARD));
    Learner learner = Learner.fresh(spec, 8);
    Classifier classifier = new Classifier(learner.network());
    Weights weights = learner.network().weights();
    boolean[] silent = Dropout.silent(dropout, 12, 8, 1, 0);
    Random random = new Random(8);
    int changes = 0;
    for (int i = 0; i < 40; i++) {
      Volley evidence = evidence(learner, random);
      Weights.Version before = weights.version();
      learner.learnDecision(evidence, classifier.decide(evidence), i % 3);
      for (int map : weights.changedSince(before).maps(1)) {
        assertThat(silent[map] && i > 0).isFalse();
        changes++;
      }
    }
    assertThat(changes).isPositive();
  }

  private static DecisionRule margin(float margin, float rewardSilent, float punishSilent) {
    return new MarginSpec(margin, 0.02f, rewardSilent, -0.02f, punishSilent, 0, 1, null);
  }

  @Test
  void theRightNeuronIsRewardedAndTheStrongestOtherPunishedUnlessItWinsByAMargin() {
    DecisionRule rule = margin(0.01f, -0.005f, 0.005f);
    Learner learner = Learner.fresh(SmallNetwork.deciding(d -> d.neuronsPerLabel(2).rule(rule)), 5);
    Classifier classifier = new Classifier(learner.network());
    Random random = new Random(5);
    int learned = 0;
    for (int i = 0; i < 60; i++) {
      Volley evidence = evidence(learner, random);
      int label = i % 3;
      float[][] before = learner.network().weights().rows(1);
      int right = strongest(before, evidence, label, true);
      int other = strongest(before, evidence, label, false);
      double lead = potential(before[right], evidence) - potential(before[other], evidence);

      learner.learnDecision(evidence, classifier.decide(evidence), label);

      float[][] after = learner.network().weights().rows(1);
      boolean learns = lead <= 0.01 * evidence.count();
      learned += learns ? 1 : 0;
      for (int map = 0; map < 6; map++) {
        assertThat(Arrays.equals(before[map], after[map]))
            .isEqualTo(!learns || map != right && map != other);
      }
      if (learns) {
        int active = evidence.spike(0);
        assertThat(after[right][active]).isEqualTo(Math.min(1, before[right][active] + 0.02f));
        assertThat(after[other][active]).isEqualTo(Math.max(0, before[other][active] - 0.02f));
      }
    }
    assertThat(learned).isBetween(1, 60);
  }

  /** Where silent inputs change nothing, only the synapses of other inputs are visited. */
  @Test
  void changesOfActiveSynapsesAloneAreThoseOfAllWithNothingForTheOthers() {
    NetworkSpec active =
        SmallNetwork.deciding(d -> d.neuronsPerLabel(2).averaged(true).rule(margin(0.05f, 0, 0)));
    // A change so small that it disappears in rounding, but is not 0.
    NetworkSpec all =
        active.toBuilder().decision(d -> d.rule(margin(0.05f, 1e-30f, 1e-30f))).build();
    Learner few = Learner.fresh(active, 5);
    Learner many = Learner.fresh(all, 5);
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      Volley evidence = evidence(few, random);
      few.learnDecision(evidence, new Classifier(few.network()).decide(evidence), i % 3);
      many.learnDecision(evidence, new Classifier(many.network()).decide(evidence), i % 3);
    }

    assertThat(Model.fingerprint(few.network().weights()))
        .isEqualTo(Model.fingerprint(many.network().weights()));
  }

  private static int strongest(float[][] rows, Volley evidence, int label, boolean ofLabel) {
    int best = -1;
    for (int map = 0; map < rows.length; map++) {
      boolean better = best < 0 || potential(rows[map], evidence) > potential(rows[best], evidence);
      best = (map / 2 == label) == ofLabel && better ? map : best;
    }
    return best;
  }

  private static float potential(float[] row, Volley evidence) {
    float potential = 0;
    for (int i = 0; i < evidence.count(); i++) {
      potential += row[evidence.spike(i)];
    }
    return potential;
  }

  @Test
  void theWeightsThatServeAreTheAverageOverAllLabels() {
    List<UnaryOperator<DecisionSpec.Builder>> layers =
        List.of(
            d -> d.rule(SmallNetwork.DELTA),
            d -> d.neuronsPerLabel(2).rule(margin(0.05f, -0.005f, 0.005f)),
            d -> d.threshold(12f).rule(REWARD),
            DecisionLearningTest::timed);
    for (UnaryOperator<DecisionSpec.Builder> layer : layers) {
      NetworkSpec spec = SmallNetwork.deciding(d -> layer.apply(d).averaged(true));
      Learner learner = Learner.fresh(spec, 6);
      Classifier classifier = new Classifier(learner.network());
      double[][] sums = null;
      Random random = new Random(6);
      for (int i = 0; i < 50; i++) {
        Volley evidence = evidence(learner, random);
        learner.learnDecision(evidence, classifier.decide(evidence), i % 3);
        sums = plus(sums, learner.network().weights().rows(1));
      }

      float[][] serving = learner.serving().weights().rows(1);
      for (int map = 0; map < serving.length; map++) {
        for (int i = 0; i < serving[map].length; i++) {
          assertThat((double) serving[map][i]).isCloseTo(sums[map][i] / 50, within(1e-5));
        }
      }
      Model kept = learner.snapshot("random volleys");
      assertThat(Model.fingerprint(kept.serving().weights()))
          .isEqualTo(Model.fingerprint(learner.serving().weights()));
      assertThat(Model.fingerprint(kept.network().weights()))
          .isEqualTo(Model.fingerprint(learner.network().weights()));
    }
  }

  private static double[][] plus(double[][] sums, float[][] rows) {
    double[][] result = sums == null ? new double[rows.length][rows[0].length] : sums;
    for (int map = 0; map < rows.length; map++) {
      for (int i = 0; i < rows[map].length; i++) {
        result[map][i] += rows[map][i];
      }
    }
    return result;
  }

  private static List<NetworkSpec> networks() {
    MarginSpec bounded = new MarginSpec(0.05f, 0.02f, -0.005f, -0.02f, 0.005f, 0.2f, 0.8f, null);
    return List.of(
        SmallNetwork.deciding(d -> d.rule(SmallNetwork.DELTA)),
        SmallNetwork.deciding(d -> d.rule(ADAPTIVE)),
        SmallNetwork.deciding(d -> d.averaged(true).rule(bounded)),
        SmallNetwork.deciding(d -> d.threshold(12f).rule(REWARD)),
        SmallNetwork.deciding(DecisionLearningTest::timed),
        SmallNetwork.deciding(DecisionLearningTest::withHiddenNeurons));
  }

  /** A learner that is reused for another key keeps nothing of the first. */
  @ParameterizedTest
  @MethodSource("networks")
  void aLearnerThatResumesIsAsNew(NetworkSpec spec) {
    Network base = Network.fresh(spec, 6);
    Learner used = new Learner(base.withOwnDecisions(), Progress.start(spec, 6));
    learn(used, 60, 1);
    assertThat(fingerprint(used)).isNotEqualTo(Model.fingerprint(base.weights()));

    used.network().copyDecisions(base);
    used.resume(Progress.start(spec, 6));
    Weights.Version resumed = used.network().weights().version();
    learn(used, 40, 2);

    Learner fresh = new Learner(base.withOwnDecisions(), Progress.start(spec, 6));
    Weights.Version begun = fresh.network().weights().version();
    learn(fresh, 40, 2);
    assertThat(fingerprint(used)).isEqualTo(fingerprint(fresh));
    assertThat(used.progress()).isEqualTo(fresh.progress());
    assertThat(used.network().weights().changedSince(resumed))
        .isEqualTo(fresh.network().weights().changedSince(begun));
  }

  private static void learn(Learner learner, int labels, long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < labels; i++) {
      Volley evidence = evidence(learner, random);
      learner.learnDecision(evidence, learner.decide(evidence), i % 3);
    }
  }

  private static String fingerprint(Learner learner) {
    return Model.fingerprint(learner.network().weights());
  }

  @Test
  void aNetworkWithoutAveragesServesAsItIs() {
    Learner learner = Learner.fresh(SmallNetwork.deciding(d -> d.averaged(false)), 6);

    assertThat(learner.serving()).isSameAs(learner.network());
  }

  @Test
  void averagesGoOnFromASnapshotAsIfLearningHadNotStopped() {
    NetworkSpec spec = SmallNetwork.deciding(d -> d.averaged(true));
    Learner through = Learner.fresh(spec, 6);
    Learner stopped = Learner.fresh(spec, 6);
    Network followed = Network.fresh(spec, 6);
    Follower follower = new Follower(through.network().weights(), followed.weights());
    Random random = new Random(6);
    for (int i = 0; i < 40; i++) {
      if (i == 20) {
        Model kept = stopped.snapshot("half of it");
        stopped = new Learner(kept.network(), kept.progress());
      }
      Volley evidence = evidence(through, random);
      through.learnDecision(evidence, new Classifier(through.network()).decide(evidence), i % 3);
      stopped.learnDecision(evidence, new Classifier(stopped.network()).decide(evidence), i % 3);
      follower.update();
    }

    assertThat(stopped.snapshot("").fingerprint()).isEqualTo(through.snapshot("").fingerprint());
    assertThat(Model.fingerprint(followed.serving(through.progress()).weights()))
        .isEqualTo(Model.fingerprint(through.serving().weights()));
  }

  /** Hidden neurons, which learn together with those that decide. */
  private static DecisionSpec.Builder withHiddenNeurons(DecisionSpec.Builder layer) {
    return layer
        .hidden(new HiddenSpec(20, 8, new WeightsSpec(0.3f, 0.2f)))
        .threshold(3f)
        .rule(new S4nnSpec(2, 0.1f, null));
  }

  /** Two neurons for each label, which learn to fire at desired times. */
  private static DecisionSpec.Builder timed(DecisionSpec.Builder layer) {
    return layer
        .neuronsPerLabel(2)
        .threshold(12f)
        .rule(new S2StdpSpec(1.5f, 0.3f, -0.1f, 0, 1, 0.8f, null));
  }

  @Test
  void theFirstNeuronOfEachLabelMovesItsSpikeTowardsTheDesiredTime() {
    Learner learner = Learner.fresh(SmallNetwork.deciding(DecisionLearningTest::timed), 12);
    Classifier classifier = new Classifier(learner.network());
    Random random = new Random(12);
    double[] raises = new double[6];
    for (int i = 0; i < 40; i++) {
      Volley evidence = evidence(learner, random);
      int label = i % 3;
      float[][] before = learner.network().weights().rows(1);
      Decision decision = classifier.decide(evidence);
      learner.learnDecision(evidence, decision, label);
      float[][] after = learner.network().weights().rows(1);

      double[] served = new double[6];
      double[] learned = new double[6];
      for (int map = 0; map < 6; map++) {
        served[map] = time(before[map], evidence, 12);
        learned[map] = time(before[map], evidence, 12 + raises[map]);
      }
      assertThat(decision.winner().orElseThrow().map()).isEqualTo(earliest(served, 0, 6));
      int[] first = new int[3];
      double mean = 0;
      for (int group = 0; group < 3; group++) {
        first[group] = earliest(learned, 2 * group, 2 * group + 2);
        mean += learned[first[group]] / 3;
      }
      for (int map = 0; map < 6; map++) {
        boolean learns = map == first[map / 2];
        double desired = map / 2 == label ? mean - 2.0 / 3 * 1.5 : mean + 1.5 / 3;
        double error = learns ? (learned[map] - desired) / 8 : 0;
        byte[] latencies = evidence.latencies();
        for (int tap = 0; tap < latencies.length; tap++) {
          double rate = latencies[tap] <= learned[map] ? 0.3 : -0.1;
          double expected = Math.max(0, Math.min(1, before[map][tap] + rate * error));
          assertThat((double) after[map][tap])
              .isCloseTo(learns ? expected : before[map][tap], within(1e-5));
        }
      }
      for (int map = 2 * label; map < 2 * label + 2; map++) {
        raises[map] = Math.max(0, raises[map] + (map == first[label] ? 0.4 : -0.4));
        assertThat((double) learner.network().weights().row(2, map)[0])
            .isCloseTo(raises[map], within(1e-5));
      }
    }
  }

  /**
   * The time at which a neuron's potential, rising linearly within each step, reaches a threshold.
   */
  private static double time(float[] row, Volley evidence, double threshold) {
    double potential = 0;
    for (int t = 0; t < evidence.steps(); t++) {
      double before = potential;
      for (int i = evidence.start(t); i < evidence.end(t); i++) {
        potential += row[evidence.spike(i)];
      }
      if (potential > threshold) {
        return t + (threshold - before) / (potential - before);
      }
    }
    return evidence.steps();
  }

  private static int earliest(double[] times, int from, int to) {
    int earliest = from;
    for (int map = from; map < to; map++) {
      earliest = times[map] < times[earliest] ? map : earliest;
    }
    return earliest;
  }

  @Test
  void stepsGetShorterWithEachSynapsesOwnErrors() {
    Learner learner = Learner.fresh(SmallNetwork.deciding(d -> d.rule(ADAPTIVE)), 6);
    Classifier classifier = new Classifier(learner.network());
    double[][] squares = null;
    Weights.Version begun = learner.network().weights().version();
    double[][] weights = plus(null, learner.network().weights().rows(1));
    double fired = 0;
    Random random = new Random(6);
    for (int i = 0; i < 30; i++) {
      Volley evidence = evidence(learner, random);
      fired = i == 0 ? evidence.count() : fired;
      squares = squares == null ? new double[3][evidence.shape().size()] : squares;
      learner.learnDecision(evidence, classifier.decide(evidence), i % 3);
      for (int neuron = 0; neuron < 3; neuron++) {
        double potential = 0;
        for (int j = 0; j < evidence.count(); j++) {
          potential += weights[neuron][evidence.spike(j)];
        }
        double error = (neuron == i % 3 ? 1 : 0) - 1 / (1 + Math.exp(-potential));
        for (int j = 0; j < evidence.count(); j++) {
          int tap = evidence.spike(j);
          squares[neuron][tap] += error * error;
          weights[neuron][tap] += 5 / fired * error / Math.sqrt(1 + squares[neuron][tap]);
        }
      }
    }

    for (int neuron = 0; neuron < 3; neuron++) {
      for (int tap = 0; tap < weights[neuron].length; tap++) {
        assertThat((double) learner.network().weights().row(1, neuron)[tap])
            .isCloseTo(weights[neuron][tap], within(1e-4));
        assertThat((double) learner.network().weights().row(2, neuron)[tap])
            .isCloseTo(squares[neuron][tap], within(1e-4));
      }
    }
    assertThat(learner.network().weights().changedSince(begun).size()).isEqualTo(6);
  }

  @Test
  void skipsPutTheVolleysOfSeveralLayersSideBySide() {
    NetworkSpec spec = SmallNetwork.deciding(d -> d.inputs(List.of("encoding", "S1")));
    Network network = Network.fresh(spec, 7);
    Classifier classifier = new Classifier(network);
    Shape input = network.convolution(0).input();
    Volley encoded = RandomLayers.volley(input, 8, 0.3, new Random(7));

    Volley evidence = classifier.evidence(encoded);

    byte[] seen = evidence.latencies();
    byte[] features = classifier.features(encoded, 1).latencies();
    byte[] pixels = encoded.latencies();
    assertThat(evidence.shape()).isEqualTo(new Shape(pixels.length + features.length, 1, 1));
    for (int i = 0; i < seen.length; i++) {
      byte latency = i < pixels.length ? pixels[i] : features[i - pixels.length];
      assertThat((int) seen[i]).isEqualTo(Math.max(7, latency));
    }
    assertThat(network.decisions().fan()).isEqualTo(seen.length);
  }

  @Test
  void earlySpikesCountMoreWhereLatenciesAreValues() {
    Learner learner = Learner.fresh(SmallNetwork.deciding(d -> d.latencies(true)), 9);
    Classifier classifier = new Classifier(learner.network());
    Volley evidence = evidence(learner, new Random(9));
    float[][] before = learner.network().weights().rows(1);
    byte[] latencies = evidence.latencies();

    Decision decision = classifier.decide(evidence);
    learner.learnDecision(evidence, decision, 1);

    double[] potentials = new double[3];
    for (int neuron = 0; neuron < 3; neuron++) {
      for (int i = 0; i < latencies.length; i++) {
        potentials[neuron] += before[neuron][i] * (8 - latencies[i]) / 8.0;
      }
    }
    Winner winner = decision.winner().orElseThrow();
    assertThat((double) winner.potential()).isCloseTo(potentials[winner.map()], within(1e-4));
    float[][] after = learner.network().weights().rows(1);
    for (int neuron = 0; neuron < 3; neuron++) {
      double error = (neuron == 1 ? 1 : 0) - 1 / (1 + Math.exp(-potentials[neuron]));
      for (int i = 0; i < latencies.length; i++) {
        double expected = 2.0 / evidence.count() * error * (8 - latencies[i]) / 8.0;
        assertThat((double) after[neuron][i] - before[neuron][i]).isCloseTo(expected, within(1e-5));
      }
    }
  }
}
