package io.firstspike.pipeline.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.topic.Counter;
import io.firstspike.connectors.topic.Counts;
import io.firstspike.connectors.topic.DeadLetter;
import io.firstspike.connectors.topic.Frame;
import io.firstspike.connectors.topic.Header;
import io.firstspike.connectors.topic.Label;
import io.firstspike.connectors.topic.LabelCommand;
import io.firstspike.connectors.topic.Metrics;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.Origin;
import io.firstspike.connectors.topic.Prediction;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.layer.Winner;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Activity;
import io.firstspike.engine.network.Adaptation;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.network.Verdicts;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.value.Arrivals;
import io.firstspike.pipeline.stream.value.DecodedFrame;
import io.firstspike.pipeline.stream.value.EncodedFrame;
import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.pipeline.stream.value.Remembered;
import io.firstspike.pipeline.stream.value.Remembered.Standing;
import io.firstspike.pipeline.stream.value.SuspendedSession;
import io.firstspike.pipeline.stream.value.Trace;
import io.firstspike.pipeline.stream.value.WaitingFrame;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CodecsTest {

  private static final Received RECEIVED =
      new Received(
          new Origin("frames", 3, 1L << 40, 1_700_000_000_000L),
          "camera".getBytes(),
          new byte[] {0, -1, 2},
          List.of(new Header("frame-id", new byte[] {'a'}), new Header("none", null)));
  private static final Received BARE =
      new Received(new Origin("labels", 0, 0, -1), null, null, List.of());
  private static final Volley VOLLEY =
      Volley.ofLatencies(new Shape(1, 2, 2), 3, new byte[] {2, 0, 3, 0});
  private static final Progress PROGRESS =
      new Progress(
          5,
          2,
          7,
          List.of(10L, 20L),
          new Verdicts(10, 4, 1),
          new Adaptation(3, 2, 5, 0.125, 0.875),
          new Activity(6, 700));
  private static final Frame DECODED =
      new Frame("camera", "f-1", Image.grey(1, 3, new byte[] {1, 2, -3}), Optional.of("7"), 1L);
  private static final EventWindow WINDOW =
      new EventWindow(
          Volley.ofLatencies(new Shape(2, 1, 2), 5, new byte[] {4, 5, 0, 5}), -7, 1L << 40, 12);

  private static final EncodedFrame FRAME =
      new EncodedFrame(
          RECEIVED.origin(), 77, RECEIVED.payload(), "camera", "f-1", Optional.of("4"), 2, VOLLEY);
  private static final ReceivedLabel LABEL =
      new ReceivedLabel(BARE.origin(), 78, BARE.payload(), "camera", "\ud800", "nine");

  static Stream<Arguments> values() {
    return Stream.concat(travelling(), kept());
  }

  private static Stream<Arguments> travelling() {
    return Stream.of(
        Arguments.of(Codecs.RECEIVED, RECEIVED),
        Arguments.of(Codecs.RECEIVED, BARE),
        Arguments.of(Codecs.FRAME, DECODED),
        Arguments.of(Codecs.LABEL, new Label("camera", "f-1", "\ud800", -1)),
        Arguments.of(Codecs.DECODED_FRAME, new DecodedFrame(RECEIVED, DECODED)),
        Arguments.of(Codecs.ENCODED_FRAME, FRAME),
        Arguments.of(Codecs.RECEIVED_LABEL, LABEL),
        Arguments.of(Codecs.RECEIVED_LABEL, command(LabelCommand.Action.RETIRE)),
        Arguments.of(Codecs.RECEIVED_LABEL, command(LabelCommand.Action.RESTORE)),
        Arguments.of(
            Codecs.PREDICTION,
            new Prediction(
                "camera",
                "f-1",
                Optional.of("7"),
                Optional.of("1"),
                "decision",
                2.5,
                1.5,
                14,
                "n@3",
                5,
                6)),
        Arguments.of(
            Codecs.PREDICTION,
            new Prediction(
                "camera", "f-1", Optional.empty(), Optional.empty(), "S1", 0, 0, -1, "n@0", 0, 6)),
        Arguments.of(Codecs.METRICS, metrics(0.5, new Metrics.Latency(1, 2, 3))),
        Arguments.of(Codecs.METRICS, metrics(null, null)),
        Arguments.of(Codecs.METRICS, metricsWithoutMatrix()),
        Arguments.of(
            Codecs.MODEL_UPDATE,
            new ModelRow("camera", "S3", 199, "n@3", new float[] {0.5f, Float.MIN_VALUE, -0f})),
        Arguments.of(
            Codecs.MODEL_UPDATE,
            new ModelManifest(
                "camera",
                "n@3",
                "name: n",
                new Provenance("FirstSpike", 1, "digits", 2, 3),
                PROGRESS,
                "abc",
                Map.of("S1", 30, "S3", 200))),
        Arguments.of(
            Codecs.DEAD_LETTER, DeadLetter.of(RECEIVED, "frame", "x".repeat(100_000) + "\u20ac")),
        Arguments.of(Codecs.DEAD_LETTER, cutLetter()));
  }

  private static DeadLetter cutLetter() {
    Received large = new Received(RECEIVED.origin(), null, new byte[3000], RECEIVED.headers());
    return new DeadLetter(large.origin(), large.payload().within(2000), "label", "late");
  }

  private static Stream<Arguments> kept() {
    return Stream.of(
        Arguments.of(Codecs.WEIGHT_ROW, new float[] {1.5f, Float.POSITIVE_INFINITY, -1e-40f}),
        Arguments.of(Codecs.PROGRESS, PROGRESS),
        Arguments.of(Codecs.TRACE, Trace.UNDECIDED),
        Arguments.of(
            Codecs.TRACE,
            new Trace(
                Optional.of(VOLLEY),
                new Decision(Optional.of(new Winner(42, 1, 2, 14, 3.5f)), 2, 7, 1.25f),
                OptionalLong.of(1_700_000_000_000L))),
        Arguments.of(Codecs.REMEMBERED, new Remembered(Standing.AWAITS_LABEL, 1, Optional.empty())),
        Arguments.of(
            Codecs.REMEMBERED, new Remembered(Standing.AWAITS_FRAME, -1, Optional.of("7"))),
        Arguments.of(
            Codecs.REMEMBERED,
            new Remembered(Standing.LABELLED, Long.MAX_VALUE, Optional.of("\ud800"))),
        Arguments.of(Codecs.ARRIVALS, new Arrivals(List.of(FRAME, FRAME), List.of(LABEL))),
        Arguments.of(Codecs.COUNTS, new long[] {1, -2, Long.MAX_VALUE}),
        Arguments.of(
            Codecs.SUSPENDED_SESSION,
            new SuspendedSession(
                1,
                Long.MAX_VALUE,
                -3,
                new SuspendedSession.Window(4, 5, 6, 7, 8, Map.of(3, new long[] {1, 2})),
                List.of(new long[] {9, -10}, new long[0]))),
        Arguments.of(Codecs.WAITING_FRAME, new WaitingFrame(RECEIVED, "camera", 1L << 40)),
        Arguments.of(Codecs.EVENT_WINDOW, WINDOW),
        Arguments.of(Codecs.FRAME, new Frame("camera", "w-1", WINDOW, Optional.empty(), 7)),
        Arguments.of(Codecs.IMAGE, new Image(1, 2, 3, new byte[] {0, 1, 127, -128, -1, 5})),
        Arguments.of(
            Codecs.VOLLEY,
            Volley.ofLatencies(new Shape(2, 1, 3), 4, new byte[] {0, 4, 3, 1, 4, 0})));
  }

  private static ReceivedLabel command(LabelCommand.Action action) {
    return new ReceivedLabel(
        BARE.origin(), 78, BARE.payload(), "camera", "", "nine", Optional.of(action));
  }

  private static Metrics metricsWithoutMatrix() {
    return new Metrics(
        "k", 1, "s1", Counts.NONE, null, null, null, List.of("a"), null, 1, null, null, 2);
  }

  private static Metrics metrics(Double accuracy, Metrics.Latency latency) {
    return new Metrics(
        "camera",
        500,
        "decision",
        counts(1),
        accuracy,
        accuracy,
        accuracy == null ? Map.of() : Map.of("b", accuracy),
        List.of("a", "b"),
        new long[][] {{1, 2, 3}, {4, 5, 6}},
        1234.5,
        latency,
        latency == null
            ? new Metrics.Drift(true, 0, null, null)
            : new Metrics.Drift(false, 2, 9L, 8L),
        99);
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void whatIsWrittenIsReadBack(Codec<T> codec, T value) throws IOException {
    T read = copy(new VersionedType<>(codec).createSerializer(new SerializerConfigImpl()), value);

    assertThat(read).usingRecursiveComparison().isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("values")
  <T> void nothingIsWrittenAfterTheValue(Codec<T> codec, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    VersionedSerializer<T> serializer = new VersionedSerializer<>(codec);
    serializer.serialize(value, out);
    serializer.serialize(value, out);

    DataInputDeserializer in = new DataInputDeserializer(out.getCopyOfBuffer());
    serializer.deserialize(in);
    serializer.deserialize(in);

    assertThat(in.available()).isZero();
  }

  @Test
  void everyCodecIsTestedAndHasAnIdOfItsOwn() {
    assertThat(values().map(arguments -> arguments.get()[0]).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Codecs.all());
    assertThat(Codecs.all()).extracting(Codec::id).doesNotHaveDuplicates();
  }

  @Test
  void aSnapshotBringsItsSerializerBack() throws IOException {
    VersionedSerializer<Progress> serializer = new VersionedSerializer<>(Codecs.PROGRESS);
    DataOutputSerializer out = new DataOutputSerializer(64);
    TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());

    TypeSerializerSnapshot<Progress> restored =
        TypeSerializerSnapshot.readVersionedSnapshot(
            new DataInputDeserializer(out.getCopyOfBuffer()), getClass().getClassLoader());

    assertThat(restored.restoreSerializer()).isEqualTo(serializer);
    assertThat(
            serializer
                .snapshotConfiguration()
                .resolveSchemaCompatibility(restored)
                .isCompatibleAsIs())
        .isTrue();
  }

  @Test
  void stateOfAnUnknownCodecIsRefusedByName() {
    assertThatThrownBy(() -> Codecs.byId("sonnet"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("sonnet")
        .hasMessageContaining("restore it with");
  }

  @Test
  void stateOfAnOlderVersionIsReadAndMigrated() throws IOException {
    DataOutputSerializer old = new DataOutputSerializer(64);
    new VersionedSerializer<>(new Greeting(1)).serialize("hello", old);
    VersionedSnapshot<String> written = new VersionedSnapshot<>(new Greeting(2), 1);

    var compatibility =
        new VersionedSerializer<>(new Greeting(2))
            .snapshotConfiguration()
            .resolveSchemaCompatibility(written);
    String read =
        written.restoreSerializer().deserialize(new DataInputDeserializer(old.getCopyOfBuffer()));

    assertThat(compatibility.isCompatibleAfterMigration()).isTrue();
    assertThat(read).isEqualTo("hello, of version 1");
    assertThat(copy(new VersionedSerializer<>(new Greeting(2)), "hello")).isEqualTo("hello");
  }

  @Test
  void stateOfALaterVersionIsRefused() {
    var compatibility =
        new VersionedSerializer<>(new Greeting(1))
            .snapshotConfiguration()
            .resolveSchemaCompatibility(new VersionedSnapshot<>(new Greeting(2), 2));

    assertThat(compatibility.isIncompatible()).isTrue();
  }

  private static <T> T copy(TypeSerializer<T> serializer, T value) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(value, out);
    return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
  }

  /** A codec of text whose second version writes the length first. */
  private record Greeting(int version) implements Codec<String> {

    @Override
    public String id() {
      return "greeting";
    }

    @Override
    public Class<String> type() {
      return String.class;
    }

    @Override
    public void write(String value, DataOutput out) throws IOException {
      if (version == 1) {
        out.writeUTF(value);
      } else {
        Fields.writeText(value, out);
      }
    }

    @Override
    public String read(int written, DataInput in) throws IOException {
      return written == 1 ? in.readUTF() + ", of version 1" : Fields.readText(in);
    }
  }

  /** {@code first}, then 2 to 15. */
  private static Counts counts(long first) {
    Map<Counter, Long> values = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      values.put(counter, counter.ordinal() + 1L);
    }
    values.put(Counter.FRAMES_IN, first);
    return Counts.of(values);
  }
}
