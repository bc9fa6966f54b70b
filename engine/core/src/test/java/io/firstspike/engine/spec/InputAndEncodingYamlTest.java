package io.firstspike.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.firstspike.engine.spec.EncodingSpec.PoissonSpec;
import io.firstspike.engine.spec.EventsSpec.Clock;
import io.firstspike.engine.spec.EventsSpec.Polarity;
import io.firstspike.engine.spec.InputSpec.Channels;
import io.firstspike.engine.spec.InputSpec.Crop;
import io.firstspike.engine.spec.InputSpec.Misfit;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spike.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputAndEncodingYamlTest {

  private static final String PLAIN =
      """
      input: {height: 28, width: 28}
      encoding:
        filters: [dog: {window: 3, sigma1: 0.5, sigma2: 1}]
        steps: 15
      """;

  private static final String EVERYTHING =
      """
      input:
        height: 28
        width: 30
        channels: colour
        crop: {top: 1, left: 2, height: 40, width: 50}
        misfit: resize
      encoding:
        filters:
          - dog: {window: 3, sigma1: 0.5, sigma2: 1, threshold: 7.5}
          - gabor: {window: 5, orientation: 45, divisor: 4}
        padding: 2
        rectified: true
        threshold: 50
        normalisationRadius: 4
        pool: {window: 3, stride: 2, padding: 1}
        lateralInhibition: [0.15, 0.12]
        poisson: {maxRate: 0.2, fullIntensity: 40.5, seed: 11}
        pointwiseInhibition: true
        border: 2
        steps: 15
      """;

  /** Parses a network that has these lines of YAML and the layers of a shipped one. */
  private static NetworkSpec spec(String inputAndEncoding) {
    String layers = NetworkSpec.load("mozafari-2019").toYaml();
    return NetworkSpec.parse(
        "test",
        "name: test\nsource: test\n"
            + inputAndEncoding
            + layers.substring(layers.indexOf("features:")));
  }

  @Test
  void whatIsLeftOutIsNone() {
    NetworkSpec spec = spec(PLAIN);

    assertThat(spec.input()).isEqualTo(new InputSpec(28, 28));
    assertThat(spec.encoding())
        .isEqualTo(
            new EncodingSpec(
                List.of(new FilterSpec.DifferenceOfGaussians(3, 0.5, 1)), 0, 0, 0, 15));
    assertThat(spec.toYaml())
        .doesNotContain("crop", "pool: null", "lateral", "rectified", "poisson", "border");
  }

  @Test
  void everyFieldIsReadAndWritten() {
    NetworkSpec spec = spec(EVERYTHING);

    assertThat(spec.input())
        .isEqualTo(new InputSpec(28, 30, Channels.COLOUR, new Crop(1, 2, 40, 50), Misfit.RESIZE));
    assertThat(spec.encoding())
        .isEqualTo(
            new EncodingSpec(
                List.of(
                    new FilterSpec.DifferenceOfGaussians(3, 0.5, 1, 7.5f),
                    new FilterSpec.Gabor(5, 45, 4)),
                2,
                true,
                50,
                4,
                new PoolSpec(3, 2, 1),
                List.of(0.15f, 0.12f),
                new PoissonSpec(0.2, 40.5f, 11),
                true,
                2,
                15));
    assertThat(NetworkSpec.parse("copy", spec.toYaml())).isEqualTo(spec);
  }

  private static List<String> problems(String inputAndEncoding) {
    return catchThrowableOfType(SpecException.class, () -> spec(inputAndEncoding)).problems();
  }

  @Test
  void allMistakesOfInputAreReportedTogether() {
    assertThat(
            problems(
                PLAIN.replace(
                    "{height: 28, width: 28}",
                    "{height: 0, width: 5000, channels: purple, misfit: 1,"
                        + " crop: {top: -1, left: -2, height: 0}}")))
        .containsExactlyInAnyOrder(
            "input.channels is \"purple\", must be one of [grey, colour]",
            "input.misfit is 1, must be one of [refuse, resize]",
            "input.height is 0, must be 1 to 4096",
            "input.width is 5000, must be 1 to 4096",
            "input.crop.top is -1, must be 0 to 2147483647",
            "input.crop.left is -2, must be 0 to 2147483647",
            "input.crop.height is 0, must be 1 to 2147483647",
            "input.crop.width is 0, must be 1 to 2147483647",
            "input.crop is 0x0, the network works on 0x5000: every image would be refused; "
                + "set input.misfit: resize");
  }

  @Test
  void allMistakesOfTheEncodingAreReportedTogether() {
    assertThat(
            problems(
                EVERYTHING
                    .replace("window: 3, sigma1", "window: 4, sigma1")
                    .replace("threshold: 7.5", "threshold: -1")
                    .replace("divisor: 4", "divisor: 1.0e-300")
                    .replace("padding: 2", "padding: -1")
                    .replace("rectified: true", "rectified: maybe")
                    .replace("threshold: 50", "threshold: high")
                    .replace("stride: 2", "stride: 0")
                    .replace("padding: 1}", "padding: 3}")
                    .replace("[0.15, 0.12]", "[0.15, 1.5, ~]")
                    .replace(
                        "maxRate: 0.2, fullIntensity: 40.5, seed: 11",
                        "maxRate: 1.5, fullIntensity: -1, seed: lucky, rate: 1")
                    .replace("border: 2", "border: 9999")))
        .containsExactlyInAnyOrder(
            "encoding.rectified is \"maybe\", must be true or false",
            "encoding.threshold is \"high\", not a number",
            "encoding.poisson.seed is \"lucky\", not a number",
            "unknown field encoding.poisson.rate; known are maxRate, fullIntensity, seed",
            "encoding.filters[0].dog.window is 4, must be odd",
            "encoding.filters[0].dog.threshold is -1.0, must be 0 or more",
            "encoding.filters[1].gabor: with these values the filter would be empty",
            "encoding.padding is -1, must be 0 to 4096",
            "encoding.pool.stride is 0, must be 1 to 4096",
            "encoding.pool.padding is 3, must be 0 to 2",
            "encoding.lateralInhibition[1] is 1.5, must be 0 to 1",
            "encoding.lateralInhibition[2] is missing",
            "encoding.poisson.maxRate is 1.5, must be above 0 and at most 1",
            "encoding.poisson.fullIntensity is -1.0, must be positive,"
                + " or 0 for each image's strongest",
            "encoding.border is 9999, must be 0 to 4096");
  }

  @Test
  void ofPoissonCodingOnlyTheRateIsNeeded() {
    String steps = "steps: 15";
    NetworkSpec spec = spec(PLAIN.replace(steps, steps + "\n  poisson: {maxRate: 1}"));

    assertThat(spec.encoding().poisson()).isEqualTo(new PoissonSpec(1, 0, 0));
    assertThat(NetworkSpec.parse("copy", spec.toYaml())).isEqualTo(spec);
    assertThat(problems(PLAIN.replace(steps, steps + "\n  poisson: {seed: 1}")))
        .containsExactly("encoding.poisson.maxRate is 0.0, must be above 0 and at most 1");
    String notNumbers = "\n  poisson: {maxRate: NaN, fullIntensity: 1.0e+60}";
    assertThat(problems(PLAIN.replace(steps, steps + notNumbers)))
        .containsExactlyInAnyOrder(
            "encoding.poisson.maxRate is \"NaN\", not a number",
            "encoding.poisson.fullIntensity is 1.0E60, too large a number");
  }

  @Test
  void emptyFiltersArePixelsButMissingOnesAMistake() {
    String filters = "filters: [dog: {window: 3, sigma1: 0.5, sigma2: 1}]";

    assertThat(spec(PLAIN.replace(filters, "filters: []")).encoding().filters()).isEmpty();
    assertThat(problems(PLAIN.replace(filters, "padding: 0")))
        .containsExactly("encoding.filters is missing; [] codes the pixels themselves");
    assertThat(problems(PLAIN.replace(filters, "filters: [~]")))
        .containsExactly("encoding.filters[0] is missing");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertThat(problems(PLAIN.replace("window: 3", "window: 31")))
        .singleElement()
        .asString()
        .startsWith("encoding: a window of 31x31");
    assertThat(problems(PLAIN.replace("steps: 15", "steps: 15\n  pool: {window: 40, stride: 1}")))
        .singleElement()
        .asString()
        .startsWith("encoding: a window of 40x40");
  }

  @Test
  void filtersTimesPlanesTimesSizeHaveALimit() {
    String large =
        PLAIN.replace("{height: 28, width: 28}", "{height: 4096, width: 4096, channels: colour}");

    assertThat(problems(large.replace("]\n", ", dog: {window: 3, sigma1: 1, sigma2: 0.5}]\n")))
        .containsExactly("encoding: a shape of 6x4094x4094 exceeds the limit of 67108864 neurons");
  }

  @Test
  void windowsOfEventsAreReadAndWritten() {
    NetworkSpec plain =
        spec("input: {height: 34, width: 34, events: {window: 5000}}\nencoding: {steps: 15}\n");

    assertThat(plain.input())
        .isEqualTo(
            new InputSpec(
                34, 34, new EventsSpec(5000, 1, 5000, Polarity.SEPARATE, Clock.TIME, 0, 0)));
    assertThat(plain.encoding().output(plain.input())).isEqualTo(new Shape(2, 34, 34));
    assertThat(NetworkSpec.parse("again", plain.toYaml())).isEqualTo(plain);

    NetworkSpec all =
        spec(
            """
            input:
              height: 34
              width: 34
              crop: {height: 100, width: 100}
              misfit: resize
              events: {window: 6000, slices: 3, slide: 4000, polarity: "on", clock: count, refractory: 5, support: 7}
            encoding: {steps: 15}
            """);

    assertThat(all.input().events())
        .isEqualTo(new EventsSpec(6000, 3, 4000, Polarity.ON, Clock.COUNT, 5, 7));
    assertThat(all.encoding().output(all.input())).isEqualTo(new Shape(3, 34, 34));
    assertThat(NetworkSpec.parse("again", all.toYaml())).isEqualTo(all);
  }

  @Test
  void mistakesInWindowsAreAllTold() {
    assertThat(
            problems(
                """
                input: {height: 34, width: 34, channels: colour, events: {window: 5000, slices: 3, refractory: -1, support: -1}}
                encoding: {filters: [], padding: 2, steps: 15}
                """))
        .containsExactly(
            "input.events.refractory is -1, must be 0 to 1073741824",
            "input.events.support is -1, must be 0 to 1073741824",
            "input.events.window is 5000, must be a whole number for each of 3 slices",
            "input.channels is colour, but events have no colours: leave it out",
            "encoding has stages for images; where input.events is given, only steps can be");
    assertThat(
            problems(
                """
                input: {height: 34, width: 34, events: {window: 6000, slices: 3, slide: 3000}}
                encoding: {steps: 15}
                """))
        .containsExactly(
            "input.events.slide is 3000, must be a whole number of slices of 2000, at most the"
                + " window of 6000");
  }
}
