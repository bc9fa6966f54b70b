package io.firstspike.pipeline.stream.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.encode.Encoder;
import io.firstspike.engine.learning.Learner;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.batch.Batching;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.pipeline.stream.state.Codec;
import io.firstspike.pipeline.stream.state.Codecs;
import io.firstspike.pipeline.stream.state.SideOutputs;
import io.firstspike.pipeline.stream.state.VersionedSerializer;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FrameOperatorsTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");
  private static final ModelSource SOURCE = ModelSource.of(SPEC, 1, Optional.empty(), "test");

  private static final ClockBound BOUND = ClockBound.of(Duration.ofHours(1));

  private record Outcome<T>(List<T> values, List<DeadLetter> deadLetters) {}

  private static <I, O> Outcome<O> process(ProcessFunction<I, O> function, Codec<O> codec, I value)
      throws Exception {
    return process(new ProcessOperator<>(function), codec, value);
  }

  private static <I, O> Outcome<O> process(
      OneInputStreamOperator<I, O> operator, Codec<O> codec, I value) throws Exception {
    OneInputStreamOperatorTestHarness<I, O> harness =
        new OneInputStreamOperatorTestHarness<>(operator);
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
    return new Received(new Origin(topic, 0, 5, 1234), bytes("camera"), value, List.of(headers));
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

    assertThat(process(new DecodeFrames(FrameRules.DEFAULT, BOUND), Codecs.DECODED_FRAME, mark))
        .isEqualTo(new Outcome<>(List.of(), List.of()));
    assertThat(process(new DecodeLabels(BOUND), Codecs.RECEIVED_LABEL, mark))
        .isEqualTo(new Outcome<>(List.of(), List.of()));
  }

  @Test
  void whatIsTooFarAheadOfTheClockIsADeadLetterWhateverItIs() throws Exception {
    long[] ahead = {System.currentTimeMillis() + 7_200_000, Long.MAX_VALUE};
    for (long timestamp : ahead) {
      Received frame = at(timestamp, bytes("P2 2 1 255 7 9"));
      Received mark = at(timestamp, null, new Header("mark", new byte[0]));
      Received label = at(timestamp, bytes("{\"frameId\":\"f\",\"label\":\"3\"}"));

      assertThat(
              List.of(
                  process(frames(), Codecs.DECODED_FRAME, frame),
                  process(frames(), Codecs.DECODED_FRAME, mark),
                  process(labels(), Codecs.RECEIVED_LABEL, label),
                  process(labels(), Codecs.RECEIVED_LABEL, mark)))
          .allSatisfy(outcome -> assertThat(outcome.values()).isEmpty())
          .flatExtracting(Outcome::deadLetters)
          .hasSize(4)
          .allSatisfy(
              letter ->
                  assertThat(letter.reason())
                      .contains("more than 3600 s ahead of the clock", "--max-ahead"));
    }
  }

  @Test
  void thePastHasNoBoundButARecordNeedsATime() throws Exception {
    Received old = at(0, bytes("P2 2 1 255 7 9"));
    Received without = at(-1, bytes("P2 2 1 255 7 9"));

    assertThat(process(frames(), Codecs.DECODED_FRAME, old).values()).hasSize(1);
    assertThat(process(frames(), Codecs.DECODED_FRAME, without).deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).contains("no timestamp: -1"));
  }

  @Test
  void aTimeOfItsOwnComesBeforeKafkas() throws Exception {
    Received told = at(Long.MAX_VALUE, bytes("P2 2 1 255 7 9"), eventTime("77"));
    Received unreadable = at(5, bytes("P2 2 1 255 7 9"), eventTime("7.7"));
    Received mark = at(5, null, new Header("mark", new byte[0]), eventTime("noon"));

    assertThat(process(frames(), Codecs.DECODED_FRAME, told).values())
        .singleElement()
        .satisfies(decoded -> assertThat(decoded.frame().timestamp()).isEqualTo(77));
    for (Received bad : List.of(unreadable, mark)) {
      assertThat(process(frames(), Codecs.DECODED_FRAME, bad).deadLetters())
          .singleElement()
          .satisfies(
              letter -> assertThat(letter.reason()).contains("event-time must be milliseconds"));
    }
  }

  private static Header eventTime(String value) {
    return new Header("event-time", bytes(value));
  }

  private static DecodeFrames frames() {
    return new DecodeFrames(FrameRules.DEFAULT, BOUND);
  }

  private static DecodeLabels labels() {
    return new DecodeLabels(BOUND);
  }

  private static Received at(long timestamp, byte[] value, Header... headers) {
    return new Received(
        new Origin("frames", 0, 5, timestamp), bytes("camera"), value, List.of(headers));
  }

  @Test
  void aFrameKeepsTheRecordItCameIn() throws Exception {
    Received received = received("frames", bytes("P2 2 1 255 7 9"));

    var outcome =
        process(new DecodeFrames(FrameRules.DEFAULT, BOUND), Codecs.DECODED_FRAME, received);

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
            new DecodeFrames(FrameRules.of(new ImageLimits(100, 3)), BOUND),
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
        process(
            new EncodeFrames(SOURCE, Batching.DEFAULT),
            Codecs.ENCODED_FRAME,
            decoded(digit(), Optional.of("7")));

    EncodedFrame frame = outcome.values().get(0);
    assertThat(frame.volley()).isEqualTo(digitsVolley());
    assertThat(frame.label()).contains("7");
    assertThat(frame.layers()).isZero();
  }

  @Test
  void frozenFeatureLayersTurnAFrameIntoTheirEvidence() throws Exception {
    NetworkSpec brief = SPEC.withSchedule(Map.of("S1", 1L, "S2", 1L));
    Learner learner = Learner.fresh(brief, 1);
    Classifier classifier = new Classifier(learner.network());
    for (int layer = 0; layer < 2; layer++) {
      learner.learnFeatures(classifier.features(digitsVolley(), layer));
    }
    byte[] model = ModelFile.toBytes(learner.snapshot("test"));
    ModelSource frozen = ModelSource.of(brief, 1, Optional.of(model), "test");

    var outcome =
        process(
            new EncodeFrames(frozen, Batching.DEFAULT),
            Codecs.ENCODED_FRAME,
            decoded(digit(), Optional.of("7")));

    EncodedFrame frame = outcome.values().get(0);
    assertThat(frame.volley()).isEqualTo(classifier.evidence(digitsVolley()));
    assertThat(frame.volley().count()).isPositive();
    assertThat(frame.layers()).isEqualTo(2);
  }

  @Test
  void aFrameOfAnotherSizeIsADeadLetter() throws Exception {
    var outcome =
        process(
            new EncodeFrames(SOURCE, Batching.DEFAULT),
            Codecs.ENCODED_FRAME,
            decoded(Image.grey(1, 2, new byte[] {1, 2}), Optional.empty()));

    assertThat(outcome.values()).isEmpty();
    assertThat(outcome.deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.reason()).contains("1x2 grey", "28x28"));
  }

  /** Makes a source of the same network with another input stage. */
  private static ModelSource seeing(UnaryOperator<InputSpec.Builder> input) {
    return ModelSource.of(SPEC.toBuilder().input(input).build(), 1, Optional.empty(), "test");
  }

  /** A digit as a PNG in colour, each pixel twice as large, with a red margin around it. */
  private static byte[] cameraPicture(int rows, int columns) throws IOException {
    BufferedImage picture =
        new BufferedImage(56 + 2 * columns, 56 + 2 * rows, BufferedImage.TYPE_3BYTE_BGR);
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int row = Math.floorDiv(y - rows, 2);
        int column = Math.floorDiv(x - columns, 2);
        boolean inside = row >= 0 && row < 28 && column >= 0 && column < 28;
        int grey = inside ? digit().samples()[row * 28 + column] & 0xff : 0;
        picture.setRGB(x, y, inside ? grey * 0x010101 : 0xff0000);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", png);
    return png.toByteArray();
  }

  /** Decodes and encodes a picture with both operators, as the job does. */
  private static Outcome<EncodedFrame> encoded(ModelSource source, byte[] picture)
      throws Exception {
    DecodedFrame frame =
        process(
                new DecodeFrames(FrameRules.DEFAULT, BOUND),
                Codecs.DECODED_FRAME,
                received("frames", picture))
            .values()
            .get(0);
    return process(new EncodeFrames(source, Batching.DEFAULT), Codecs.ENCODED_FRAME, frame);
  }

  @Test
  void aLargerPictureIsResizedIfTheSpecSaysSo() throws Exception {
    ModelSource resizing = seeing(i -> i.misfit(Misfit.RESIZE));

    assertThat(encoded(resizing, cameraPicture(0, 0)).values())
        .singleElement()
        .satisfies(frame -> assertThat(frame.volley()).isEqualTo(digitsVolley()));
  }

  @Test
  void aCropTakesThePartThatIsWanted() throws Exception {
    ModelSource cropping = seeing(i -> i.misfit(Misfit.RESIZE).crop(new Crop(7, 5, 56, 56)));

    assertThat(encoded(cropping, cameraPicture(7, 5)).values())
        .singleElement()
        .satisfies(frame -> assertThat(frame.volley()).isEqualTo(digitsVolley()));
    assertThat(encoded(cropping, cameraPicture(0, 0)).deadLetters())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason())
                    .contains("56x56 at row 7, column 5", "56x56 colour", "input.crop"));
  }

  @Test
  void aColourNetworkSeesThreePlanes() throws Exception {
    ModelSource colour = seeing(i -> i.height(56).width(56).channels(Channels.COLOUR));

    Volley volley = encoded(colour, cameraPicture(0, 0)).values().get(0).volley();

    assertThat(volley.shape()).isEqualTo(new Shape(18, 56, 56));
    assertThat(encoded(colour, cameraPicture(1, 0)).deadLetters())
        .singleElement()
        .satisfies(
            letter ->
                assertThat(letter.reason())
                    .contains("58x56 colour", "56x56 colour", "input.misfit: resize"));
  }

  @Test
  void aLargeFrameTravelsWithTheBeginningOfItsPicture() throws Exception {
    byte[] header = bytes("P5 600 500 255 ");
    byte[] picture = Arrays.copyOf(header, header.length + 600 * 500);
    ModelSource resizing = seeing(i -> i.misfit(Misfit.RESIZE));

    EncodedFrame frame = encoded(resizing, picture).values().get(0);

    DataOutputSerializer out = new DataOutputSerializer(64);
    new VersionedSerializer<>(Codecs.ENCODED_FRAME).serialize(frame, out);
    assertThat(out.length()).isBetween(Payload.KEPT_BYTES, Payload.KEPT_BYTES + 4_000);
    assertThat(frame.payload().value())
        .isEqualTo(Arrays.copyOf(picture, Payload.KEPT_BYTES - bytes("camera").length));
    assertThat(frame.payload().original().value()).isEqualTo(picture.length);
  }

  @Test
  void aSmallFrameTravelsWithTheArraysOfItsRecord() throws Exception {
    byte[] picture = cameraPicture(0, 0);

    EncodedFrame frame = encoded(seeing(i -> i.misfit(Misfit.RESIZE)), picture).values().get(0);

    assertThat(frame.origin()).isEqualTo(new Origin("frames", 0, 5, 1234));
    assertThat(frame.timestamp()).isEqualTo(1234);
    assertThat(frame.payload().value()).isSameAs(picture);
    assertThat(frame.payload().isWhole()).isTrue();
  }

  @Test
  void aFrameThatCannotBeEncodedIsADeadLetterWithAllOfItsPicture() throws Exception {
    byte[] header = bytes("P5 600 500 255 ");
    byte[] picture = Arrays.copyOf(header, header.length + 600 * 500);

    assertThat(encoded(SOURCE, picture).deadLetters())
        .singleElement()
        .satisfies(letter -> assertThat(letter.payload().value()).isSameAs(picture));
  }

  private static Volley digitsVolley() {
    return new Encoder(SPEC.input(), SPEC.encoding()).encode(digit());
  }

  @Test
  void aLabelIsText() throws Exception {
    Received received = received("labels", bytes("{\"frameId\": \"f\", \"label\": 3}"));

    assertThat(process(new DecodeLabels(BOUND), Codecs.RECEIVED_LABEL, received).values())
        .containsExactly(
            new ReceivedLabel(received.origin(), 1234, received.payload(), "camera", "f", "3"));
  }
}
