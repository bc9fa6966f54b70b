package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.engine.spec.DecisionSpec.HiddenSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spec.S4nnSpec;
import io.firstspike.engine.spec.WeightsSpec;
import io.firstspike.testkit.PlainStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Test;

/** A decision layer with hidden neurons in the stream: state and models hold their rows, too. */
class HiddenNeuronsTest {

  private static final int COUNT = 40;
  private static final NetworkSpec SPEC =
      Digits.SPEC.toBuilder()
          .decision(
              d ->
                  d.kernel(0)
                      .neuronsPerLabel(1)
                      .dropout(null)
                      .padding(0)
                      .hidden(new HiddenSpec(30, 4, new WeightsSpec(0.1f, 0.2f)))
                      .threshold(1f)
                      .rule(new S4nnSpec(1, 0.1f, null)))
          .build();

  @Test
  void theStreamLearnsWhatThePlainLoopLearnsThroughARestart() throws Exception {
    PlainStream plain = Digits.plain(SPEC);
    for (int i = 0; i < COUNT; i++) {
      plain.frame(i);
      plain.label(i);
    }
    OperatorSubtaskState state;
    try (LearnerHarness before = LearnerHarness.open(Order.LIVE, SPEC, new HashMapStateBackend())) {
      learn(before, 0, 25);
      state = before.snapshot();
      learn(before, 25, 30);
    }
    try (LearnerHarness after =
        LearnerHarness.restore(Order.LIVE, SPEC, Digits.SEED, new HashMapStateBackend(), state)) {
      learn(after, 25, COUNT);
      after.clock(5_001);

      assertThat(after.publishedFingerprint()).isEqualTo(plain.fingerprint());
      assertThat(after.metrics().totals().of(Counter.LABELS_LEARNED))
          .isEqualTo(COUNT - Digits.FEATURE_FRAMES);
      assertThat(after.deadLetters()).isEmpty();
    }
  }

  private static void learn(LearnerHarness learner, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      learner.frame(i);
      learner.label(i);
    }
  }
}
