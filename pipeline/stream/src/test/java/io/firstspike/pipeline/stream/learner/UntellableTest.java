package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
    DeltaSpec wild = new DeltaSpec(3.0e38f, 1, null, false);
    NetworkSpec spec =
        NetworkSpec.load("firstspike-2026").withSchedule(Map.of("S1", FEATURE_FRAMES)).toBuilder()
            .decision(d -> d.inputs(List.of("encoding")).rule(wild))
            .build();
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
    List<String> labels = IntStream.range(0, 1200).mapToObj(String::valueOf).toList();
    NetworkSpec spec =
        Digits.SPEC.toBuilder()
            .decision(d -> d.labels(labels).capacity(1200).neuronsPerLabel(1))
            .build();
    try (LearnerHarness learner = open(spec)) {
      learner.frames(0, 2);
      learner.clock(1_000);

      assertThat(learner.metrics().labels()).hasSize(1200);
      assertThat(learner.metrics().confusion()).isNull();
    }
  }
}
