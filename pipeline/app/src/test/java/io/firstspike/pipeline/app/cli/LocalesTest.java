package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.model.BaseModel;
import io.firstspike.pipeline.stream.model.ModelSource;
import io.firstspike.testkit.SmallMnist;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in locales with another i, other digits, other commas. */
class LocalesTest {

  private final Locale before = Locale.getDefault();

  @TempDir private Path folder;

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"tr-TR", "ar-EG-u-nu-arab", "de-DE", "th-TH-u-nu-thai", "hi-IN-u-nu-deva"})
  void commands_say_and_do_the_same(String locale) throws IOException {
    String data = SmallMnist.images(folder.resolve("digits"), 20, 10).toString();
    JsonNode usual = train(Locale.ROOT, data);

    assertThat(train(Locale.forLanguageTag(locale), data)).isEqualTo(usual);
    for (String command : new String[] {"run", "train", "replay", "demo", "broker"}) {
      assertThat(Cli.run(command, "--help").out()).as(command).matches("\\p{ASCII}*");
    }
    assertThat(Cli.run("train", "--passes", "9999999").err())
        .contains("--passes is 9999999, must be 0 to 1,000,000");
    assertThat(Cli.run("run", "--order", "LIVE", "--trace-ttl", "10MIN", "--rate", "3").err())
        .as("options before it are read")
        .contains("--rate");
  }

  /** The report of a training run, without the times. */
  private JsonNode train(Locale locale, String data) throws IOException {
    Locale.setDefault(locale);
    Path report = folder.resolve("report");
    Path model = folder.resolve("model");
    Cli ended =
        Cli.run(
            "train",
            "--data=" + data,
            "--network=firstspike-2026-quick",
            "--report=" + report,
            "--overwrite",
            "--model-out=" + model);
    assertThat(ended.code()).as(ended.err()).isZero();
    assertThat(ended.out()).matches("[\\p{ASCII}]*").containsPattern("frames +\\d");
    assertThat(ModelFile.read(model).provenance().labelsLearned()).isEqualTo(20);
    JsonNode figures = new ObjectMapper().readTree(Files.readString(report));
    return ((ObjectNode) figures).retain("network", "seed", "labels", "testAccuracy", "confusion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "th-TH-u-nu-thai"})
  void state_goes_on_in_another_locale(String locale) {
    BaseModel usual = baseModel(Locale.ROOT);
    BaseModel elsewhere = baseModel(Locale.forLanguageTag(locale));

    assertThat(elsewhere.continues(usual.identity())).isTrue();
    assertThat(usual.continues(elsewhere.identity())).isTrue();
  }

  private static BaseModel baseModel(Locale locale) {
    Locale.setDefault(locale);
    NetworkSpec spec = NetworkSpec.load("mozafari-2018");
    return ModelSource.of(spec, 1234, Optional.empty(), "nothing").load();
  }
}
