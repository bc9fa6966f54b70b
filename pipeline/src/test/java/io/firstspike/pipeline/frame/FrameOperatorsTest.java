package io.firstspike.pipeline.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.encode.Image;
import io.firstspike.engine.network.NetworkSpec;
import io.firstspike.pipeline.model.ModelSource;
import io.firstspike.pipeline.wire.Codec;
import io.firstspike.pipeline.wire.Codecs;
import io.firstspike.pipeline.wire.DecodedFrame;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;
import io.firstspike.pipeline.wire.SideOutputs;
import io.firstspike.pipeline.wire.VersionedSerializer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FrameOperatorsTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");
  private static final ModelSource SOURCE = ModelSource.of(SPEC, 1, Optional.empty(), "test");

  private record Outcome<T>(List<T> values, List<DeadLetter> deadLetters) {}

  private static <I, O> Outcome<O> process(ProcessFunction<I, O> function, Codec<O> codec, I value)
      throws Exception {
    OneInputStreamOperatorTestHarness<I, O> harness =
        new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(function));
    harness.setup(new VersionedSerializer<>(codec));
    harness.open();
    harness.processElement(new StreamRecord<>(value, 0));
    var rejected = harness.getSideOutput(SideOutputs.DEAD_LETTERS);
    Outcome<O> outcome =
        new Outcome<>(
            harness.extractOutputValues(),
            rejected == null ? List.of() : rejected.stream().map(StreamRecord::getValue).toList());
    harness.close();
    return outcome;
  }

  private static Received received(String topic, byte[] value, Header... headers) {
    return new Received(topic, 0, 5, 1234, bytes("camera"), value, List.of(headers));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static DecodedFrame decoded(Image image, Optional<String> label) {
    return new DecodedFrame(
        received("frames", new byte[0]), new Frame("camera", "f", image, label, 1234));
  }

  private static Image digit() {
    byte[] samples = new byte[28 * 28];
    Arrays.fill(samples, 300, 420, (byte) 200);
    return Image.grey(28, 28, samples);
  }

  @Test
  void timeMarksAreNeitherFramesNorLabelsNorDeadLetters() throws Exception {
    Received mark = received("frames", null, new Header("mark", new byte[0]));

    assertThat(process(new DecodeFrames(ImageLimits.DEFAULT), Codecs.DECODED_FRAME, mark))
        .isEqualTo(new Outcome<>(List.of(), List.of()));
    assertThat(process(new DecodeLabels(SOURCE), Codecs.RECEIVED_LABEL, mark))
        .isEqualTo(new Outcome<>(List.of(), List.of()));
  }

  @Test
  void aFrameKeepsTheRecordItCameIn() throws Exception {
    Received received = received("frames", bytes("P2 2 1 255 7 9"));

    var outcome = process(new DecodeFrames(ImageLimits.DEFAULT), Codecs.DECODED_FRAME, received);

    assertThat(outcome.deadLetters()).isEmpty();
    assertThat(outcome.values())
        .singleElement()
        .satisfies(
            decoded -> {
              assertThat(decoded.received()).isSameAs(received);
              assertThat(decoded.frame().frameId()).isEqualTo("frames-0-5");
              assertThat(decoded.frame().image().samples()).containsExactly(7, 9);
            });
  }

  @Test
  void aFrameAboveTheLimitsIsADeadLetter() throws Exception {
    var outcome =
        process(
            new DecodeFrames(new ImageLimits(100, 3)),
            Codecs.DECODED_FRAME,
            received("frames", bytes("P2 2 2 255 1 2 3 4")));

    assertThat(outcome.values()).isEmpty();
    assertThat(outcome.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).contains("limit of 3 pixels"));
  }

  @Test
  void aFrameIsEncodedAsTheEngineDoes() throws Exception {
    var outcome =
        process(new EncodeFrames(SOURCE), Codecs.ENCODED_FRAME, decoded(digit(), Optional.of("7")));

    EncodedFrame frame = outcome.values().get(0);
    assertThat(frame.volley())
        .isEqualTo(new Encoder(SPEC.input(), SPEC.encoding()).encode(digit()));
    assertThat(frame.label()).isEqualTo(7);
    assertThat(frame.layers()).isZero();
  }

  @Test
  void aFrameOfAnotherSizeIsADeadLetter() throws Exception {
    var outcome =
        process(
            new EncodeFrames(SOURCE),
            Codecs.ENCODED_FRAME,
            decoded(Image.grey(1, 2, new byte[] {1, 2}), Optional.empty()));

    assertThat(outcome.values()).isEmpty();
    assertThat(outcome.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).contains("1x2 grey", "28x28"));
  }

  @Test
  void aFrameWhoseOwnLabelIsUnknownIsADeadLetter() throws Exception {
    var outcome =
        process(
            new EncodeFrames(SOURCE),
            Codecs.ENCODED_FRAME,
            decoded(digit(), Optional.of("giraffe")));

    assertThat(outcome.values()).isEmpty();
    assertThat(outcome.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.where()).isEqualTo("frame");
              assertThat(letter.reason()).contains("giraffe", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]");
            });
  }

  @Test
  void aLabelBecomesItsIndex() throws Exception {
    Received received = received("labels", bytes("{\"frameId\": \"f\", \"label\": 3}"));

    assertThat(process(new DecodeLabels(SOURCE), Codecs.RECEIVED_LABEL, received).values())
        .containsExactly(new ReceivedLabel(received, "camera", "f", 3));
  }

  @Test
  void anUnknownLabelIsADeadLetterThatNamesTheKnownOnes() throws Exception {
    var outcome =
        process(
            new DecodeLabels(SOURCE),
            Codecs.RECEIVED_LABEL,
            received("labels", bytes("{\"frameId\": \"f\", \"label\": \"10\"}")));

    assertThat(outcome.deadLetters())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason())
                    .isEqualTo(
                        "label \"10\" is unknown to network mozafari-2019, which has "
                            + "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"));
  }
}
