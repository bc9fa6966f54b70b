package io.firstspike.engine.stepped.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.mistake.SpecException;
import io.firstspike.engine.spike.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientSpecTest {

  private static final String SPEC =
      """
      name: small
      input: {height: 9, width: 8}
      steps: 3
      layers:
        - convolution: {maps: 3, kernel: 3, padding: 1}
        - pooling: {window: 2}
        - normalisation: {}
        - neurons: {tau: 2}
        - linear: {outputs: 2}
        - neurons: {}
      decision: {labels: [a, b]}
      training: {epochs: 2, batch: 10, rate: 0.01}
      """;

  @ParameterizedTest
  @ValueSource(strings = {"lif-cnn", "lif-cnn-fashion"})
  void shippedSpecsAreValidAndCalledLikeTheirFiles(String name) {
    assertThat(GradientSpec.is(name)).isTrue();
    assertThat(GradientSpec.load(name, NetworkLimit.DEFAULT).name()).isEqualTo(name);
  }

  @Test
  void filesWithLayersAreSuchSpecs(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("small.yaml"), SPEC);
    assertThat(GradientSpec.is(file.toString())).isTrue();
    assertThat(GradientSpec.load(file.toString(), NetworkLimit.DEFAULT).steps()).isEqualTo(3);
    Path other = Files.writeString(folder.resolve("other.yaml"), "name: other\nfeatures: []\n");
    assertThat(GradientSpec.is(other.toString())).isFalse();
    assertThat(GradientSpec.is("firstspike-2026")).isFalse();
  }

  @Test
  void whatIsLeftOutHasDefaults() {
    GradientSpec spec = parse(SPEC);
    assertThat(spec.shapes().get(2)).isEqualTo(new Shape(3, 4, 4));
    assertThat(spec.normalised(0)).isTrue();
    assertThat(spec.normalised(4)).isFalse();
    assertThat(spec.flat(3)).isFalse();
    assertThat(spec.flat(5)).isTrue();
    assertThat(spec.layers().get(5))
        .isEqualTo(new LayerSpec.Neurons(null, 1.0, LayerSpec.Reset.HARD));
    assertThat(spec.training())
        .isEqualTo(
            new GradientTraining(
                2, 10, 0.01, SpikeLoss.COUNT, Surrogate.ARCTAN, 1.0, true, 0, false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tau: 2|tau: 1|tau is 1.0, must be above 1",
        "outputs: 2|outputs: 3|the last layer has 3 outputs, and decision.labels are 2",
        "kernel: 3|kernel: 0|kernel is 0, must be 1 to 255",
        "window: 2|window: 10|layers[1]: its window of 10 does not fit into 9 cells",
        "- pooling: {window: 2}|- neurons: {}|layers[2] is a normalisation, which is to follow",
        "- neurons: {}|- dropout: {share: 0.5}|the last of layers is to be neurons",
        "outputs: 2|outputs: 2, bias: 1|unknown field layers[4].bias; known are outputs",
        "rate: 0.01|rate: 0|rate is 0.0, must be",
        "rate: 0.01|rate: 0.01, loss: potential|go together",
        "labels: [a, b]|labels: [a, a]|labels are to be two or more, each another",
        "steps: 3|steps: 0|steps is 0, must be 1 to",
        "epochs: 2|epochs: much|training.epochs"
      })
  void mistakesAreNamed(String right, String wrong, String told) {
    assertThatThrownBy(() -> parse(SPEC.replace(right, wrong)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining(told);
  }

  @Test
  void sizesAreCheckedBeforeAnythingIsMade() {
    assertThatThrownBy(() -> GradientSpec.parse("small", SPEC, new NetworkLimit(100)))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("more than the limit of 100", "--max-weights");
  }

  private static GradientSpec parse(String yaml) {
    return GradientSpec.parse("small", yaml, NetworkLimit.DEFAULT);
  }
}
