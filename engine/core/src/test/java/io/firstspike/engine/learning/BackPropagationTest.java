package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.compute.InnerLoops;
import io.firstspike.engine.exchange.NetworkWeights;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.OperationCounter;
import io.firstspike.engine.network.RowSet;
import io.firstspike.engine.network.Weights;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.DecaySpec;
import io.firstspike.engine.spec.DecisionSpec.HiddenSpec;
import io.firstspike.engine.spec.NetworkSize;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Temporal back-propagation, in a decision layer with hidden neurons. */
class BackPropagationTest {

  /** 2 x 2 pixels, 3 hidden neurons, 2 labels and room for one more; all thresholds are 1. */
  private static final NetworkSpec SPEC =
      NetworkSpec.parse(
          "pixels",
          """
          name: pixels
          input: {height: 2, width: 2}
          encoding: {filters: [], threshold: 1, steps: 10}
          decision:
            name: out
            labels: [a, b]
            capacity: 3
            hidden: {neurons: 3, threshold: 1, weights: {mean: 0.5, deviation: 0.2}}
            threshold: 1
            weights: {mean: 0.5, deviation: 0.2}
            rule: {s4nn: {gap: 3, rate: 0.5}}
          """);

  private static Volley volley(int... latencies) {
    byte[] bytes = new byte[latencies.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) latencies[i];
    }
    return Volley.ofLatencies(new Shape(1, 2, 2), 10, bytes);
  }

  /**
   * The network of {@code SpikeTimeGradientsTest}, with a fourth input that is silent and a label
   * that is free. The gradients, (-0.3, 0.3) and (0.375, -0.15, 0), are scaled to length 1 and
   * times 0.5 taken from the weights of inputs in time.
   */
  @Test
  void weightsOfInputsInTimeMoveAgainstTheScaledGradient() {
    float[][] hidden = {{0.75f, 0.5f, 0, 7}, {0.25f, 0.25f, 1, 7}, {0.25f, 0.25f, 0.25f, 7}};
    float[][] decision = {{0.75f, 0.5f, 9}, {2, 4, 9}, {5, 5, 5}};
    Network network = Network.of(SPEC, new float[][][] {decision, hidden});
    Learner learner = new Learner(network, Learner.fresh(SPEC, 1).progress());

    assertThat(learner.learnDecision(volley(0, 2, 5, 10), 0)).isEqualTo(1);

    float d = (float) (0.5 / Math.sqrt(2));
    float length = (float) Math.hypot(0.375, 0.15);
    float first = 0.5f * 0.375f / length;
    float second = 0.5f * 0.15f / length;
    assertRows(
        network.weights().rows(0),
        new float[][] {{0.75f + d, 0.5f + d, 9}, {2 - d, 4, 9}, {5, 5, 5}});
    assertRows(
        network.weights().rows(1),
        new float[][] {
          {0.75f - first, 0.5f - first, 0, 7},
          {0.25f + second, 0.25f + second, 1 + second, 7},
          {0.25f, 0.25f, 0.25f, 7}
        });
  }

  private static void assertRows(float[][] rows, float[][] expected) {
    for (int map = 0; map < expected.length; map++) {
      assertThat(rows[map]).containsExactly(expected[map], within(1e-6f));
    }
  }

  @Test
  void aRateThatHasDecayedChangesNothing() {
    NetworkSpec spec =
        SPEC.toBuilder().decision(d -> d.rule(new S4nnSpec(3, 0.5f, new DecaySpec(1, 0)))).build();
    Learner learner = Learner.fresh(spec, 4);
    learner.learnDecision(volley(0, 1, 2, 3), 1);
    String after = Model.fingerprint(learner.network().weights());
    for (int i = 0; i < 10; i++) {
      learner.learnDecision(volley(3, 1, 2, i), i % 2);
    }
    assertThat(Model.fingerprint(learner.network().weights())).isEqualTo(after);
  }

  private static final NetworkSpec SMALL =
      SmallNetwork.deciding(
          d ->
              d.capacity(4)
                  .hidden(new HiddenSpec(40, 8, new WeightsSpec(0.1f, 0.2f)))
                  .threshold(3f)
                  .weights(new WeightsSpec(0.1f, 0.2f))
                  .rule(new S4nnSpec(1, 0.1f, null)));

  /** Each label has inputs of its own that fire first, among others that fire at any time. */
  private static Volley pattern(Network network, int label, Random random) {
    Shape shape = network.evidence();
    byte[] latencies = RandomLayers.volley(shape, 8, 0.2, random).latencies();
    for (int i = label; i < latencies.length; i += 3) {
      latencies[i] = random.nextInt(3) == 0 ? 0 : latencies[i];
    }
    return Volley.ofLatencies(shape, 8, latencies);
  }

  @Test
  void patternsAreLearnedThatFirstWeightsDoNotTellApart() {
    Learner learner = Learner.fresh(SMALL, 3);
    Random random = new Random(1);
    int before = 0;
    int after = 0;
    for (int i = 0; i < 900; i++) {
      int label = i % 3;
      boolean right =
          learner.learnDecision(pattern(learner.network(), label, random), label) == label;
      before += right && i < 90 ? 1 : 0;
      after += right && i >= 810 ? 1 : 0;
    }
    assertThat(before).isLessThan(60);
    assertThat(after).isGreaterThan(80);
  }

  @Test
  void aLearnerThatStopsGoesOnAsIfItHadNot() {
    Learner through = Learner.fresh(SMALL, 3);
    Learner stopped = Learner.fresh(SMALL, 3);
    Weights weights = through.network().weights();
    Network copy = Network.of(SMALL, weights.toArrays());
    Follower follower = new Follower(weights, copy.weights());
    Random random = new Random(2);
    for (int i = 0; i < 60; i++) {
      if (i == 30) {
        Model kept = stopped.snapshot("half of it");
        stopped = new Learner(kept.network(), kept.progress());
      }
      Volley evidence = pattern(through.network(), i % 3, random);
      // The label at once, or after a decision.
      through.learnDecision(evidence, i % 3);
      Decision decision = stopped.decide(evidence);
      stopped.learnDecision(evidence, decision, i % 3);
      RowSet changed = follower.update();
      assertThat(changed.maps(0)).as("features").isEmpty();
      assertThat(Model.fingerprint(copy.weights())).isEqualTo(Model.fingerprint(weights));
    }
    assertThat(stopped.snapshot("").fingerprint()).isEqualTo(through.snapshot("").fingerprint());
    assertThat(stopped.progress()).isEqualTo(through.progress());
  }

  @Test
  void aRetiredLabelIsNotDecidedForAndANewOneIsLearned() {
    Learner learner = Learner.fresh(SMALL, 3);
    Random random = new Random(3);
    learner.retire(1);
    for (int i = 0; i < 60; i++) {
      Volley evidence = pattern(learner.network(), 2 * (i % 2), random);
      assertThat(learner.learnDecision(evidence, 2 * (i % 2))).isNotIn(1, 3);
    }
    assertThat(learner.retired(1)).isTrue();
    learner.restore(1);
    Learner wider = learner.withLabel("d");
    int right = 0;
    for (int i = 0; i < 600; i++) {
      int label = new int[] {0, 2, 3}[i % 3];
      right += wider.learnDecision(pattern(wider.network(), i % 3, random), label) == 3 ? 1 : 0;
    }
    assertThat(right).isGreaterThan(100);
  }

  @Test
  void weightsOfHiddenNeuronsTravelUnderTheirName() {
    Network network = Network.fresh(SMALL, 5);
    NetworkWeights arrays = NetworkWeights.of(network);

    assertThat(arrays.arrays()).containsOnlyKeys("S1", "out", "out-hidden");
    Network again = arrays.network(SMALL, 9);
    assertThat(Model.fingerprint(again.weights())).isEqualTo(Model.fingerprint(network.weights()));
  }

  @Test
  void sizeAndOperationsCountTheHiddenNeurons() {
    assertThat(NetworkSize.of(SPEC)).isEqualTo(new NetworkSize(4 * 3 + 3 * 3, 4 + 3 + 3, 4));
    Network network = Network.fresh(SPEC, 5);
    Image image = Image.grey(2, 2, new byte[] {9, 0, 99, 50});
    Volley evidence = new Classifier(network).evidence(image);
    long fired =
        network.hiddenNeurons(InnerLoops.fastest().weights()).orElseThrow().fire(evidence).count();

    var count = new OperationCounter(network).measure(image);

    assertThat(fired).isPositive();
    assertThat(count.spikes()).isEqualTo(evidence.count() + fired);
    assertThat(count.synapticOperations()).isEqualTo(evidence.count() * 3L + fired * 3);
  }

  @Test
  void whatTheRuleNeedsIsTold() {
    String yaml =
        """
        name: pixels
        input: {height: 2, width: 2}
        encoding: {filters: [], threshold: 1, steps: 10}
        decision:
          name: out
          labels: [a, b]
          neuronsPerLabel: 2
          averaged: true
          hidden: {neurons: 0, threshold: 0, weights: {mean: 0, deviation: 1, own: 1}}
          weights: {mean: 0.5, deviation: 0.2}
          rule: {s4nn: {gap: 0, rate: 0}}
        """;
    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "decision.hidden.neurons is 0, must be 1 to 65536",
            "decision.hidden.threshold is 0.0, must be above 0",
            "decision.hidden.weights.own is for neurons that decide",
            "decision.rule.s4nn needs decision.threshold",
            "decision.rule.s4nn needs one neuron per label: neuronsPerLabel 1",
            "decision.rule.s4nn needs averaged: false",
            "decision.rule.s4nn.gap is 0, must be 1 to 127",
            "decision.rule.s4nn.rate is 0.0, must be above 0");
    assertThat(
            problems(yaml.replace("s4nn: {gap: 0, rate: 0}", "delta: {gain: 1, measureOver: 1}")))
        .contains("decision.hidden needs the rule s4nn");
  }

  private static List<String> problems(String yaml) {
    return catchThrowableOfType(SpecException.class, () -> NetworkSpec.parse("pixels", yaml))
        .problems();
  }
}
