package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.firstspike.engine.drift.Drift;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.DriftSpec;
import io.firstspike.engine.spec.DriftSpec.Response;
import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Four labels, each with maps of its own that mostly fire; the others fire at times. */
class RememberingLearningTest {

  private static final NetworkSpec PLAIN =
      SmallNetwork.deciding(
          d -> d.labels(List.of("a", "b")).capacity(4).rule(new DeltaSpec(8, 10, null, true)));
  private static final MemorySpec MEMORY = new MemorySpec(4_000, 0, 1, null, 20, false, 0);
  private static final DriftSpec DRIFT = new DriftSpec(0.05f, 8, 10, Response.ANEW);

  private static NetworkSpec spec(UnaryOperator<DecisionSpec.Builder> decision) {
    return PLAIN.toBuilder().decision(decision).build();
  }

  private static final NetworkSpec REMEMBERING = spec(d -> d.memory(MEMORY).drift(DRIFT));
  private static final NetworkSpec AVERAGING =
      spec(d -> d.memory(MEMORY).drift(DRIFT).averageOver(100));

  private static final NetworkSpec SMOOTHED =
      spec(
          d ->
              d.memory(MEMORY)
                  .drift(DRIFT)
                  .averageOver(100)
                  .rule(new DeltaSpec(8, 10, null, true, 0.1f)));

  static Stream<NetworkSpec> specs() {
    return Stream.of(REMEMBERING, AVERAGING, SMOOTHED, spec(d -> d.averageOver(100)));
  }

  /** Labels come as maps: those of label {@code l} fire with label {@code l} and next to it. */
  private static Volley volley(Shape shape, int label, Random random) {
    byte[] latencies = new byte[shape.size()];
    for (int i = 0; i < latencies.length; i++) {
      boolean own = i % 4 == label;
      latencies[i] = (byte) (random.nextDouble() < (own ? 0.5 : 0.2) ? 7 : 8);
    }
    return Volley.ofLatencies(shape, 8, latencies);
  }

  private final Random random = new Random(3);

  private Learner learner(NetworkSpec spec) {
    Learner learner = Learner.fresh(spec.withSchedule(Map.of("S1", 1L)), 5);
    Shape input = learner.network().convolution(0).input();
    while (!learner.deciding()) {
      learner.learnFeatures(Volley.ofLatencies(input, 8, new byte[input.size()]));
    }
    return learner;
  }

  /**
   * Learns {@code count} frames of labels {@code from} to {@code to - 1}; tells the share right.
   */
  private double learn(Learner learner, int from, int to, int count) {
    int right = 0;
    Shape shape = learner.network().evidence();
    for (int i = 0; i < count; i++) {
      int label = from + random.nextInt(to - from);
      right += learner.learnDecision(volley(shape, label, random), label) == label ? 1 : 0;
    }
    return (double) right / count;
  }

  private double test(Learner learner, int labels) {
    int right = 0;
    Shape shape = learner.network().evidence();
    for (int i = 0; i < 400; i++) {
      Decision decision = learner.decide(volley(shape, i % labels, random));
      right += decision.label() == i % labels ? 1 : 0;
    }
    return right / 400.0;
  }

  @Test
  void labelsThatNoLongerComeAreNotForgotten() {
    double[] right = new double[2];
    for (int kind = 0; kind < 2; kind++) {
      Learner learner = learner(kind == 0 ? PLAIN : REMEMBERING);
      learner = learner.withLabel("c").withLabel("d");
      learn(learner, 0, 2, 300);
      learn(learner, 2, 4, 600);
      right[kind] = test(learner, 4);
    }
    assertThat(right[0]).as("without memory").isLessThan(0.65);
    assertThat(right[1]).as("with memory").isGreaterThan(right[0] + 0.15);
  }

  @Test
  void aNewLabelLeavesTheMemoryAsItIs() {
    Learner learner = learner(REMEMBERING);
    learn(learner, 0, 2, 50);
    int volleys = learner.experience().volleys();
    assertThat(volleys).isPositive();
    learner = learner.withLabel("c");
    assertThat(learner.experience().volleys()).isEqualTo(volleys);
    learn(learner, 2, 3, 5);
    assertThat(learner.experience().volleys()).isGreaterThan(volleys);
    assertThat(learner.experience().bytes()).isBetween(1L, 4_000L);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void aRestoredLearnerGoesOnBitByBit(NetworkSpec spec) {
    Learner learner = learner(spec);
    Map<Long, byte[]> saved = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      learn(learner, 0, 2, 30);
      for (Map.Entry<Long, byte[]> entry : learner.experience().takeChanges().entrySet()) {
        if (entry.getValue() == null) {
          saved.remove(entry.getKey());
        } else {
          saved.put(entry.getKey(), entry.getValue());
        }
      }
    }
    Network copy = Network.of(learner.network().spec(), learner.network().weights().toArrays());
    Learner restored = new Learner(copy, learner.progress());
    restored.experience().restore(saved);
    Learner another = learner(spec);
    another.network().copyDecisions(copy);
    another.resume(learner.progress());
    another.experience().restore(learner.experience().entries());
    Shape shape = copy.evidence();
    for (int i = 0; i < 100; i++) {
      Volley volley = volley(shape, i % 2, random);
      for (Learner each : List.of(learner, restored, another)) {
        each.learnDecision(volley, i % 2);
      }
    }
    String expected = Model.fingerprint(learner.network().weights());
    assertThat(Model.fingerprint(restored.network().weights())).isEqualTo(expected);
    assertThat(Model.fingerprint(another.network().weights())).isEqualTo(expected);
    assertThat(restored.experience().drift()).isEqualTo(learner.experience().drift());
    Learner without = new Learner(copy, learner.progress());
    assertThat(without.experience().volleys()).as("no part of the model").isZero();
  }

  /** A decision made before, with other weights, and a decision made now are learned alike. */
  @ParameterizedTest
  @MethodSource("specs")
  void bothWaysToLearnALabelAreOne(NetworkSpec spec) {
    Learner one = learner(spec);
    Learner other = learner(spec);
    Shape shape = one.network().evidence();
    for (int i = 0; i < 100; i++) {
      Volley volley = volley(shape, i % 2, random);
      one.learnDecision(volley, i % 2);
      other.learnDecision(volley, other.decide(volley), i % 2);
    }
    assertThat(other.progress()).isEqualTo(one.progress());
    assertThat(Model.fingerprint(other.network().weights()))
        .isEqualTo(Model.fingerprint(one.network().weights()));
  }

  /** From the second of two new labels on, each of the first labels is part of the mean. */
  @Test
  void decisionsAreMadeWithTheMeanOfTheLatestWeights() {
    Learner learner = learner(AVERAGING);
    Shape shape = learner.network().evidence();
    float[] mean = new float[shape.size()];
    for (int i = 0; i < 20; i++) {
      int label = i < 5 ? 0 : i % 2;
      learner.learnDecision(volley(shape, label, random), label);
      float[] row = learner.network().weights().decisions().row(0);
      for (int tap = 0; i >= 5 && tap < row.length; tap++) {
        mean[tap] += row[tap] / 15;
      }
    }
    Network serving = learner.serving();
    assertThat(serving.weights().decisions().row(0)).containsExactly(mean, offset(1e-5f));
    assertThat(learner.network().weights().decisions().row(0)).isNotEqualTo(mean);
    Classifier classifier = new Classifier(serving);
    for (int i = 0; i < 50; i++) {
      Volley volley = volley(shape, i % 2, random);
      assertThat(learner.decide(volley)).isEqualTo(classifier.decide(volley));
    }
  }

  /** What is learned is the same; only decisions, and so what a detector sees, are others. */
  @Test
  void theAverageLeavesWhatIsLearnedAsItIs() {
    Learner plain = learner(spec(d -> d.memory(MEMORY)));
    Learner averaging = learner(spec(d -> d.memory(MEMORY).averageOver(1000)));
    Shape shape = plain.network().evidence();
    int decisionsApart = 0;
    float[] mean = new float[shape.size()];
    for (int i = 0; i < 3000; i++) {
      Volley volley = volley(shape, i % 2, random);
      int decided = plain.learnDecision(volley, i % 2);
      decisionsApart += averaging.learnDecision(volley, i % 2) == decided ? 0 : 1;
      for (int tap = 0; tap < mean.length; tap++) {
        float weight = plain.network().weights().decisions().weight(tap, 0);
        mean[tap] += Math.max(1f / 1000, 1f / (i + 1)) * (weight - mean[tap]);
      }
    }
    assertThat(averaging.network().weights().decisions().rows())
        .isDeepEqualTo(plain.network().weights().decisions().rows());
    assertThat(decisionsApart).isPositive();
    Network serving = averaging.serving();
    double[] apart = new double[2];
    for (int tap = 0; tap < mean.length; tap++) {
      apart[0] += Math.pow(serving.weights().decisions().weight(tap, 0) - mean[tap], 2);
      apart[1] += Math.pow(plain.network().weights().decisions().weight(tap, 0) - mean[tap], 2);
    }
    assertThat(apart[0]).as("from the exponential mean").isLessThan(apart[1] / 20);
  }

  @Test
  void theAverageBeginsAnewWithTheLayer() {
    Learner learner = learner(AVERAGING);
    learn(learner, 0, 2, 400);
    Shape shape = learner.network().evidence();
    for (int i = 0; learner.experience().drift().drifts() == 0; i++) {
      learner.learnDecision(volley(shape, 1 - i % 2, random), i % 2);
    }
    assertThat(learner.serving().weights().decisions().rows())
        .isDeepEqualTo(Network.fresh(learner.network().spec(), 5).weights().decisions().rows());
  }

  /** Only where known labels are not recent. */
  @Test
  void newLabelsAreLearnedAsTheMemoryRecallsThem() {
    MemorySpec asRecalled = new MemorySpec(4_000, 0, 1, null, 20, true, 0);
    Learner plain = learner(REMEMBERING);
    Learner recalling = learner(spec(d -> d.memory(asRecalled).drift(DRIFT)));
    Shape shape = plain.network().evidence();
    for (int i = 0; i < 100; i++) {
      Volley volley = volley(shape, i % 2, random);
      plain.learnDecision(volley, i % 2);
      recalling.learnDecision(volley, i % 2);
    }
    String both = Model.fingerprint(plain.network().weights());
    assertThat(Model.fingerprint(recalling.network().weights())).isEqualTo(both);
    for (int i = 0; i < 50; i++) {
      Volley volley = volley(shape, 1, random);
      plain.learnDecision(volley, 1);
      recalling.learnDecision(volley, 1);
    }
    assertThat(Model.fingerprint(recalling.network().weights()))
        .isNotEqualTo(Model.fingerprint(plain.network().weights()));
    NetworkSpec spec = recalling.network().spec();
    assertThat(NetworkSpec.parse("copy", spec.toYaml())).isEqualTo(spec);
    assertThat(plain.network().spec().toYaml()).doesNotContain("asRecalled");
  }

  @Test
  void driftIsAnsweredAsTheSpecSays() {
    for (Response response : Response.values()) {
      Learner learner =
          learner(spec(d -> d.memory(MEMORY).drift(new DriftSpec(0.05f, 8, 10, response))));
      learn(learner, 0, 2, 400);
      assertThat(learner.experience().drift()).isEqualTo(Drift.NONE);
      Shape shape = learner.network().evidence();
      int frames = 0;
      while (learner.experience().drift().drifts() == 0) {
        int label = frames % 2;
        learner.learnDecision(volley(shape, 1 - label, random), label);
        frames++;
        assertThat(frames).as("%s", response).isLessThan(100);
      }
      Drift drift = learner.experience().drift();
      assertThat(drift.at()).isEqualTo(400 + frames);
      assertThat(drift.since()).isBetween(380L, 405L);
      int kept = learner.experience().volleys();
      float[] fresh = Network.fresh(learner.network().spec(), 5).weights().decisions().row(0);
      if (response.includes(Response.FORGET)) {
        assertThat(kept).isLessThanOrEqualTo(400 + frames - (int) drift.since());
      } else {
        assertThat(kept).isGreaterThan(30);
      }
      if (response == Response.ANEW) {
        assertThat(learner.network().weights().decisions().row(0)).containsExactly(fresh);
      } else {
        assertThat(learner.network().weights().decisions().row(0)).isNotEqualTo(fresh);
      }
    }
  }

  @Test
  void onlyTheDeltaRuleOnInputsWithoutTimesCanRemember() {
    assertThatThrownBy(() -> spec(d -> d.memory(MEMORY).latencies(true)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("decision.memory needs latencies: false");
    assertThatThrownBy(() -> spec(d -> d.drift(DRIFT).averaged(true)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("decision.drift needs averaged: false");
    assertThatThrownBy(() -> spec(d -> d.averageOver(99).averaged(true)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("decision.averageOver is 99, must be 100 to")
        .hasMessageContaining("decision.averageOver needs averaged: false");
    assertThatThrownBy(() -> spec(d -> d.memory(new MemorySpec(10, -1, 17, null, -1, false, -1))))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("decision.memory.bytes is 10, must be 1000 to")
        .hasMessageContaining("decision.memory.perLabel is -1")
        .hasMessageContaining("decision.memory.learnAgain is 17, must be 1 to 16")
        .hasMessageContaining("decision.memory.recent is -1")
        .hasMessageContaining("decision.memory.words is -1");
    assertThatThrownBy(() -> spec(d -> d.drift(new DriftSpec(2, 0, -1, null))))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("decision.drift.tolerance is 2.0")
        .hasMessageContaining("decision.drift.limit is 0.0, must be above 0")
        .hasMessageContaining("decision.drift.knownAfter is -1");
  }

  @Test
  void aSpecWithMemoryIsReadAsItIsWritten() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-continual");
    assertThat(spec.decision().memory())
        .isEqualTo(new MemorySpec(1_000_000, 0, 1, MemorySpec.Keep.SAMPLE, 100, true, 2048));
    assertThat(spec.decision().drift()).isEqualTo(new DriftSpec(0.05f, 50, 100, Response.ANEW));
    assertThat(NetworkSpec.parse("copy", spec.toYaml())).isEqualTo(spec);
    assertThat(NetworkSpec.parse("copy", AVERAGING.toYaml())).isEqualTo(AVERAGING);
    assertThat(NetworkSpec.parse("copy", SMOOTHED.toYaml())).isEqualTo(SMOOTHED);
    assertThat(NetworkSpec.load("firstspike-2026").toYaml())
        .doesNotContain("memory")
        .doesNotContain("averageOver")
        .doesNotContain("smoothing")
        .doesNotContain("drift");
  }
}
