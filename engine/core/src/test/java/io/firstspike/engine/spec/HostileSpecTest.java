package io.firstspike.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.mistake.SpecException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that harmful specs and specs with typing mistakes are refused with helpful messages. */
class HostileSpecTest {

  private static final String YAML = NetworkSpec.load("mozafari-2019").toYaml();

  @TempDir private Path folder;

  @Test
  void tooManyWeightsAreRefusedBeforeAnyIsMade() {
    NetworkSpec wide =
        NetworkSpec.load("mozafari-2019").toBuilder()
            .feature("S2", f -> f.maps(4000))
            .build(new NetworkLimit(21_084_500));

    assertThat(problems(wide.toYaml()))
        .containsExactly(
            "the network has 21,084,500 weights in all, more than the limit of 20,000,000: take"
                + " fewer maps or smaller kernels, or raise the limit (--max-weights)");
    assertThat(NetworkLimit.of(wide)).isEqualTo(new NetworkLimit(21_084_500));
    assertThat(problems(wide.toYaml(), new NetworkLimit(21_084_499))).hasSize(1);
  }

  @Test
  void whatALayerKeepsBesideItsWeightsCounts() {
    NetworkSpec plain = NetworkSpec.load("firstspike-2026");
    float[][][] weights = Network.fresh(plain, 1).weights().toArrays();
    long numbers = 0;
    for (float[][] table : weights) {
      numbers += (long) table.length * table[0].length;
    }

    assertThat(NetworkSize.of(plain).weights()).isEqualTo(numbers);
    assertThat(weights.length).isGreaterThan(plain.layers());
  }

  @Test
  void neuronsAreCountedToo() {
    NetworkSpec large =
        NetworkSpec.load("mozafari-2019").toBuilder()
            .input(new InputSpec(800, 1200))
            .build(NetworkLimit.NONE);

    assertThat(problems(large.toYaml()))
        .anyMatch(
            problem ->
                problem.matches(
                    "the network has [0-9,]+ neurons in all, more than the limit of 20,000,000:"
                        + " .*"));
  }

  @Test
  void yamlThatRefersRepeatsOrNestsIsRefused() {
    assertThat(problems("name: &a x\nsource: *a\n"))
        .containsExactly("field source is an alias (*a); write it out at line 2");
    assertThat(problems("name: x\nname: y\n"))
        .containsExactly("field name is given twice at line 2");
    assertThat(problems("name: " + "[".repeat(100_000)))
        .containsExactly("it is nested more than 32 deep at line 1");
    assertThat(problems("name: x\n---\nname: y\n"))
        .containsExactly("it is more than one YAML document at line 3");
    assertThat(problems("name: " + "x".repeat(1 << 20)))
        .containsExactly("it has more than 1,048,576 characters; a spec has some thousand");
    assertThat(problems("? [a, b]\n: c\n")).hasSize(1).allMatch(HostileSpecTest::speaksOfFields);
  }

  @Test
  void aFileThatIsTooLongOrNoTextIsRefused() throws IOException {
    Path file = folder.resolve("spec.yaml");
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThat(refused(() -> NetworkSpec.load(file.toString())).problems())
        .containsExactly("it has more than 1,048,576 bytes; a spec has some thousand");
    Files.write(file, new byte[] {'n', (byte) 0xff});
    assertThat(refused(() -> NetworkSpec.load(file.toString())).problems())
        .containsExactly("it is no text in UTF-8");
  }

  @Test
  void slipsAreMetWithTheNameThatWasMeant() {
    assertThat(
            problems(
                YAML.replaceFirst("(features:[^:]*(:[^:]*)*?)threshold: 15", "$1treshold: 15")))
        .contains("unknown field features[0].treshold: did you mean threshold?");
    assertThat(problems(YAML.replaceFirst("potentiation:", "plus:")))
        .anyMatch(
            problem ->
                problem.startsWith(
                    "unknown field features[0].stdp.rates.plus; known are maps, potentiation,"));
    assertThat(problems(YAML.replaceFirst("misfit: \"?refuse\"?", "misfit: resise")))
        .containsExactly(
            "input.misfit is \"resise\", must be one of [refuse, resize]: did you mean resize?");
    assertThat(problems(YAML.replaceFirst("rstdp:", "r-stdp:")))
        .containsExactly(
            "decision.rule is r-stdp, must be one of [rstdp, margin, delta, s2stdp, s4nn, fixed]: did you"
                + " mean rstdp?");
    assertThat(refused(() -> NetworkSpec.load("mozafari-2091")).problems())
        .allMatch(problem -> problem.contains(": did you mean mozafari-2019? (shipped are"));
  }

  @Test
  void valuesOfAWrongKindAreNamedWithWhatTheyMustBe() {
    assertThat(problems("name: [1]\ninput: 3\nencoding: {filters: {dog: 1}, steps: 2.5}\n"))
        .contains(
            "name is a list, must be a text",
            "input is 3, must be a mapping of fields",
            "encoding.filters is a mapping of fields, must be a list",
            "encoding.steps is 2.5, must be a whole number",
            "decision is missing");
    assertThat(problems(YAML.replace("maps: 30", "maps: 99999999999")))
        .contains("features[0].maps is 99999999999, too large a number");
    assertThat(problems(YAML.replace("threshold: 15.0", "threshold: 1e39")))
        .contains("features[0].threshold is 1.0E39, too large a number");
    assertThat(problems("name: x\ndecision: {labels: [a, null]}\n"))
        .contains("decision.labels[1] is missing");
  }

  /** YAML 1.1 reads these as texts. */
  @Test
  void numbersWithoutPointOrSignOfTheExponentAreNumbers() {
    NetworkSpec spec = NetworkSpec.parse("x", YAML.replace("threshold: 15.0", "threshold: 15e-1"));

    assertThat(spec.features().get(0).threshold()).isEqualTo(1.5f);
  }

  @Test
  void noMessageSpeaksOfClasses() {
    Random random = new Random(3);
    String[] junk = {
      "[",
      "{",
      "*x",
      "!!int x",
      "null",
      "~",
      "1e999999999",
      "'",
      "\t",
      "9".repeat(2000),
      "- ",
      "{a: {b: [c]}}",
      ".nan",
      ".inf",
      "true",
      "\u0000",
      "? ",
      ": :",
      "&a",
      "0x10"
    };
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      List<String> lines = YAML.lines().toList();
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      String word = junk[random.nextInt(junk.length)];
      int colon = line.indexOf(':') + 1;
      String changed =
          switch (random.nextInt(3)) {
            case 0 -> line.substring(0, colon) + " " + word;
            case 1 -> line.substring(0, random.nextInt(line.length() + 1)) + word;
            default -> word + line;
          };
      String yaml =
          String.join("\n", lines.subList(0, at))
              + "\n"
              + changed
              + "\n"
              + String.join("\n", lines.subList(at + 1, lines.size()));
      try {
        NetworkSpec.parse("x", yaml);
      } catch (SpecException e) {
        refused++;
        assertThat(e.problems()).as(changed).isNotEmpty().allMatch(HostileSpecTest::speaksOfFields);
      }
    }
    assertThat(refused).isGreaterThan(300);
  }

  @Test
  void aForeignLanguageChangesNothing() {
    Locale before = Locale.getDefault();
    try {
      for (String language : new String[] {"tr-TR", "ar-EG", "de-DE", "th-TH-u-nu-thai"}) {
        Locale.setDefault(Locale.forLanguageTag(language));
        assertThat(NetworkSpec.load("mozafari-2019").toYaml()).isEqualTo(YAML);
        assertThat(problems(YAML.replace("maps: 250", "maps: 4000")).get(0))
            .contains("21,084,500 weights in all");
        assertThat(problems(YAML.replace("kernel: 3", "kernel: 30")))
            .containsExactly(
                "features[1] (S2): a window of 30x30 with padding 1x1 does not fit into 14x14");
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  private static boolean speaksOfFields(String problem) {
    return !problem.matches(
            "(?s).*(java\\.|jackson|io\\.firstspike|\\bEvent\\b|Reader|Deseriali|Cannot construct|`).*")
        && !problem.contains("\n");
  }

  private static List<String> problems(String yaml) {
    return problems(yaml, NetworkLimit.DEFAULT);
  }

  private static List<String> problems(String yaml, NetworkLimit limit) {
    return refused(() -> NetworkSpec.parse("x", yaml, limit)).problems();
  }

  private static SpecException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    SpecException refused = catchThrowableOfType(SpecException.class, call);
    assertThat(refused).isNotNull();
    return refused;
  }
}
