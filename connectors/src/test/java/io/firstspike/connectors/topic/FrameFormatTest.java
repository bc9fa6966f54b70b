package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.dataset.MnistSample;
import io.firstspike.connectors.image.ImageLimits;
import io.firstspike.connectors.image.RawLayout;
import io.firstspike.engine.stimulus.Image;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.common.serialization.DoubleSerializer;
import org.apache.kafka.common.serialization.FloatSerializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.ShortSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameFormatTest {

  private static final byte[] PGM = "P2 2 1 255 7 200".getBytes(UTF_8);
  private static final byte[] NOT_UTF_8 = {(byte) 0xc3, 0x28};

  private final FrameFormat format = new FrameFormat(ImageLimits.DEFAULT);

  @Property(seed = "1")
  void rawFramesSurviveTheTopic(@ForAll("frames") Frame frame) throws Exception {
    Frame decoded = format.decode(Delivery.of(FrameFormat.encodeRaw("frames", null, frame)));

    assertThat(decoded).usingRecursiveComparison().isEqualTo(frame);
  }

  @Provide
  Arbitrary<Frame> frames() {
    Arbitrary<Image> images =
        Combinators.combine(
                Arbitraries.integers().between(1, 9),
                Arbitraries.integers().between(1, 9),
                Arbitraries.of(1, 3))
            .flatAs(
                (height, width, channels) ->
                    Arbitraries.bytes()
                        .array(byte[].class)
                        .ofSize(height * width * channels)
                        .map(samples -> new Image(height, width, channels, samples)));
    return Combinators.combine(
            Texts.names(),
            Texts.names(),
            images,
            Texts.labels().optional(),
            Arbitraries.longs().greaterOrEqual(0))
        .as(Frame::new);
  }

  @Test
  void realDigitsSurviveTheTopic() throws Exception {
    Image digit = MnistSample.test().image(0);
    Frame frame = new Frame("till", "digit-0", digit, Optional.of("7"), 1234);

    Frame decoded = format.decode(Delivery.of(FrameFormat.encodeRaw("frames", 1, frame)));

    assertThat(decoded.image().samples()).isEqualTo(digit.samples());
    assertThat(decoded.label()).contains("7");
  }

  @Test
  void bareImageGetsDefaultsForTheRest() throws Exception {
    Frame frame = format.decode(Delivery.of(null, PGM));

    assertThat(frame.modelKey()).isEqualTo("default");
    assertThat(frame.frameId()).isEqualTo("some-topic-3-42");
    assertThat(frame.label()).isEmpty();
    assertThat(frame.timestamp()).isEqualTo(1000);
    assertThat(frame.image().samples()).containsExactly(7, 200);
  }

  @Test
  void emptyKeyMeansTheDefaultModel() throws Exception {
    assertThat(format.decode(Delivery.of(new byte[0], PGM)).modelKey()).isEqualTo("default");
  }

  @Test
  void framesWithoutHeadersAreRawIfTheyHaveTheLengthOfTheLayout() throws Exception {
    FrameFormat raw =
        new FrameFormat(
            new ImageLimits(100, 20), Optional.of(new RawLayout(2, 2, 3)), FrameStore.NONE);
    byte[] samples = new byte[12];
    samples[11] = 7;
    Image image = raw.decode(Delivery.of(null, samples)).image();
    assertThat(image.height()).isEqualTo(2);
    assertThat(image.channels()).isEqualTo(3);
    assertThat(image.samples()).isEqualTo(samples);
    assertThat(raw.decode(Delivery.of(null, PGM)).image().width()).isEqualTo(2);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> raw.decode(Delivery.of(null, new byte[11])));
    FrameFormat large =
        new FrameFormat(
            new ImageLimits(100, 20), Optional.of(new RawLayout(5, 5, 1)), FrameStore.NONE);
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> large.decode(Delivery.of(null, new byte[25])))
        .withMessageContaining("5x5 exceeds the limit of 20 pixels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RawLayout(28, 0, 1))
        .withMessage("width of raw frames must be 1 to 65535, not 0");
  }

  @Test
  void rawSamplesHaveOneChannelUnlessTold() throws Exception {
    Frame frame =
        format.decode(Delivery.of(null, new byte[6], header("height", "2"), header("width", "3")));
    assertThat(frame.image().dimensions()).isEqualTo("2x3 grey");
  }

  @Test
  void valueIsNeeded() {
    assertMalformed(Delivery.of(null, null), "no value");
  }

  @Test
  void timestampIsNeeded() {
    assertMalformed(new Received(new Origin("t", 0, 0, -1), null, PGM, List.of()), "no timestamp");
  }

  @Test
  void invalidUtf8IsRefusedWhereverItIs() {
    assertMalformed(Delivery.of(NOT_UTF_8, PGM), "model key is not valid UTF-8");
    for (String name : List.of("frame-id", "label", "height")) {
      assertMalformed(
          Delivery.of(null, PGM, new Header(name, NOT_UTF_8), header("width", "1")),
          "header " + name + " is not valid UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"frame-id", "label"})
  void namesHave1To256Characters(String name) throws Exception {
    assertMalformed(Delivery.of(null, PGM, header(name, "")), "1 to 256 characters, not 0");
    assertMalformed(Delivery.of(null, PGM, new Header(name, null)), "1 to 256 characters, not 0");
    assertMalformed(
        Delivery.of(null, PGM, header(name, "x".repeat(257))), "1 to 256 characters, not 257");
    assertMalformed(Delivery.of(null, PGM, header(name, "x".repeat(9999))), "9999 bytes");
    format.decode(Delivery.of(null, PGM, header(name, "€".repeat(256))));
  }

  @Test
  void labelMayComeAsAnySerialiserWritesIt() throws Exception {
    byte[] utf16 = "\ufeffKäse".getBytes(StandardCharsets.UTF_16BE);
    byte[] littleEndian = "\ufeffKäse".getBytes(StandardCharsets.UTF_16LE);

    assertThat(labelOf(new IntegerSerializer().serialize("frames", 7))).isEqualTo("7");
    assertThat(labelOf(new IntegerSerializer().serialize("frames", 0))).isEqualTo("0");
    assertThat(labelOf(new LongSerializer().serialize("frames", 55L))).isEqualTo("55");
    assertThat(labelOf("dogs".getBytes(UTF_8))).isEqualTo("dogs");
    assertThat(labelOf("12345678".getBytes(UTF_8))).isEqualTo("12345678");
    assertThat(labelOf(utf16)).isEqualTo("Käse");
    assertThat(labelOf(littleEndian)).isEqualTo("Käse");
  }

  private String labelOf(byte[] header) throws Exception {
    return format.decode(Delivery.of(null, PGM, new Header("label", header))).label().orElseThrow();
  }

  @Test
  void bytesThatAreNoTextAreNoLabel() {
    List<byte[]> headers =
        List.of(
            new DoubleSerializer().serialize("frames", 8.0),
            new FloatSerializer().serialize("frames", 2f),
            new ShortSerializer().serialize("frames", (short) 7),
            new byte[] {7, 0, 0, 0},
            "Käse".getBytes(StandardCharsets.UTF_16BE),
            "Käse".getBytes(StandardCharsets.UTF_16LE),
            "\n".getBytes(UTF_8));
    for (byte[] bytes : headers) {
      assertMalformed(Delivery.of(null, PGM, new Header("label", bytes)), "the header label ");
    }
    assertMalformed(
        Delivery.of(null, PGM, new Header("label", new IntegerSerializer().serialize("f", -1))),
        "not valid UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "2, , need the header width",
    ", 3, need the header height",
    "2, 4, needs 8 samples",
    "0, 3, at least one row",
    "-2, -3, decimal number",
    "2.0, 3, decimal number",
    "0x2, 3, decimal number",
    "٢, 3, decimal number",
    "99999999999, 3, decimal number",
    "65536, 65536, exceeds the limit of 4194304 pixels"
  })
  void headersOfRawSamplesAreChecked(String height, String width, String reason) {
    List<Header> headers = new ArrayList<>();
    if (height != null) {
      headers.add(header("height", height));
    }
    if (width != null) {
      headers.add(header("width", width));
    }
    Received received = Delivery.of(null, new byte[6], headers.toArray(Header[]::new));
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> format.decode(received))
        .withMessageMatching("(?s).*" + reason + ".*");
  }

  @Test
  void twoChannelsAreNoImage() {
    assertMalformed(
        Delivery.of(
            null,
            new byte[2],
            header("height", "1"),
            header("width", "1"),
            header("channels", "2")),
        "1 or 3 channels");
  }

  @Test
  void limitsHoldForRawAndEncodedFrames() {
    FrameFormat small = new FrameFormat(new ImageLimits(20, 4));
    Header height = header("height", "1");
    assertMalformed(
        small, Delivery.of(null, new byte[5], height, header("width", "5")), "limit of 4 pixels");
    assertMalformed(
        small, Delivery.of(null, new byte[21], height, header("width", "21")), "limit of 20 bytes");
    assertMalformed(small, Delivery.of(null, "P2 5 1 255".getBytes(UTF_8)), "limit of 4 pixels");
    assertMalformed(small, Delivery.of(null, new byte[21]), "limit of 20 bytes");
  }

  @Property(seed = "1")
  void arbitraryBytesNeverDoWorseThanMalformed(
      @ForAll byte[] key, @ForAll byte[] value, @ForAll("headerNames") List<String> names)
      throws Exception {
    List<Header> headers = names.stream().map(name -> new Header(name, key)).toList();
    Received received = Delivery.of(key, value, headers.toArray(Header[]::new));
    try {
      assertThat(format.decode(received).frameId()).isNotEmpty();
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("frame");
      assertThat(e).hasMessageMatching("(?s).+");
    }
  }

  @Provide
  Arbitrary<List<String>> headerNames() {
    return Arbitraries.of("frame-id", "label", "height", "width", "channels", "mark")
        .list()
        .ofMaxSize(6);
  }

  @Test
  void halfASurrogatePairCannotBeSent() {
    Frame frame = new Frame("k", "\ud800", new Image(1, 1, 1, new byte[1]), Optional.empty(), 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrameFormat.encodeRaw("frames", null, frame))
        .withMessageContaining("surrogate");
  }

  private void assertMalformed(Received received, String reason) {
    assertMalformed(format, received, reason);
  }

  private static void assertMalformed(FrameFormat format, Received received, String reason) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> format.decode(received))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.where()).isEqualTo("frame"));
  }

  private static Header header(String name, String value) {
    return new Header(name, value.getBytes(UTF_8));
  }
}
