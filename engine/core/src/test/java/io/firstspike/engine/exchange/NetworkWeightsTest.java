package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.model.Model;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.DeltaSpec;
import io.firstspike.engine.spec.NetworkSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkWeightsTest {

  /** A spec with a small decision layer, for speed. */
  private static final NetworkSpec SPEC =
      NetworkSpec.load("mozafari-2019").toBuilder().decision(d -> d.neuronsPerLabel(1)).build();

  private static final Network NETWORK = Network.fresh(SPEC, 3);

  @TempDir private Path folder;

  @Test
  void aNetworkComesBackThroughEveryKindOfFile() {
    Map<String, NumericArray> arrays = NetworkWeights.of(NETWORK).arrays();
    Npz.write(folder.resolve("w.npz"), arrays);
    ArrayFiles.writeNpy(folder.resolve("npy"), arrays);
    ArrayFiles.writeText(folder.resolve("text"), arrays);

    assertThat(arrays).containsOnlyKeys("S1", "S2", "S3");
    for (String file : new String[] {"w.npz", "npy", "text"}) {
      Map<String, NumericArray> read = ArrayFiles.read(folder.resolve(file));
      Network network = NetworkWeights.of(file, read).network(SPEC);
      assertThat(fingerprint(network)).as(file).isEqualTo(fingerprint(NETWORK));
    }
  }

  @Test
  void foreignNamesAreGivenToLayers() {
    Map<String, NumericArray> foreign = renamed(Map.of("S1", "conv1.weight", "S3", "fc"));

    Network network =
        NetworkWeights.of("w.npz", foreign)
            .renamed(Map.of("conv1.weight", "S1", "fc", "S3"))
            .network(SPEC);

    assertThat(fingerprint(network)).isEqualTo(fingerprint(NETWORK));
  }

  @Test
  void aDecisionLayerThatIsMissingHasItsFirstWeights() {
    Map<String, NumericArray> features = NetworkWeights.of(NETWORK).arrays();
    features.remove("S3");
    NetworkWeights weights = NetworkWeights.of("w.npz", features);

    float[][][] made = weights.network(SPEC, 8).weights().toArrays();

    assertThat(made[0]).isDeepEqualTo(NETWORK.weights().rows(0));
    assertThat(made[1]).isDeepEqualTo(NETWORK.weights().rows(1));
    assertThat(made[2]).isDeepEqualTo(Network.fresh(SPEC, 8).weights().rows(2));
    assertThatThrownBy(() -> weights.network(SPEC))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("no array for layer S3 [10, 250, 5, 5]");
  }

  @Test
  void missingAndSurplusArraysAreToldTogether() {
    NetworkWeights weights = NetworkWeights.of("w.npz", renamed(Map.of("S2", "conv2.weight")));

    assertThatThrownBy(() -> weights.network(SPEC, 1))
        .isInstanceOf(FormatException.class)
        .hasMessage(
            "w.npz does not fit mozafari-2019: no array for layer S2 [250, 30, 3, 3]; no layer for"
                + " array conv2.weight [250, 30, 3, 3]; rename arrays after their layers S1, S2,"
                + " S3, or ignore those of no layer");
  }

  @Test
  void ofManySurplusArraysSomeAreNamed() {
    Map<String, NumericArray> arrays = NetworkWeights.of(NETWORK).arrays();
    for (int i = 0; i < 30; i++) {
      arrays.put("stdp1.ltp_" + i, NumericArray.of(new float[] {0.004f}, 1));
    }
    NetworkWeights weights = NetworkWeights.of("w.npz", arrays);

    assertThatThrownBy(() -> weights.network(SPEC))
        .hasMessageContaining("stdp1.ltp_7 [1] and 22 more; ");
  }

  @Test
  void anArrayOfTheWrongSizeIsCalledWhatTheFileCallsIt() {
    Map<String, NumericArray> arrays = renamed(Map.of("S1", "conv1.weight"));
    arrays.put("conv1.weight", NumericArray.of(new float[30 * 6 * 9], 30, 6, 3, 3));
    NetworkWeights weights =
        NetworkWeights.of("w.npz", arrays).renamed(Map.of("conv1.weight", "S1"));

    assertThatThrownBy(() -> weights.network(SPEC))
        .isInstanceOf(FormatException.class)
        .hasMessageStartingWith("w.npz!conv1.weight is an array of [30, 6, 3, 3]; the layer needs")
        .hasMessageContaining("[30, 6, 5, 5]");
  }

  @Test
  void namesThatCannotBeGivenAreRefused() {
    NetworkWeights weights = NetworkWeights.of(NETWORK);

    assertThatThrownBy(() -> weights.renamed(Map.of("s1", "S1")))
        .isInstanceOf(FormatException.class)
        .hasMessage("mozafari-2019 has no array s1 to rename; it has S1, S2, S3: did you mean S1?");
    assertThatThrownBy(() -> weights.renamed(Map.of("S1", "S2")))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("two arrays for S2");
  }

  @Test
  void anAveragedDecisionLayerHasOneArray() {
    NetworkSpec averaged = SPEC.toBuilder().decision(d -> d.averaged(true)).build();
    Network network = Network.of(averaged, Network.fresh(averaged, 3).weights().toArrays());

    NetworkWeights weights = NetworkWeights.of(network);

    assertThat(weights.arrays()).containsOnlyKeys("S1", "S2", "S3");
    assertThat(fingerprint(weights.network(averaged))).isEqualTo(fingerprint(network));
  }

  @Test
  void averagesOverTheLatestLabelsBeginWithTheWeights() {
    NetworkSpec spec =
        SPEC.toBuilder()
            .decision(
                d ->
                    d.neuronsPerLabel(1)
                        .kernel(0)
                        .padding(0)
                        .rule(new DeltaSpec(8, 10, null, true))
                        .averageOver(100))
            .build();
    Network network = Network.fresh(spec, 3);

    NetworkWeights weights = NetworkWeights.of(network);

    assertThat(weights.arrays()).containsOnlyKeys("S1", "S2", "S3");
    assertThat(fingerprint(weights.network(spec))).isEqualTo(fingerprint(network));
  }

  private static Map<String, NumericArray> renamed(Map<String, String> names) {
    Map<String, NumericArray> renamed = new LinkedHashMap<>();
    NetworkWeights.of(NETWORK)
        .arrays()
        .forEach((name, array) -> renamed.put(names.getOrDefault(name, name), array));
    return renamed;
  }

  private static String fingerprint(Network network) {
    return Model.fingerprint(network.weights());
  }
}
