package io.firstspike.connectors.topic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.LabelCommand.Action;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelFormatTest {

  @Property(seed = "1")
  void labelsSurviveTheTopic(@ForAll("labels") Label label) throws MalformedException {
    assertThat(LabelFormat.decode(Delivery.of(LabelFormat.encode("labels", null, label))))
        .isEqualTo(label);
  }

  @Provide
  Arbitrary<Label> labels() {
    return Combinators.combine(
            Texts.names(), Texts.names(), Texts.labels(), Arbitraries.longs().greaterOrEqual(0))
        .as(Label::new);
  }

  @Test
  void valueIsAPlainJsonObject() {
    Label label = new Label("till", "frame-1", "7", 5);
    assertThat(LabelFormat.encode("labels", null, label).value())
        .asString(UTF_8)
        .isEqualTo("{\"frameId\":\"frame-1\",\"label\":\"7\"}");
  }

  @ParameterizedTest
  @EnumSource(Action.class)
  void commandsSurviveTheTopic(Action action) throws MalformedException {
    LabelCommand command = new LabelCommand("till", action, "7", 5);
    ProducerRecord<byte[], byte[]> sent = LabelFormat.encode("labels", null, command);
    assertThat(sent.value())
        .asString(UTF_8)
        .isEqualTo("{\"" + action.name().toLowerCase(Locale.ROOT) + "\":\"7\"}");
    assertThat(LabelFormat.decode(Delivery.of(sent))).isEqualTo(command);
  }

  @Test
  void aCommandNamesItsLabelAsALabelDoes() throws MalformedException {
    assertThat(decodeAny("{\"retire\":7.0}").label()).isEqualTo("7");
    assertMalformed("{\"retire\":{}}".getBytes(UTF_8), "needs the field retire");
    assertMalformed("{\"restore\":\"\"}".getBytes(UTF_8), "field restore");
    assertMalformed(
        "{\"retire\":\"7\",\"frameId\":\"f\"}".getBytes(UTF_8), "the field retire alone");
  }

  @ParameterizedTest
  @CsvSource({
    "7, 7",
    "7.0, 7",
    "7e0, 7",
    "70E-1, 7",
    "-0.0, 0",
    "-3, -3",
    "2.5, 2.5",
    "1e20, 100000000000000000000",
    "123456789012345678901, 123456789012345678901",
    "true, true",
    "false, false"
  })
  void numberOrTruthStandsForItsText(String number, String text) throws MalformedException {
    assertThat(decode("{\"label\":" + number + ",\"frameId\":\"f\"}").label()).isEqualTo(text);
  }

  @Test
  void frameIdMayBeAWholeNumber() throws MalformedException {
    assertThat(decode("{\"frameId\":17,\"label\":\"7\"}").frameId()).isEqualTo("17");
    assertThat(decode("{\"frameId\":9007199254740993,\"label\":\"7\"}").frameId())
        .isEqualTo("9007199254740993");
  }

  @Test
  void frameIdsAreNotTidied() throws MalformedException {
    assertThat(decode("{\"frameId\":\" 07 \",\"label\":\"7\"}").frameId()).isEqualTo(" 07 ");
  }

  @Test
  void theLineEndOfAShellIsNoMatter() throws MalformedException {
    assertThat(decode("{\"frameId\": \"f\", \"label\": \"7\"}\r\n").label()).isEqualTo("7");
  }

  @Test
  void otherFieldsAreLeftAlone() throws MalformedException {
    assertThat(decode("{\"frameId\":\"f\",\"label\":\"cat\",\"by\":{\"who\":[\"me\"]}}"))
        .isEqualTo(new Label("default", "f", "cat", 1000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "7",
        "\"f\"",
        "[]",
        "{}",
        "{\"frameId\":\"f\"}",
        "{\"label\":\"7\"}",
        "{\"frameId\":\"\",\"label\":\"7\"}",
        "{\"frameId\":\"f\",\"label\":\"\"}",
        "{\"frameId\":7.5,\"label\":\"7\"}",
        "{\"frameId\":true,\"label\":\"7\"}",
        "{\"frameId\":\"f\",\"label\":null}",
        "{\"frameId\":\"f\",\"label\":1e400}",
        "{\"frameId\":\"f\",\"label\":\" \"}",
        "{\"frameId\":\"f\",\"label\":\"\\u0000\\u0007\"}",
        "{\"frameId\":\"f\",\"label\":\"\\ud800\"}",
        "{\"frameId\":\"f\",\"label\":[\"7\"]}",
        "{\"frameId\":\"f\",\"label\":{\"a\":1}}",
        "{\"frameId\":\"f\",\"label\":NaN}",
        "{\"frameId\":\"f\",\"label\":\"7\"",
        "{\"frameId\":\"f\",\"label\":\"7\"} x",
        "{\"frameId\":\"f\",\"label\":\"7\"}{}",
        "{\"frameId\":\"f\",\"label\":\"7\",\"label\":\"8\"}"
      })
  void otherShapesAreMalformed(String json) {
    assertMalformed(json.getBytes(UTF_8), "");
  }

  @Test
  void longTextsAreMalformed() {
    String text = "x".repeat(257);
    assertMalformed(("{\"frameId\":\"f\",\"label\":\"" + text + "\"}").getBytes(UTF_8), "1 to 256");
    assertMalformed(("{\"frameId\":\"" + text + "\",\"label\":\"7\"}").getBytes(UTF_8), "1 to 256");
  }

  @Test
  void valueOver64KiBIsNotEvenParsed() {
    assertMalformed(new byte[(64 << 10) + 1], "exceed the limit of 65536 bytes");
  }

  @Test
  void deepNestingIsMalformed() {
    assertMalformed("[".repeat(60_000).getBytes(UTF_8), "nesting");
  }

  @Test
  void valueIsNeeded() {
    assertMalformed(null, "no value");
  }

  @Test
  void invalidUtf8IsMalformedEvenWhereParsersAreLax() {
    byte[] overlong = "{\"frameId\":\"f\",\"label\":\"77\"}".getBytes(UTF_8);
    overlong[overlong.length - 4] = (byte) 0xc0;
    overlong[overlong.length - 3] = (byte) 0x80;
    assertMalformed(overlong, "not valid UTF-8");
  }

  @Property(seed = "1")
  void damagedLabelsNeverDoWorseThanMalformed(
      @ForAll byte replacement, @ForAll int position, @ForAll("labels") Label label) {
    byte[] value = LabelFormat.encode("labels", null, label).value();
    value[Math.floorMod(position, value.length)] = replacement;
    try {
      assertThat(LabelFormat.decode(Delivery.of(null, value)).label()).isNotEmpty();
    } catch (MalformedException e) {
      assertThat(e.where()).isEqualTo("label");
    }
  }

  private static Label decode(String json) throws MalformedException {
    return (Label) decodeAny(json);
  }

  private static LabelRecord decodeAny(String json) throws MalformedException {
    return LabelFormat.decode(Delivery.of(null, json.getBytes(UTF_8)));
  }

  @Test
  void halfASurrogatePairCouldNeverBeWrittenAgain() {
    for (String half : List.of("\\ud800", "\\udc00\\ud800", "x\\udfff")) {
      assertMalformed(
          ("{\"frameId\":\"f\",\"label\":\"" + half + "\"}").getBytes(UTF_8), "character U+D");
      assertMalformed(
          ("{\"frameId\":\"" + half + "\",\"label\":\"7\"}").getBytes(UTF_8), "surrogate");
    }
  }

  private static void assertMalformed(byte[] value, String reason) {
    assertThatExceptionOfType(MalformedException.class)
        .isThrownBy(() -> LabelFormat.decode(Delivery.of(null, value)))
        .withMessageContaining(reason)
        .satisfies(e -> assertThat(e.where()).isEqualTo("label"));
  }
}
