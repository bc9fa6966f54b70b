package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Test;

/** Results of a learner that no record can hold. */
class UntellableTest {

  private static final long FEATURE_FRAMES = 2;

  /** An image of so few spikes that each of its synapses takes a step of its own size. */
  private static final Image DOT = dot();

  private static Image dot() {
    byte[] samples = new byte[28 * 28];
    samples[14 * 28 + 14] = (byte) 255;
    return Image.grey(28, 28, samples);
  }

  private static LearnerHarness open(NetworkSpec spec) throws Exception {
    return LearnerHarness.open(Order.LIVE, spec, new HashMapStateBackend());
  }

  @Test
  void weightsThatGrowWithoutBoundMakeDeadLettersOfFrames() throws Exception {
    NetworkSpec sane =
        NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", FEATURE_FRAMES));
    String wild =
        sane.toYaml()
            .replaceFirst("gain: [0-9.]+", "gain: 3.0e38")
            .replaceFirst("adaptive: true", "adaptive: false")
            .replaceFirst("measureOver: [0-9]+", "measureOver: 1")
            .replaceFirst("inputs: \\[\\]", "inputs: [encoding]");
    NetworkSpec spec = NetworkSpec.parse("wild", wild);
    Encoder encoder = new Encoder(spec.input(), spec.encoding());
    int frames = 20;
    try (LearnerHarness learner = open(spec)) {
      for (int i = 0; i < frames; i++) {
        EncodedFrame digit = Digits.frame(i);
        learner.frame(
            new EncodedFrame(
                digit.origin(),
                digit.timestamp(),
                digit.payload(),
                digit.modelKey(),
                digit.frameId(),
                Optional.of(Digits.labelText(i)),
                0,
                encoder.encode(i == FEATURE_FRAMES ? DOT : Digits.image(i))));
      }
      learner.clock(1_000);

      assertThat(learner.deadLetters())
          .isNotEmpty()
          .extracting(DeadLetter::reason)
          .allMatch(reason -> reason.contains("learn with lower rates"));
      assertThat(learner.predictions()).hasSize(frames - learner.deadLetters().size());
      assertThat(learner.metrics().totals().of(Counter.PREDICTIONS))
          .isEqualTo(learner.predictions().size());
    }
  }

  @Test
  void theConfusionMatrixOfThousandsOfLabelsIsNotEvenMade() throws Exception {
    StringBuilder labels = new StringBuilder("labels: [");
    for (int i = 0; i < 1200; i++) {
      labels.append(i).append(i < 1199 ? ", " : "]\n");
    }
    NetworkSpec spec =
        NetworkSpec.parse(
            "many",
            Digits.SPEC
                .toYaml()
                .replaceFirst("(?s)labels:.*?(?=  neuronsPerLabel|  kernel)", labels.toString())
                .replaceFirst("capacity: [0-9]+\n", "")
                .replaceFirst("neuronsPerLabel: [0-9]+", "neuronsPerLabel: 1"));
    try (LearnerHarness learner = open(spec)) {
      learner.frames(0, 2);
      learner.clock(1_000);

      assertThat(learner.metrics().labels()).hasSize(1200);
      assertThat(learner.metrics().confusion()).isNull();
    }
  }
}
