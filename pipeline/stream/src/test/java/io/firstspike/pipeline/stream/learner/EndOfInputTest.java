package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.util.Optional;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of both inputs: what has yet to be told is told. */
class EndOfInputTest {

  private static final int COUNT = 20;

  @ParameterizedTest
  @EnumSource(Order.class)
  void theLastModelAndMetricsAreGivenOut(Order order) throws Exception {
    try (LearnerHarness harness = LearnerHarness.open(order)) {
      for (int i = 0; i < COUNT; i++) {
        harness.frame(i);
        harness.label(i);
      }
      harness.end();

      assertThat(harness.publishedFingerprint()).isEqualTo(Digits.plain(COUNT, 0));
      assertThat(harness.predictions()).hasSize(COUNT);
      assertThat(harness.metrics().totals().of(Counter.LABELS_LEARNED))
          .isEqualTo(COUNT - Digits.FEATURE_FRAMES);
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void labelsWhoseFramesNeverCameAreRejected(Order order) throws Exception {
    try (LearnerHarness harness = LearnerHarness.open(order)) {
      harness.frame(0);
      harness.label(1);
      harness.end();

      assertThat(harness.deadLetters())
          .singleElement()
          .extracting(DeadLetter::reason)
          .asString()
          .startsWith("no frame with id \"" + Digits.id(1) + "\" came");
      assertThat(harness.metrics().totals().of(Counter.LABELS_WITHOUT_FRAME)).isEqualTo(1);
      assertThat(harness.metrics().totals().of(Counter.LABELS_WAITING)).isZero();
    }
  }

  @Test
  void keysThatHaveLeftMemoryArePublishedToo() throws Exception {
    try (LearnerHarness harness =
        LearnerHarness.openSmall(Order.LIVE, Digits.SPEC, new HashMapStateBackend())) {
      for (String key : new String[] {"a", "b", "c"}) {
        for (int i = 0; i < Digits.FEATURE_FRAMES - 1; i++) {
          harness.frame(ofKey(key, Digits.frame(i)));
        }
      }
      int before = harness.manifests().size();
      harness.end();

      assertThat(harness.manifests().subList(before, harness.manifests().size()))
          .extracting(ModelManifest::modelKey)
          .containsExactly("a", "b", "c");
      assertThat(harness.manifests().get(before).sha256())
          .isEqualTo(Digits.plain(Digits.FEATURE_FRAMES - 1, 0));
    }
  }

  @Test
  void whatHasBeenPublishedIsNotPublishedAgain() throws Exception {
    try (LearnerHarness harness = LearnerHarness.open(Order.LIVE)) {
      harness.frames(0, Digits.FEATURE_FRAMES);
      harness.clock(60_000);
      int before = harness.manifests().size();
      harness.end();

      assertThat(harness.manifests()).hasSize(before);
    }
  }

  private static EncodedFrame ofKey(String key, EncodedFrame frame) {
    return new EncodedFrame(
        frame.origin(),
        frame.timestamp(),
        frame.payload(),
        key,
        frame.frameId(),
        Optional.empty(),
        frame.layers(),
        frame.volley());
  }
}
