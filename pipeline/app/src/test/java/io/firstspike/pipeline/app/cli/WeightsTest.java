package io.firstspike.pipeline.app.cli;

import static io.firstspike.pipeline.app.cli.Cli.succeed;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.firstspike.engine.model.Model;
import io.firstspike.engine.model.ModelFile;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.SmallMnist;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsTest {

  @TempDir private Path folder;

  private String network;

  @BeforeEach
  void writeSpec() throws IOException {
    network = SmallNetwork.write(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.npz", "arrays", "arrays --text"})
  void what_goes_out_and_comes_in_again_decides_the_same(String target) throws IOException {
    String data = SmallMnist.idx(folder, 60, 40).toString();
    succeed("train", "--network", network, "--data", data, "--model-out", file("a.fspk"));
    String[] out = target.split(" ", 2);

    List<String> export = new ArrayList<>(List.of("weights", "export", "--model", file("a.fspk")));
    export.addAll(List.of("--out", file(out[0])));
    export.addAll(List.of(out).subList(1, out.length));
    Cli exported = succeed(export.toArray(String[]::new));
    Cli imported = bring("--weights", file(out[0]));

    assertThat(exported.out()).contains("S1", "[4, 2, 5, 5]", "S2", "[10, 4, 7, 7]");
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("imported, frozen", "model written to");
    Model model = ModelFile.read(folder.resolve("b.fspk"));
    assertThat(model.fingerprint())
        .isEqualTo(ModelFile.read(folder.resolve("a.fspk")).fingerprint());
    assertThat(model.spec()).isEqualTo(NetworkSpec.load(network));
    assertThat(model.progress().deciding(model.spec())).isTrue();
    assertThat(model.progress().featureFrames()).isZero();
    assertThat(model.provenance().data()).isEqualTo("weights imported from " + file(out[0]));
    assertThat(confusion("b", data)).isEqualTo(confusion("a", data));
  }

  /** Imports a file with the first layer as float64 in Fortran order, and an array of no layer. */
  @Test
  void a_file_of_numpy_makes_frozen_features_with_a_fresh_decision_layer() throws IOException {
    Cli imported = bring("--weights", numpy(), "--rename", "conv1.weight=S1", "--ignore-others");

    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out())
        .contains("imported, frozen", "first weights, of seed 5: the file has none")
        .contains("passed over, for no layer: stdp1.ltp_0");
    Model model = ModelFile.read(folder.resolve("b.fspk"));
    float[][][] first = Network.fresh(NetworkSpec.load(network), 5).weights().toArrays();
    assertThat(model.weights()[1]).isDeepEqualTo(first[1]);
    for (int map = 0; map < 4; map++) {
      for (int i = 0; i < 50; i++) {
        int formula = 7 * map + 5 * (i / 25) + 3 * (i % 25 / 5) + i % 5;
        assertThat(model.weights()[0][map][i]).isEqualTo(formula % 11 / 8f);
      }
    }
    assertThat(model.provenance().data())
        .contains("numpy.npz, conv1.weight as S1, S2 from first weights");
    String data = SmallMnist.idx(folder, 30, 20).toString();
    Cli trained = succeed("train", "--data", data, "--model-in", file("b.fspk"));
    assertThat(trained.err()).contains("S2: 30 of 30").doesNotContain("S1:");
  }

  /** Imports a file with other arrays as in PyTorch's state: counters, names, half precision. */
  @Test
  void others_that_cannot_be_read_are_passed_over_and_named() throws IOException {
    String data = SmallMnist.idx(folder, 60, 40).toString();
    succeed("train", "--network", network, "--data", data, "--model-out", file("a.fspk"));
    String arrays = file("arrays");
    succeed("weights", "export", "--model", file("a.fspk"), "--out", arrays);
    Files.writeString(folder.resolve("arrays/names.npy"), "no NumPy array");
    Files.writeString(folder.resolve("arrays/README.txt"), "to whom it may concern");

    Cli refused = bring("--weights", arrays);
    Cli imported = bring("--weights", arrays, "--ignore-others");

    assertThat(refused.code()).isEqualTo(2);
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.out()).contains("passed over, for no layer: README, names");
    assertThat(ModelFile.read(folder.resolve("b.fspk")).fingerprint())
        .isEqualTo(ModelFile.read(folder.resolve("a.fspk")).fingerprint());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          weights import --network NET --weights NUMPY --model-out OUT | no array for layer S1 [4, 2, 5, 5]; no layer for array conv1.weight [4, 2, 5, 5], stdp1.ltp_0 [1]; rename
          weights import --network NET --weights NUMPY --rename conv2=S1 --model-out OUT | has no array conv2 to rename; it has conv1.weight, stdp1.ltp_0
          weights import --network NET --weights NUMPY --rename conv1.weight=S2,stdp1.ltp_0=S1 --model-out OUT | !stdp1.ltp_0 is an array of [1]; the layer needs (map, input map, row, column) [4, 2, 5, 5]
          weights import --network NET --weights NUMPY --rename conv1.weight=S1,stdp1.ltp_0=S9 --ignore-others --model-out OUT | no layer for array S9 [1]
          weights import --network NET --weights NUMPY --rename conv2=S1 --ignore-others --model-out OUT | has no array conv2 to rename; of no layer are [conv1.weight, stdp1.ltp_0]
          weights import --network NET --weights /no/such/file --model-out OUT | /no/such/file does not exist
          weights import --network NET --weights NET --model-out OUT | cannot be read as .npz
          weights import --network NET --weights NUMPY --model-out /no/such/folder/m | there is no folder /no/such/folder
          weights export --model /no/such/model --out OUT | does not exist
          weights export --model NET --out w.npz --text | --text writes a folder of files; w.npz is a .npz file
          weights export --model NET --out NET | is a file; name a folder
          weights | weights: export or import?
          """)
  void bad_input_ends_with_one_line_and_code_2(String arguments, String message) {
    Cli ended =
        Cli.run(
            arguments
                .replace("NET", network)
                .replace("NUMPY", numpy())
                .replace("OUT", file("out"))
                .split(" "));

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.errorLines()).singleElement().asString().contains(message);
    assertThat(ended.out()).isEmpty();
  }

  private Cli bring(String... options) {
    List<String> arguments = new ArrayList<>(List.of("weights", "import", "--network", network));
    arguments.addAll(List.of(options));
    arguments.addAll(List.of("--model-out", file("b.fspk")));
    return Cli.run(arguments.toArray(String[]::new));
  }

  private JsonNode confusion(String model, String data) throws IOException {
    String report = file(model + ".json");
    succeed("evaluate", "--model", file(model + ".fspk"), "--data", data, "--report", report);
    return new ObjectMapper().readTree(Path.of(report).toFile()).get("confusion");
  }

  private static String numpy() {
    try {
      return Path.of(WeightsTest.class.getResource("numpy.npz").toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }
}
