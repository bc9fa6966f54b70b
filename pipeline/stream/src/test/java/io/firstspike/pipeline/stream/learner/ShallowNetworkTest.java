package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.testkit.PlainStream;
import java.util.List;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Test;

/**
 * A network without feature layers in the stream: its frames come as features, or as the encoder's
 * volley.
 */
class ShallowNetworkTest {

  private static final int COUNT = 40;
  private static final NetworkSpec SPEC =
      Digits.SPEC.toBuilder().features(List.of()).decision(d -> d.kernel(0).padding(0)).build();

  /** A frame as the job sends it, whose base model has no layer left to freeze. */
  private static EncodedFrame evidence(int index) {
    EncodedFrame frame = Digits.frame(index);
    return new EncodedFrame(
        frame.origin(),
        frame.timestamp(),
        frame.payload(),
        frame.modelKey(),
        frame.frameId(),
        frame.label(),
        0,
        new Classifier(Network.fresh(SPEC, Digits.SEED)).evidence(Digits.image(index)));
  }

  private interface Frames {
    EncodedFrame frame(int index);
  }

  private static String streamed(Frames frames) throws Exception {
    try (LearnerHarness learner =
        LearnerHarness.open(Order.LIVE, SPEC, new HashMapStateBackend())) {
      for (int i = 0; i < COUNT; i++) {
        learner.frame(frames.frame(i));
        learner.label(i);
      }
      learner.clock(5_001);

      assertThat(learner.predictions()).hasSize(COUNT);
      assertThat(learner.deadLetters()).isEmpty();
      assertThat(learner.metrics().totals().of(Counter.LABELS_LEARNED)).isEqualTo(COUNT);
      assertThat(learner.metrics().totals().of(Counter.LABELS_SKIPPED)).isZero();
      return learner.publishedFingerprint();
    }
  }

  @Test
  void theStreamLearnsWhatThePlainLoopLearns() throws Exception {
    PlainStream plain = Digits.plain(SPEC);
    for (int i = 0; i < COUNT; i++) {
      plain.frame(i);
      plain.label(i);
    }
    assertThat(streamed(Digits::frame)).isEqualTo(plain.fingerprint());
    assertThat(streamed(ShallowNetworkTest::evidence)).isEqualTo(plain.fingerprint());
  }
}
