package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.oracle.DenseOracle;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.plasticity.Stdp;
import io.firstspike.engine.spec.DecaySpec;
import io.firstspike.engine.spec.DecisionRule;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.RatesSpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.StdpSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearnerTest {

  private static final NetworkSpec MOZAFARI = NetworkSpec.load("mozafari-2019");

  @Test
  void winnersOfTheDenseNetworkLearnAndNobodyElse() {
    NetworkSpec spec = MOZAFARI.withSchedule(Map.of("S1", 5L));
    Learner learner = Learner.fresh(spec, 3);
    Shape input = learner.network().convolution(0).input();
    Random random = new Random(3);
    for (int frame = 0; frame < 5; frame++) {
      Volley volley = RandomLayers.volley(input, 15, 0.25, random);
      float[][] before = learner.network().weights().rows(0);
      float[][] potentials =
          DenseOracle.potentials(volley.latencies(), input, 15, before, Window.square(5, 1, 2));
      List<Winner> winners = DenseOracle.winners(potentials, new Shape(30, 28, 28), 15, 5, 3);

      learner.learnFeatures(volley);

      float[][] after = learner.network().weights().rows(0);
      for (int map = 0; map < 30; map++) {
        int it = map;
        Optional<Winner> winner = winners.stream().filter(w -> w.map() == it).findFirst();
        float[] expected = before[map].clone();
        winner.ifPresent(w -> stdp(expected, volley, w));
        assertThat(after[map]).as("frame %d, map %d", frame, map).containsExactly(expected);
      }
    }
    assertThat(learner.stage()).isEqualTo(1);
  }

  /** An independent version of the rule (Mozafari et al. 2019, equation 4) at its first rates. */
  private static void stdp(float[] row, Volley volley, Winner winner) {
    byte[] latencies = volley.latencies();
    for (int i = 0; i < row.length; i++) {
      int y = winner.row() - 2 + i / 5 % 5;
      int x = winner.column() - 2 + i % 5;
      boolean inside = y >= 0 && y < 28 && x >= 0 && x < 28;
      boolean inTime = inside && latencies[(i / 25 * 28 + y) * 28 + x] <= winner.step();
      row[i] += (inTime ? 0.004f : -0.003f) * ((row[i] - 0) * (1 - row[i]));
    }
  }

  @Test
  void ratesDoubleBeforeEveryFiveHundredthFrameUpToTheMaximum() {
    StdpSpec stdp = MOZAFARI.features().get(0).stdp();

    assertThat(rules(stdp, 499)[7]).isEqualTo(new Stdp(0.004f, -0.003f, 0, 1, true));
    assertThat(rules(stdp, 500)[7]).isEqualTo(new Stdp(0.008f, -0.75f * 0.008f, 0, 1, true));
    assertThat(rules(stdp, 1500)[7]).isEqualTo(new Stdp(0.032f, -0.75f * 0.032f, 0, 1, true));
    assertThat(rules(stdp, 1_000_000)[7]).isEqualTo(new Stdp(0.15f, -0.75f * 0.15f, 0, 1, true));
  }

  @Test
  void mapsLearnByTheConfigurationThatIsTheirs() {
    StdpSpec one = MOZAFARI.features().get(0).stdp();
    RatesSpec first = new RatesSpec(10, 0.1f, -0.2f, 0, 0, 0, 0.3f, 0, true);
    StdpSpec stdp = one.toBuilder().rates(List.of(first, one.rates().get(0))).build();

    assertThat(rules(stdp, 5_000)[9]).isEqualTo(new Stdp(0.1f, -0.2f, 0.3f, 1, false));
    assertThat(rules(stdp, 1)[10]).isEqualTo(new Stdp(0.004f, -0.003f, 0, 1, true));
  }

  @Test
  void stagesWithoutFramesAreSkipped() {
    Learner learner = Learner.fresh(MOZAFARI.withSchedule(Map.of("S1", 0L, "S2", 0L)), 1);

    assertThat(learner.deciding()).isTrue();
    assertThatThrownBy(() -> learner.learnFeatures(blank(learner, 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aRightDecisionIsRewardedAndAWrongOnePunished() {
    Learner learner = Learner.fresh(MOZAFARI.withSchedule(Map.of("S1", 0L, "S2", 0L)), 1);
    Shape input = learner.network().convolution(2).input();
    Volley features = RandomLayers.volley(input, 15, 0.3, new Random(1));
    Classifier classifier = new Classifier(learner.network());
    // The first update clamps all weights; learn once so that only the rule remains to be seen.
    learner.learnDecision(features, classifier.decide(features), 0);

    Decision decision = classifier.decide(features);
    int map = decision.winner().orElseThrow().map();
    float[] before = learner.network().weights().row(2, map);
    learner.learnDecision(features, decision, decision.label());
    float[] rewarded = learner.network().weights().row(2, map);
    learner.learnDecision(features, decision, (decision.label() + 1) % 10);
    float[] punished = learner.network().weights().row(2, map);

    byte[] field =
        learner
            .network()
            .convolution(2)
            .receptiveField(
                features.latencies(),
                (byte) 15,
                decision.winner().orElseThrow().row(),
                decision.winner().orElseThrow().column());
    for (int i = 0; i < before.length; i++) {
      boolean active = field[i] < 15;
      assertThat(rewarded[i]).isEqualTo(clamp(before[i] + (active ? 0.004f : -0.003f)));
      assertThat(punished[i]).isEqualTo(clamp(rewarded[i] + (active ? -0.004f : 0.0005f)));
    }
  }

  private static float clamp(float weight) {
    return Math.max(0.2f, Math.min(0.8f, weight));
  }

  @Test
  void ratesAdaptToTheShareOfWrongAndRightDecisions() {
    RewardSpec rule = (RewardSpec) MOZAFARI.decision().rule();
    NetworkSpec spec = MOZAFARI.withSchedule(Map.of("S1", 0L, "S2", 0L));
    ProgressTracker course = new ProgressTracker(spec, Progress.start(spec, 1));
    for (int i = 0; i < 1000; i++) {
      int decided = i < 700 ? 1 : i < 950 ? 2 : -1;
      course.adapt(rule, decided, 1);
      course.countLabel(decided, 1);
    }

    Progress progress = course.progress();
    assertThat(progress.verdicts()).isEqualTo(new Verdicts(700, 250, 50));
    assertThat(progress.adaptation()).isEqualTo(new Adaptation(0, 0, 0, 0.25, 0.7));
  }

  @Test
  void aSilentNetworkCountsTheLabelAndLearnsNothing() {
    Learner learner = Learner.fresh(MOZAFARI.withSchedule(Map.of("S1", 0L, "S2", 0L)), 1);
    String before = Model.fingerprint(learner.network().weights());
    Volley blank = blank(learner, 2);
    Decision decision = new Classifier(learner.network()).decide(blank);

    learner.learnDecision(blank, decision, 4);

    assertThat(decision.silent()).isTrue();
    assertThat(learner.progress().verdicts().silent()).isEqualTo(1);
    assertThat(Model.fingerprint(learner.network().weights())).isEqualTo(before);
  }

  @Test
  void rowsThatHaveChangedMakeTheSameNetwork() {
    NetworkSpec spec = MOZAFARI.withSchedule(Map.of("S1", 30L, "S2", 0L));
    Learner learner = Learner.fresh(spec, 5);
    Network copy = Network.fresh(spec, 5);
    Follower follower = new Follower(learner.network().weights(), copy.weights());
    Random random = new Random(5);

    for (int frame = 0; frame < 30; frame++) {
      learner.learnFeatures(RandomLayers.volley(copy.convolution(0).input(), 15, 0.25, random));
      follower.update();
    }

    assertThat(follower.update().size()).isZero();
    assertThat(Model.fingerprint(copy.weights()))
        .isNotEqualTo(Model.fingerprint(Network.fresh(spec, 5).weights()))
        .isEqualTo(Model.fingerprint(learner.network().weights()));
  }

  @Test
  void aLearnerGoesOnFromItsSnapshotAsIfItHadNotStopped() {
    NetworkSpec spec = MOZAFARI.withSchedule(Map.of("S1", 1_000L));
    Learner through = Learner.fresh(spec, 5);
    Learner stopped = Learner.fresh(spec, 5);
    Random random = new Random(5);
    for (int frame = 0; frame < 600; frame++) {
      if (frame == 300) {
        Model kept = stopped.snapshot("random volleys");
        stopped = new Learner(kept.network(), kept.progress());
      }
      Volley volley =
          RandomLayers.volley(through.network().convolution(0).input(), 15, 0.25, random);
      through.learnFeatures(volley);
      stopped.learnFeatures(volley);
    }

    assertThat(stopped.progress()).isEqualTo(through.progress());
    assertThat(stopped.snapshot("").fingerprint()).isEqualTo(through.snapshot("").fingerprint());
  }

  /** Frozen features below one neuron for each of three labels that sees them all. */
  private static NetworkSpec connected(DecisionRule rule) {
    return MOZAFARI.withSchedule(Map.of("S1", 0L, "S2", 0L)).toBuilder()
        .decision(
            d ->
                d.labels(List.of("a", "b", "c"))
                    .capacity(3)
                    .neuronsPerLabel(1)
                    .kernel(0)
                    .padding(0)
                    .weights(new WeightsSpec(0, 0))
                    .rule(rule))
        .build();
  }

  @ParameterizedTest
  @ValueSource(floats = {0, 0.1f})
  void theDeltaRuleMovesEverySynapseThatFiredByItsNeuronsError(float smoothing) {
    DeltaSpec rule = new DeltaSpec(8, 2, new DecaySpec(4, 0.5f), false, smoothing);
    Learner learner = Learner.fresh(connected(rule), 1);
    Shape input = learner.network().convolution(2).input();
    Classifier classifier = new Classifier(learner.network());
    double[][] weights = new double[3][input.size()];
    Weights.Version begun = learner.network().weights().version();
    Random random = new Random(7);
    long fired = 0;
    for (int labels = 0; labels < 6; labels++) {
      Volley features = RandomLayers.volley(input, 15, 0.1, random);
      fired += labels < 2 ? features.count() : 0;
      double mean = (double) fired / Math.min(2, labels + 1);
      double step = 8 / mean * (1 - 0.5 * Math.min(1, labels / 4.0));
      int label = random.nextInt(3);

      learner.learnDecision(features, classifier.decide(features), label);

      byte[] latencies = features.latencies();
      for (int neuron = 0; neuron < 3; neuron++) {
        double potential = 0;
        for (int i = 0; i < latencies.length; i++) {
          potential += latencies[i] < 15 ? weights[neuron][i] : 0;
        }
        double error =
            (neuron == label ? 1 - smoothing : smoothing / 2) - 1 / (1 + Math.exp(-potential));
        for (int i = 0; i < latencies.length; i++) {
          weights[neuron][i] += latencies[i] < 15 ? step * error : 0;
        }
      }
    }
    for (int neuron = 0; neuron < 3; neuron++) {
      float[] row = learner.network().weights().row(2, neuron);
      for (int i = 0; i < row.length; i++) {
        assertThat((double) row[i])
            .isCloseTo(weights[neuron][i], org.assertj.core.data.Offset.offset(1e-4));
      }
    }
    assertThat(learner.network().weights().changedSince(begun).size()).isEqualTo(3);
  }

  @Test
  void theDeltaRuleDecidesForTheHighestPotentialEvenIfAllAreNegative() {
    Learner learner = Learner.fresh(connected(new DeltaSpec(1, 1, null, false)), 1);
    for (int neuron = 0; neuron < 3; neuron++) {
      float[] row = new float[learner.network().convolution(2).fan()];
      java.util.Arrays.fill(row, neuron == 1 ? -1 : -2);
      learner.network().weights().setRow(2, neuron, row);
    }
    Classifier classifier = new Classifier(learner.network());
    Volley features =
        RandomLayers.volley(learner.network().convolution(2).input(), 15, 0.1, new Random(1));

    assertThat(classifier.decide(features).label()).isEqualTo(1);
    assertThat(classifier.decide(blank(learner, 2)).silent()).isTrue();
  }

  @Test
  void aFrozenLayerIsRoundedAndReadAtItsOwnThreshold() {
    NetworkSpec spec =
        MOZAFARI.withSchedule(Map.of("S1", 200L, "S2", 0L)).toBuilder()
            .feature("S1", f -> f.binary(true).readThreshold(List.of(20f)))
            .build();
    Learner learner = Learner.fresh(spec, 2);
    Shape input = learner.network().convolution(0).input();
    Random random = new Random(2);
    while (!learner.deciding()) {
      learner.learnFeatures(RandomLayers.volley(input, 15, 0.25, random));
    }

    float[][] rows = learner.network().weights().rows(0);
    for (float[] row : rows) {
      for (float weight : row) {
        assertThat(weight == 0 || weight == 1).isTrue();
      }
    }
    Volley volley = RandomLayers.volley(input, 15, 0.25, random);
    byte[] fired =
        DenseOracle.fire(
            DenseOracle.potentials(volley.latencies(), input, 15, rows, Window.square(5, 1, 2)),
            20);
    assertThat(learner.network().featureLayers(1).get(0).forward(volley).latencies())
        .isEqualTo(DenseOracle.pool(fired, new Shape(30, 28, 28), Window.square(2, 2, 0)));
  }

  private static Volley blank(Learner learner, int layer) {
    return RandomLayers.volley(learner.network().convolution(layer).input(), 15, 0, new Random(0));
  }

  private static Stdp[] rules(StdpSpec stdp, long frame) {
    Stdp[] rules = new Stdp[30];
    stdp.rules(frame, rules);
    return rules;
  }
}
