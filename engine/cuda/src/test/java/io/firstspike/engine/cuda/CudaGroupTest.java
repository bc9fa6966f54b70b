package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.NetworkGroup;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several networks on one device decide as each of them alone, bit by bit. */
class CudaGroupTest {

  private static final int LAUNCH_FAILED = 719;
  private static final int BATCH = 8;
  private static final NetworkSpec SPEC =
      NetworkSpec.load("firstspike-2026").toBuilder().feature("S1", f -> f.maps(12)).build();

  /** Decides by first spikes, and so reads time steps. */
  private static final NetworkSpec TIMED = NetworkSpec.load("mozafari-2018");

  /** With labels of its own, but the features of {@link #SPEC}. */
  private static final NetworkSpec FEWER_LABELS =
      SPEC.toBuilder().decision(d -> d.labels(List.of("0", "1", "2"))).build();

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  /** A network of {@code spec} with the features of {@code other}. */
  private static Network withFeaturesOf(Network other, NetworkSpec spec, long seed) {
    Network network = ShippedNetworks.withFrozenFeatures(spec, seed);
    for (int layer = 0; layer < spec.features().size(); layer++) {
      for (int map = 0; map < spec.features().get(layer).maps(); map++) {
        network.weights().setRow(layer, map, other.weights().row(layer, map));
      }
    }
    return network;
  }

  private static List<Network> networks() {
    Network first = ShippedNetworks.withFrozenFeatures(SPEC, 1);
    return List.of(
        first,
        withFeaturesOf(first, SPEC, 2),
        withFeaturesOf(first, FEWER_LABELS, 3),
        ShippedNetworks.withFrozenFeatures(SPEC, 4));
  }

  /** Images by turns for the networks, in no regular order. */
  private static List<Network> asked(List<Network> networks, int count) {
    List<Network> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      asked.add(networks.get((i * i + i / 3) % networks.size()));
    }
    return asked;
  }

  private static List<Decision> alone(List<Network> asked, List<Image> images) {
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      decisions.add(new Classifier(asked.get(i)).classify(images.get(i)));
    }
    return decisions;
  }

  private static Backend small() {
    return new CudaBackend().with("memory=128m");
  }

  @Test
  void eachNetworkDecidesAsItDoesAlone() {
    List<Network> networks = networks();
    assertThat(networks.subList(0, 3)).doesNotContain(networks.get(3));
    // The last batch is larger than the usual one.
    for (int count : new int[] {1, 7, 0, 21}) {
      List<Network> asked = asked(networks, count);
      List<Image> images = ShippedNetworks.images(SPEC, count);
      try (NetworkGroup group = small().group(BATCH)) {
        networks.forEach(group::add);
        assertThat(group.classify(asked, images)).isEqualTo(alone(asked, images));
      }
    }
    assertThat(Shim.allocated()).isZero();
  }

  @Test
  void equalFeaturesAreKeptOnceAndComputedOnceForAllOfThem() {
    List<Network> networks = networks();
    long features = 4L * 32 * networks.get(0).convolution(0).fan();
    try (NetworkGroup group = small().group(BATCH)) {
      group.add(networks.get(0));
      long one = Shim.allocated();
      group.add(networks.get(1));
      long two = Shim.allocated();
      // All else that it needs is its own decision layer.
      assertThat(two - one).isEqualTo(one - features);
      List<Network> asked = asked(networks.subList(0, 2), 6);
      group.classify(asked, ShippedNetworks.images(SPEC, 6));
      assertThat(Shim.launches("fs_encode_few")).isEqualTo(1);
      group.remove(networks.get(0));
      List<Network> second = asked(networks.subList(1, 2), 6);
      List<Image> images = ShippedNetworks.images(SPEC, 6);
      assertThat(group.classify(second, images)).isEqualTo(alone(second, images));
      assertThatThrownBy(() -> group.classify(asked, images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not in the group");
      group.remove(networks.get(1));
      assertThat(Shim.allocated()).isZero();
    }
  }

  @Test
  void networksOfAnyOtherSpecHaveTheirPlaceInTheSameGroup() {
    Network timed = ShippedNetworks.withFrozenFeatures(TIMED, 1);
    Network other = ShippedNetworks.withFrozenFeatures(SPEC, 2);
    List<Network> asked = List.of(timed, other, timed);
    List<Image> images =
        List.of(
            ShippedNetworks.images(TIMED, 2).get(0),
            ShippedNetworks.images(SPEC, 1).get(0),
            ShippedNetworks.images(TIMED, 2).get(1));
    try (NetworkGroup group = small().group(BATCH)) {
      group.add(timed);
      group.add(other);
      assertThat(group.classify(asked, images)).isEqualTo(alone(asked, images));
    }
  }

  @Test
  void whereMemoryIsShortPartsBecomeSmaller() {
    List<Network> networks = networks();
    List<Network> asked = asked(networks, 20);
    List<Image> images = ShippedNetworks.images(SPEC, 20);
    try (NetworkGroup group = new CudaBackend().with("memory=2m").group(4096)) {
      networks.forEach(group::add);
      assertThat(group.classify(asked, images)).isEqualTo(alone(asked, images));
      assertThat(Shim.allocated()).isLessThanOrEqualTo(2L << 20);
    }
  }

  @Test
  void aFailureIsTheUsersByNameAndTheProcessorsByAuto() {
    List<Network> networks = networks();
    List<Network> asked = asked(networks, 5);
    List<Image> images = ShippedNetworks.images(SPEC, 5);
    try (NetworkGroup group = small().group(BATCH)) {
      networks.forEach(group::add);
      Shim.fail("cuLaunchKernel", LAUNCH_FAILED, 4);
      assertThatThrownBy(() -> group.classify(asked, images))
          .isInstanceOf(BackendFailure.class)
          .hasMessageContaining("719");
    }
    Shim.reset();
    Shim.setMemory(256 << 20);
    try (NetworkGroup group = Backends.usable(Backends.AUTO).group(BATCH)) {
      networks.forEach(group::add);
      Shim.fail("cuLaunchKernel", LAUNCH_FAILED, 4);
      assertThat(group.classify(asked, images)).isEqualTo(alone(asked, images));
      group.remove(networks.get(3));
      assertThat(group.classify(asked.subList(0, 1), images.subList(0, 1))).hasSize(1);
    }
    assertThat(Shim.allocated()).isZero();
  }
}
