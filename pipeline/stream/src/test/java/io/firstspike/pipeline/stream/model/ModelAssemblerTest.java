package io.firstspike.pipeline.stream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import io.firstspike.connectors.topic.ModelManifest;
import io.firstspike.connectors.topic.ModelRow;
import io.firstspike.connectors.topic.ModelUpdate;
import io.firstspike.connectors.topic.ModelUpdateFormat;
import io.firstspike.connectors.topic.Received;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.Provenance;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.network.Progress;
import io.firstspike.engine.spec.NetworkLimit;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.Records;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelAssemblerTest {

  private static final NetworkSpec SPEC = NetworkSpec.load("mozafari-2019");

  private final float[][][] weights = Network.fresh(SPEC, 1).weights().toArrays();
  private final ModelAssembler assembler = new ModelAssembler();

  private Optional<FollowedModel> take(ModelUpdate update) throws MalformedException {
    return assembler.accept(received(update));
  }

  private void takeRows(String modelKey) throws MalformedException {
    for (int layer = 0; layer < weights.length; layer++) {
      for (int map = 0; map < weights[layer].length; map++) {
        assertThat(take(row(modelKey, layer, map))).isEmpty();
      }
    }
  }

  private ModelRow row(String modelKey, int layer, int map) {
    return new ModelRow(modelKey, SPEC.layerName(layer), map, "v", weights[layer][map]);
  }

  private ModelManifest manifest(String modelKey, String version) {
    return new ModelManifest(
        modelKey,
        version,
        SPEC.toYaml(),
        new Provenance("test", 1, "none", 0, 0),
        Progress.start(SPEC, 1),
        Model.fingerprint(weights),
        Map.of("S1", 30, "S2", 250, "S3", 200));
  }

  @Test
  void rowsAndTheirManifestMakeTheModel() throws MalformedException {
    takeRows("a");

    FollowedModel model = take(manifest("a", "v1")).orElseThrow();

    assertThat(model.modelVersion()).isEqualTo("v1");
    assertThat(model.model().spec()).isEqualTo(SPEC);
    assertThat(Model.fingerprint(model.model().weights())).isEqualTo(Model.fingerprint(weights));
  }

  @Test
  void aManifestWhoseRowsAreAheadMakesNoModelAndTheNextOneDoes() throws MalformedException {
    takeRows("a");
    ModelManifest stale = manifest("a", "v1");
    weights[2][199] = new float[weights[2][199].length];
    assertThat(take(row("a", 2, 199))).isEmpty();

    assertThat(take(stale)).isEmpty();
    assertThat(take(manifest("a", "v2"))).isPresent();
  }

  @Test
  void rowsOfAnotherModelAreNoneOfThisOne() throws MalformedException {
    takeRows("a");

    assertThat(take(manifest("b", "v1"))).isEmpty();
  }

  @Test
  void aManifestWithABrokenSpecIsMalformed() {
    ModelManifest good = manifest("a", "v1");
    ModelManifest broken =
        new ModelManifest(
            "a", "v1", "name: x\n", good.provenance(), good.progress(), good.sha256(), good.rows());

    assertThatThrownBy(() -> take(broken))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("network spec of model a");
  }

  @Test
  void modelsAboveTheLimitAreNeitherKeptNorMade() throws MalformedException {
    ModelAssembler small = new ModelAssembler(new NetworkLimit(100), "a"::equals);
    ModelRow most = new ModelRow("a", "S1", 0, "v", new float[200]);
    ModelRow other = new ModelRow("b", "S1", 0, "v", new float[1000]);

    assertThat(small.accept(received(most))).isEmpty();
    assertThat(small.accept(received(most))).isEmpty();
    assertThat(small.accept(received(other))).isEmpty();
    assertThatThrownBy(() -> small.accept(received(new ModelRow("a", "S1", 1, "v", new float[2]))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("202 weights in all, more than twice the limit of 100");
    assertThatThrownBy(() -> small.accept(received(manifest("a", "v"))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more than the limit of 100");
  }

  private static Received received(ModelUpdate update) {
    return Records.received(0, ModelUpdateFormat.encode("models", 1, update));
  }
}
