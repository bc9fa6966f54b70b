package io.firstspike.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSpellingTest {

  private static final List<String> KNOWN =
      List.of("7", "-1", "Cat", "hot dog", "Käse", "i", "I", "true", "1.5", "ネコ");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|7",
        "' 7 '|7",
        "7.0|7",
        "7.000|7",
        "07|7",
        "+7|7",
        "７|7",
        "'\"7\"'|7",
        "'\"\\u0037 \"'|7",
        "-1.0|-1",
        "-01|-1",
        "cat|Cat",
        "CAT|Cat",
        "ＣＡＴ|Cat",
        "hot   dog|hot dog",
        "Hot Dog|hot dog",
        "KÄSE|Käse",
        "True|true",
        "i|i",
        "I|I",
        "1.5|1.5",
        "ﾈｺ|ネコ"
      })
  void spellingsOfOneLabelHaveOnePlace(String spelling, String label) {
    assertThat(LabelSpelling.place(KNOWN, spelling)).isEqualTo(KNOWN.indexOf(label));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7\n",
        "7\r\n",
        "\t7",
        "\ufeff7",
        "7\u200b",
        "\u200e7\u200f",
        "7\u00a0",
        "7\u3000",
        "7\0",
        "\u20607",
        "\n\"7\"\n",
        "7\u200d",
        "7.0\n"
      })
  void whatCannotBeSeenMakesNoOtherLabel(String spelling) {
    assertThat(LabelSpelling.place(KNOWN, spelling)).isZero();
    assertThat(LabelSpelling.tidy(spelling)).isEqualTo("7");
    assertThat(LabelSpelling.problem(spelling)).isEmpty();
  }

  @Test
  void accentsMayBeComposedOrNot() {
    assertThat(LabelSpelling.place(KNOWN, "Ka\u0308se")).isEqualTo(KNOWN.indexOf("Käse"));
    assertThat(LabelSpelling.place(List.of("Ka\u0308se", "b"), "Käse")).isZero();
    assertThat(LabelSpelling.tidy("Ka\u0308se")).isEqualTo("Käse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7|8",
        "7|-7",
        "7|70",
        "7|7.5",
        "7|7a",
        "7|²",
        "7|٧",
        "7|⑦",
        "1e3|1000",
        "a|A",
        "A|Å"
      })
  void differentLabelsStayDifferent(String known, String other) {
    assertThat(LabelSpelling.place(List.of(known), other)).isEqualTo(-1);
    assertThat(LabelSpelling.place(List.of(other), known)).isEqualTo(-1);
  }

  @Test
  void theSpecDecidesFirst() {
    List<String> versions = List.of("1", "1.0", "01", "Cat", "cat", "\"cat\"");
    for (String label : versions) {
      assertThat(LabelSpelling.place(versions, label)).isEqualTo(versions.indexOf(label));
    }
    assertThat(LabelSpelling.place(versions, "cat ")).isEqualTo(4);
    assertThat(LabelSpelling.place(versions, "CAT")).as("either of two").isEqualTo(-1);
    assertThat(LabelSpelling.place(List.of("1.0", "1.5"), "1")).isZero();
  }

  @Test
  void joinersWithinAnEmojiAndFlagsStay() {
    String family = "👨\u200d👩\u200d👧";
    String scotland =
        new StringBuilder("🏴")
            .appendCodePoint(0xe0067)
            .appendCodePoint(0xe0062)
            .appendCodePoint(0xe007f)
            .toString();
    assertThat(LabelSpelling.tidy(family)).isEqualTo(family);
    assertThat(LabelSpelling.tidy(scotland)).isEqualTo(scotland);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\n",
        "\0",
        "\u200b\ufeff",
        "\"\"",
        "\u0007",
        "@\u001c",
        "7\0\0\0",
        "a\nb",
        "\ud800",
        "a\udc00",
        "Caf\ufffd",
        "a\u2028b"
      })
  void whatIsNoTextIsNoLabel(String text) {
    assertThat(LabelSpelling.problem(text)).isPresent();
    assertThat(LabelSpelling.place(KNOWN, text)).isEqualTo(-1);
  }

  @Test
  void longTextsAreNoLabels() {
    assertThat(LabelSpelling.problem("x".repeat(256))).isEmpty();
    assertThat(LabelSpelling.problem("x".repeat(257)))
        .hasValue("must have 1 to 256 characters, not 257 characters");
    assertThat(LabelSpelling.problem("\u0958".repeat(256))).as("longer when composed").isPresent();
  }

  @Test
  void tidyTextsAreTidy() {
    for (String text : List.of(" 7.0 ", "ＣＡＴ", "\"a  b\"", "Ka\u0308se", "ﾈｺ", "1.50", "x\0")) {
      assertThat(LabelSpelling.tidy(LabelSpelling.tidy(text))).isEqualTo(LabelSpelling.tidy(text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tr-TR", "ar-EG-u-nu-arab", "de-DE", "th-TH-u-nu-thai"})
  void theLocaleOfTheMachineChangesNothing(String locale) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(locale));
    try {
      assertThat(LabelSpelling.place(List.of("TITLE", "7"), "title")).isZero();
      assertThat(LabelSpelling.place(List.of("TITLE", "7"), "07.0")).isEqualTo(1);
      assertThat(LabelSpelling.problem("\u0007")).get().asString().contains("U+0007");
    } finally {
      Locale.setDefault(before);
    }
  }
}
