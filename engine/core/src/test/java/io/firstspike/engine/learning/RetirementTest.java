package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.DriftSpec;
import io.firstspike.engine.spec.DriftSpec.Response;
import io.firstspike.engine.spec.MarginSpec;
import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.RewardSpec;
import io.firstspike.engine.spec.S2StdpSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spike.Volley;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Labels that are taken out of decisions, and come back. */
class RetirementTest {

  private static final int RETIRED = 1;

  private final Random random = new Random(8);

  static Stream<Named<UnaryOperator<DecisionSpec.Builder>>> rules() {
    DeltaSpec adaptive = new DeltaSpec(8, 10, null, true);
    MemorySpec memory = new MemorySpec(4_000, 0, 1, null, 20, true, 0);
    DriftSpec drift = new DriftSpec(0.05f, 4, 10, Response.ANEW);
    MarginSpec margin = new MarginSpec(0.05f, 0.02f, -0.01f, -0.02f, 0.01f, 0.2f, 0.8f, null);
    RewardSpec reward = new RewardSpec(0.04f, -0.03f, -0.04f, 0.005f, 0, 1, true, 10, 0.2f, true);
    S2StdpSpec s2stdp = new S2StdpSpec(1.5f, 0.3f, -0.1f, 0, 1, 0.8f, null);
    return Stream.of(
        Named.of("delta", d -> d),
        Named.of("averaged", d -> d.averaged(true).rule(adaptive)),
        Named.of("remembering", d -> d.rule(adaptive).memory(memory).drift(drift)),
        Named.of("latest", d -> d.averageOver(100).rule(adaptive).memory(memory).drift(drift)),
        Named.of("margin", d -> d.averaged(true).neuronsPerLabel(2).rule(margin)),
        Named.of("reward", d -> d.threshold(12f).averaged(true).rule(reward)),
        Named.of("s2stdp", d -> d.neuronsPerLabel(2).threshold(12f).rule(s2stdp)),
        Named.of("s4nn", d -> d.threshold(12f).rule(new S4nnSpec(2, 0.1f, null))));
  }

  private Volley volley(Learner learner) {
    return RandomLayers.volley(learner.network().evidence(), 8, 0.3, random);
  }

  /** What is decided for 100 volleys, and what a model with the weights that serve decides. */
  private Set<Integer> decided(Learner learner) {
    Classifier serving = new Classifier(learner.serving());
    Set<Integer> decided = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      Volley volley = volley(learner);
      decided.add(learner.decide(volley).label());
      decided.add(serving.decide(volley).label());
    }
    return decided;
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRetiredLabelIsNotDecidedForUntilItIsRestored(UnaryOperator<DecisionSpec.Builder> decision) {
    Learner learner = Learner.fresh(SmallNetwork.deciding(decision), 7);
    for (int early = 0; early < 2; early++) {
      learner.retire(RETIRED);
      learner.retire(RETIRED);
      assertThat(decided(learner)).doesNotContain(RETIRED);
      for (int i = 0; i < 200; i++) {
        // Labels by chance: errors do not fall, so that drift may be seen, too.
        learner.learnDecision(volley(learner), random.nextBoolean() ? 0 : 2);
      }
      assertThat(learner.retired(RETIRED)).isTrue();
      assertThat(decided(learner)).doesNotContain(RETIRED);
      assertThatThrownBy(() -> learner.learnDecision(volley(learner), RETIRED))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("label b is retired");

      learner.restore(RETIRED);
      learner.restore(RETIRED);
      assertThat(learner.retired(RETIRED)).isFalse();
      assertThat(rows(learner))
          .usingRecursiveComparison()
          .isEqualTo(rows(Learner.fresh(learner.network().spec(), 7)));
    }
  }

  /** The rows of the retired label's neurons, in the decision layer and in the tables beside it. */
  private static List<List<float[]>> rows(Learner learner) {
    DecisionSpec decision = learner.network().spec().decision();
    float[][][] tables = learner.network().weights().toArrays();
    return IntStream.range(learner.network().spec().features().size(), tables.length)
        .mapToObj(table -> tables[table])
        .map(
            table ->
                IntStream.range(0, decision.maps())
                    .filter(map -> map / decision.neuronsPerLabel() == RETIRED)
                    .mapToObj(map -> table[map])
                    .toList())
        .toList();
  }

  @Test
  void aRestoredLabelLearnsAnew() {
    Learner learner = Learner.fresh(SmallNetwork.SPEC, 7);
    learner.retire(RETIRED);
    learner.restore(RETIRED);
    for (int i = 0; i < 100; i++) {
      learner.learnDecision(volley(learner), RETIRED);
    }
    assertThat(decided(learner)).containsExactly(RETIRED);
  }

  @Test
  void theMemoryForgetsARetiredLabel() {
    UnaryOperator<DecisionSpec.Builder> memory =
        d -> d.memory(new MemorySpec(100_000, 0, 1, null, 20, false, 0));
    Learner learner = Learner.fresh(SmallNetwork.deciding(memory), 7);
    for (int i = 0; i < 30; i++) {
      learner.learnDecision(volley(learner), i % 3);
    }
    assertThat(learner.experience().volleys()).isEqualTo(30);
    learner.retire(RETIRED);
    assertThat(learner.experience().volleys()).isEqualTo(20);
    Learner again = Learner.fresh(learner.network().spec(), 7);
    again.experience().restore(learner.experience().entries());
    assertThat(again.experience().volleys()).isEqualTo(20);
  }

  @Test
  void theLastLabelCannotBeRetired() {
    Learner learner = Learner.fresh(SmallNetwork.SPEC, 7);
    learner.retire(0);
    learner.retire(1);
    assertThatThrownBy(() -> learner.retire(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label c is the last");
    assertThat(decided(learner)).isSubsetOf(List.of(-1, 2));
  }
}
