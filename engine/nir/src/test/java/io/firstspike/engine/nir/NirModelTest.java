package io.firstspike.engine.nir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.stepped.graph.GraphException;
import io.firstspike.engine.stepped.network.ReadOut;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NirModelTest {

  @TempDir Path folder;

  private static RunSettings settings(List<String> labels) {
    return new RunSettings(
        0.001, ReadOut.COUNT, labels, new FrameCoding(FrameCoding.Kind.RATE, 30, 0.5f, 7), 10_000);
  }

  @Test
  void aModelIsReadAsWritten() {
    NirModel model =
        NirModel.of(
            Published.graph("two_lif_neurons.nir"),
            settings(List.of("yes")),
            "two_lif_neurons.nir");
    Path file = folder.resolve("model.nir");
    model.write(file);
    assertThat(NirModel.read(file, NetworkLimit.DEFAULT)).isEqualTo(model);
    assertThat(NirFile.read(file, NetworkLimit.DEFAULT).graph()).isEqualTo(model.graph());
  }

  /** Models that were written before there were two kinds of reset are still whole. */
  @Test
  void theDigestOfAGraphStays() {
    assertThat(GraphDigest.sha256(Published.graph("cnn_sinabs.nir")))
        .isEqualTo("97c86d81fc44bd21ec2a62cf788637d9bb01ae880ed6970e124df3a933330674");
  }

  @Test
  void thereIsALabelForEachOutput() {
    NirModel model =
        NirModel.of(Published.graph("two_lif_neurons.nir"), settings(List.of("a", "b")), "");
    assertThatThrownBy(() -> model.network(NetworkLimit.DEFAULT))
        .isInstanceOf(GraphException.class)
        .hasMessageContainingAll("1 elements", "2 labels", "--labels");
  }

  @Test
  void aGraphWithoutSettingsIsNoModel() {
    assertThatThrownBy(
            () -> NirModel.read(Published.file("two_lif_neurons.nir"), NetworkLimit.DEFAULT))
        .isInstanceOf(NirException.class)
        .hasMessageContaining("firstspike import");
  }

  @Test
  void aModelThatWasChangedIsRefused() throws IOException {
    Path file = folder.resolve("model.nir");
    NirModel.of(Published.graph("two_lif_neurons.nir"), settings(List.of("yes")), "").write(file);
    NirGraph written = NirFile.read(file, NetworkLimit.DEFAULT);
    NirFile.write(file, NirGraph.of(Published.graph("lif_norse.nir"), written.metadata()));
    assertThatThrownBy(() -> NirModel.read(file, NetworkLimit.DEFAULT))
        .isInstanceOf(NirException.class)
        .hasMessageContaining("changed after it was imported");
    String later =
        written.metadata().get(NirModel.METADATA).replace("\"version\":1", "\"version\":2");
    NirFile.write(file, NirGraph.of(written.graph(), Map.of(NirModel.METADATA, later)));
    assertThatThrownBy(() -> NirModel.read(file, NetworkLimit.DEFAULT))
        .hasMessageContaining("version 2");
    assertThat(Files.size(file)).isPositive();
  }
}
