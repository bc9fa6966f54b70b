package io.firstspike.engine.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.EncodingSpec.PoissonSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedStimuliTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");
  private static final Network NETWORK = Network.fresh(SPEC, 3);
  private static final LabelledImages STROKES = new Strokes(30);

  @TempDir private Path folder;
  private final Workers workers = new Workers(2);

  @AfterEach
  void close() {
    workers.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theSecondRunComputesNothingAndSeesTheSame(int layers) {
    List<Volley> plain = new ArrayList<>();
    Classifier classifier = new Classifier(NETWORK);
    for (int i = 0; i < STROKES.size(); i++) {
      Volley encoded = classifier.encode(STROKES.image(i));
      plain.add(layers == 2 ? classifier.evidence(encoded) : classifier.features(encoded, layers));
    }
    try (EncodedStimuli memory =
        EncodedStimuli.inMemory(Backends.cpu(), NETWORK, STROKES, layers)) {
      assertThat(all(memory)).isEqualTo(plain);
      assertThat(all(memory)).isEqualTo(plain);
      assertThat(memory.computed()).isEqualTo(30);
    }
    try (EncodedStimuli first = inFolder(NETWORK, STROKES, layers)) {
      assertThat(all(first)).isEqualTo(plain);
      assertThat(all(first)).isEqualTo(plain);
      assertThat(first.computed()).isEqualTo(30);
    }
    try (EncodedStimuli second = inFolder(NETWORK, STROKES, layers)) {
      assertThat(all(second)).isEqualTo(plain);
      assertThat(second.computed()).isZero();
    }
  }

  @Test
  void aRunGoesOnWhereAShorterOneEnded() {
    try (EncodedStimuli first = inFolder(NETWORK, STROKES, 0)) {
      first.volley(29);
      first.volley(7);
    }
    try (EncodedStimuli second = inFolder(NETWORK, STROKES, 0)) {
      all(second);
      assertThat(second.computed()).isEqualTo(28);
    }
    try (EncodedStimuli third = inFolder(NETWORK, STROKES, 0)) {
      assertThat(all(third))
          .isEqualTo(all(EncodedStimuli.inMemory(Backends.cpu(), NETWORK, STROKES, 0)));
      assertThat(third.computed()).isZero();
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  void otherImagesSpecsAndWeightsHaveFilesOfTheirOwn() {
    fill(NETWORK, STROKES, 0);
    fill(NETWORK, new Strokes(31), 0);
    NetworkSpec finer = SPEC.toBuilder().encoding(e -> e.steps(14)).build();
    assertThat(finer.encoding()).isNotEqualTo(SPEC.encoding());
    fill(Network.fresh(finer, 3), STROKES, 0);
    assertThat(files()).hasSize(3);

    // Encoded images do not depend on weights and schedules; the output of layers does.
    fill(Network.fresh(SPEC.withSchedule(Map.of("S1", 9L)), 4), STROKES, 0);
    assertThat(files()).hasSize(3);
    fill(NETWORK, STROKES, 1);
    fill(Network.fresh(SPEC, 4), STROKES, 1);
    fill(NETWORK, STROKES, 2);
    assertThat(files()).hasSize(6);

    // The input of the decision layer, and whether it is timed, matter too; its rule does not.
    fill(like(d -> d.threshold(20f)), STROKES, 2);
    fill(like(d -> d.inputs(List.of("S1"))), STROKES, 2);
    assertThat(files()).hasSize(8);
    fill(like(d -> d.neuronsPerLabel(2)), STROKES, 2);
    assertThat(files()).hasSize(8);
  }

  @Test
  void everyCodingHasAFileOfItsOwn() {
    PoissonSpec[] codings = {
      null,
      new PoissonSpec(0.2, 0, 1),
      new PoissonSpec(0.2, 0, 2),
      new PoissonSpec(0.3, 0, 1),
      new PoissonSpec(0.2, 5, 1)
    };
    for (PoissonSpec coding : codings) {
      NetworkSpec coded = SPEC.toBuilder().encoding(e -> e.poisson(coding)).build();
      fill(Network.fresh(coded, 3), STROKES, 0);
    }
    assertThat(files()).hasSize(5);
  }

  @Test
  void aFileOfOtherImagesIsRefusedUnderAnyName() throws IOException {
    fill(NETWORK, STROKES, 0);
    Path file = files().get(0);
    Path kept = Files.move(file, folder.resolve("kept"));
    fill(NETWORK, new Strokes(31), 0);
    Path other = files().stream().filter(path -> !path.equals(kept)).findFirst().orElseThrow();
    Files.move(other, file);

    assertThatThrownBy(() -> fill(NETWORK, STROKES, 0))
        .isInstanceOf(VolleyCacheException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("was made from other images, by another network")
        .hasMessageContaining("delete it");
  }

  @Test
  void aFileOfAnotherBuildIsRefused() throws IOException {
    fill(NETWORK, STROKES, 0);
    Path file = files().get(0);
    byte[] fingerprint = Arrays.copyOfRange(Files.readAllBytes(file), 12, 44);
    Files.delete(file);
    try (VolleyFile otherwise =
        VolleyFile.open(file, fingerprint, 30, NETWORK.convolution(0).input())) {
      otherwise.keep(4, new Classifier(NETWORK).encode(STROKES.image(5)));
    }

    assertThatThrownBy(() -> inFolder(NETWORK, STROKES, 0))
        .isInstanceOf(VolleyCacheException.class)
        .hasMessageContaining("was made by another build");
  }

  @Test
  void anImageThatFailsIsNamed() {
    LabelledImages odd =
        new MadeUpImages(
            5, i -> i == 3 ? Image.grey(2, 2, new byte[4]) : STROKES.image(i), i -> "0");
    try (EncodedStimuli encoded = EncodedStimuli.inMemory(Backends.cpu(), NETWORK, odd, 0)) {
      encoded.volley(2);
      assertThatThrownBy(() -> encoded.volley(3))
          .isInstanceOf(ExampleException.class)
          .hasMessageStartingWith("example 3: an image of 2x2 grey");
    }
    assertThatThrownBy(() -> EncodedStimuli.inMemory(Backends.cpu(), NETWORK, odd, 3))
        .hasMessageContaining("has 2 feature layers, not 3");
  }

  /** A network with the same features and another decision layer. */
  private static Network like(UnaryOperator<DecisionSpec.Builder> decision) {
    NetworkSpec spec = SPEC.toBuilder().decision(decision).build();
    assertThat(spec.decision()).isNotEqualTo(SPEC.decision());
    Network network = Network.fresh(spec, 3);
    for (int layer = 0; layer < 2; layer++) {
      for (int map = 0; map < NETWORK.convolution(layer).output().maps(); map++) {
        network.weights().setRow(layer, map, NETWORK.weights().row(layer, map));
      }
    }
    return network;
  }

  private EncodedStimuli inFolder(Network network, LabelledImages images, int layers) {
    return EncodedStimuli.inFolder(folder, Backends.cpu(), network, images, layers, workers);
  }

  private void fill(Network network, LabelledImages images, int layers) {
    try (EncodedStimuli encoded = inFolder(network, images, layers)) {
      all(encoded);
    }
  }

  private static List<Volley> all(EncodedStimuli encoded) {
    List<Volley> volleys = new ArrayList<>();
    for (int i = 0; i < encoded.size(); i++) {
      volleys.add(encoded.volley(i));
    }
    return volleys;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
