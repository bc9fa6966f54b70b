package io.firstspike.pipeline.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Payload;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.pipeline.stream.value.Trace;
import io.firstspike.pipeline.stream.value.WaitingFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * State of earlier programs. The bytes of version 2 frames and labels, and of version 1 records,
 * traces and dead letters, are those that an earlier program has written.
 */
class EarlierVersionsTest {

  /** The record of the frame, in version 1 of its codec. */
  private static final String FRAME_RECORD =
      "00066672616d65730000000300000100000000000000018bcfe568000000000663616d657261"
          + "0000000300ff02000000030000000a006500760065006e0074002d00740069006d0065000000"
          + "013500000005006c006100620065006c000000013400000004006e006f006e0065ffffffff";

  /** A trace whose features are those of the frame, with a silent decision. */
  private static final String TRACE_1 = "0101020203020001010100" + "00ffffffffffffffff00000000";

  private static final String FRAME_NAMES = "000663616d6572610003662d31";
  private static final String FRAME_SPIKES = "0000000201020203020001010100";

  private static final String FRAME_2 =
      FRAME_RECORD + FRAME_NAMES + "01000000010034" + FRAME_SPIKES;

  private static final String IMAGE_FRAME_1 =
      FRAME_NAMES + "0000000100000002000000010000000200ff" + "01000000010034" + "0000000000000005";

  private static final Frame IMAGE_FRAME =
      new Frame("camera", "f-1", Image.grey(1, 2, new byte[] {0, -1}), Optional.of("4"), 5);

  /** The label's place among the spec's labels in the stead of its text. */
  private static final String FRAME_1 = FRAME_RECORD + FRAME_NAMES + "00000003" + FRAME_SPIKES;

  private static final String LABEL_RECORD =
      "00066c6162656c730000000100000000000000070000000000000006ffffffff00000020"
          + "7b226672616d654964223a22662d31222c226c6162656c223a226e696e65227d00000000";

  private static final String LABEL_NAMES = "000764656661756c740003662d31";
  private static final String LABEL_2 = LABEL_RECORD + LABEL_NAMES + "00000004006e0069006e0065";
  private static final String LABEL_1 = LABEL_RECORD + LABEL_NAMES + "00000008";

  private static final String LABEL_3 =
      "00066c6162656c730000000100000000000000070000000000000006"
          + "0000000000000006ffffffff000000207b226672616d654964223a22662d31222c226c616265"
          + "6c223a226e696e65227d00000000000000000000000000000000000000200000000000000000"
          + "000764656661756c740003662d3100000004006e0069006e0065";

  private static final String LETTER_1 =
      FRAME_RECORD + "00000005006600720061006d0065000000050062006c0061006e006b";

  private static final Received FRAMES_RECORD =
      new Received(
          new Origin("frames", 3, 1L << 40, 1_700_000_000_000L),
          bytes("camera"),
          new byte[] {0, -1, 2},
          List.of(
              new Header("event-time", bytes("5")),
              new Header("label", bytes("4")),
              new Header("none", null)));

  private static final Received LABELS_RECORD =
      new Received(
          new Origin("labels", 1, 7, 6),
          null,
          bytes("{\"frameId\":\"f-1\",\"label\":\"nine\"}"),
          List.of());

  private static final EncodedFrame FRAME =
      new EncodedFrame(
          FRAMES_RECORD.origin(),
          5,
          FRAMES_RECORD.payload(),
          "camera",
          "f-1",
          Optional.of("4"),
          2,
          Volley.ofLatencies(new Shape(1, 2, 2), 3, new byte[] {2, 0, 3, 0}));

  private static final ReceivedLabel LABEL =
      new ReceivedLabel(
          LABELS_RECORD.origin(), 6, LABELS_RECORD.payload(), "default", "f-1", "nine");

  private static final Arrivals ARRIVALS = new Arrivals(List.of(FRAME), List.of(LABEL));

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Stream<Arguments> earlier() {
    return Stream.of(
        Arguments.of(Codecs.RECEIVED, 1, FRAME_RECORD, FRAMES_RECORD),
        Arguments.of(Codecs.FRAME, 1, IMAGE_FRAME_1, IMAGE_FRAME),
        Arguments.of(
            Codecs.DECODED_FRAME,
            1,
            FRAME_RECORD + IMAGE_FRAME_1,
            new DecodedFrame(FRAMES_RECORD, IMAGE_FRAME)),
        Arguments.of(Codecs.ENCODED_FRAME, 1, FRAME_1, FRAME),
        Arguments.of(Codecs.ENCODED_FRAME, 2, FRAME_2, FRAME),
        Arguments.of(Codecs.RECEIVED_LABEL, 1, LABEL_1, LABEL),
        Arguments.of(Codecs.RECEIVED_LABEL, 2, LABEL_2, LABEL),
        Arguments.of(Codecs.RECEIVED_LABEL, 3, LABEL_3, LABEL),
        Arguments.of(
            Codecs.ARRIVALS,
            3,
            "00000000" + list(LABEL_3),
            new Arrivals(List.of(), List.of(LABEL))),
        Arguments.of(Codecs.ARRIVALS, 1, list(FRAME_1) + list(LABEL_1), ARRIVALS),
        Arguments.of(Codecs.ARRIVALS, 2, list(FRAME_2) + list(LABEL_2), ARRIVALS),
        Arguments.of(
            Codecs.TRACE,
            1,
            TRACE_1,
            new Trace(Optional.of(FRAME.volley()), Decision.SILENT, OptionalLong.empty())),
        Arguments.of(
            Codecs.DEAD_LETTER, 1, LETTER_1, DeadLetter.of(FRAMES_RECORD, "frame", "blank")),
        Arguments.of(
            Codecs.WAITING_FRAME,
            1,
            FRAME_RECORD + "000663616d6572610000000000000009",
            new WaitingFrame(FRAMES_RECORD, "camera", 9)));
  }

  /** A list of one value. */
  private static String list(String value) {
    return "00000001" + value;
  }

  @ParameterizedTest
  @MethodSource("earlier")
  <T> void whatAnEarlierProgramWroteIsRead(Codec<T> codec, int version, String hex, T value)
      throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(HexFormat.of().parseHex(hex));

    T read = new VersionedSnapshot<>(codec, version).restoreSerializer().deserialize(in);

    assertThat(read).usingRecursiveComparison().isEqualTo(value);
    assertThat(in.available()).isZero();
  }

  @Test
  void aLargeRecordOfAnEarlierProgramIsCut() throws IOException {
    Received large =
        new Received(new Origin("frames", 0, 1, 7), null, new byte[300_000], List.of());
    DataOutputSerializer out = new DataOutputSerializer(64);
    Codecs.RECEIVED.write(large, out);
    out.write(HexFormat.of().parseHex(FRAME_NAMES + "00" + FRAME_SPIKES));

    EncodedFrame frame =
        Codecs.ENCODED_FRAME.read(2, new DataInputDeserializer(out.getCopyOfBuffer()));

    assertThat(frame.payload().value()).hasSize(Payload.KEPT_BYTES);
    assertThat(frame.payload().original().value()).isEqualTo(300_000);
    assertThat(frame.timestamp()).isEqualTo(7);
  }

  @Test
  void aFrameWithoutATimeIsNamed() throws IOException {
    Received timeless = new Received(new Origin("frames", 0, 1, -1), null, null, List.of());
    DataOutputSerializer out = new DataOutputSerializer(64);
    Codecs.RECEIVED.write(timeless, out);

    assertThatThrownBy(
            () -> Codecs.ENCODED_FRAME.read(2, new DataInputDeserializer(out.getCopyOfBuffer())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("frames-0-1");
  }

  /** {@link ArrivalsCodec} reads labels of its own version, and frames of version 3. */
  @Test
  void arrivalsChangeTheirVersionWithFramesAndLabels() {
    assertThat(Codecs.ARRIVALS.version()).isEqualTo(Codecs.RECEIVED_LABEL.version());
    assertThat(Codecs.ENCODED_FRAME.version()).isEqualTo(3);
  }
}
