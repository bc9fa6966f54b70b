package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.backend.Backend;
import io.firstspike.engine.backend.BackendException;
import io.firstspike.engine.backend.BackendFailure;
import io.firstspike.engine.backend.Backends;
import io.firstspike.engine.backend.Inference;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Decision;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a classifier computes, the device computes, bit by bit. */
class CudaInferenceTest {

  private static final int LAUNCH_FAILED = 719;
  private static final int DIGITS = 12;

  /** Windows of events, whose networks have many times the synapses. */
  private static final int WINDOWS = 3;

  static List<String> shipped() {
    return ShippedNetworks.SHIPPED;
  }

  /** The backend with little memory, which the shim is slow to fill. */
  private static Backend small() {
    return new CudaBackend().with("memory=256m");
  }

  @BeforeEach
  void install() {
    Shim.install();
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("shipped")
  void aBatchGivesTheBitsOfAClassifier(String name) {
    NetworkSpec spec = NetworkSpec.load(name);
    for (Network network :
        List.of(Network.fresh(spec, 7), ShippedNetworks.withFrozenFeatures(spec, 8))) {
      Classifier classifier = new Classifier(network);
      List<? extends Stimulus> images =
          ShippedNetworks.stimuli(spec, spec.input().events() == null ? DIGITS : WINDOWS);
      List<Volley> encoded = images.stream().map(classifier::encode).toList();
      List<Volley> evidence = images.stream().map(classifier::evidence).toList();
      List<Decision> decisions = evidence.stream().map(classifier::decide).toList();

      try (Inference inference = small().open(network)) {
        assertThat(inference.encode(images)).isEqualTo(encoded);
        for (int layers = 0; layers <= spec.features().size(); layers++) {
          int count = layers;
          assertThat(inference.features(encoded, layers))
              .isEqualTo(encoded.stream().map(v -> classifier.features(v, count)).toList());
        }
        assertThat(inference.evidence(images)).isEqualTo(evidence);
        assertThat(inference.decide(evidence)).isEqualTo(decisions);
        assertThat(inference.classify(images)).isEqualTo(decisions);
        assertThat(inference.labels(images))
            .containsExactly(decisions.stream().mapToInt(Decision::label).toArray());
        assertThat(inference.classify(List.of())).isEmpty();
      }
    }
    assertThat(Shim.allocated()).isZero();
  }

  @Test
  void aBatchThatIsLargerThanALaneIsSplit() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick");
    Network network = ShippedNetworks.withFrozenFeatures(spec, 3);
    List<Image> images = ShippedNetworks.images(spec, 37);
    Classifier classifier = new Classifier(network);
    try (Device device = Devices.shim();
        Inference inference = new CudaInference(device, network, 5, () -> {})) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
      assertThat(inference.evidence(images))
          .isEqualTo(images.stream().map(classifier::evidence).toList());
    }
  }

  @Test
  void batchesOfAllSizesGiveTheSameBits() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick");
    Network network = ShippedNetworks.withFrozenFeatures(spec, 3);
    List<Image> images = ShippedNetworks.images(spec, 100);
    Classifier classifier = new Classifier(network);
    List<Decision> decisions = images.stream().map(classifier::classify).toList();
    try (Inference inference = small().open(network)) {
      for (int count : new int[] {1, 2, 16, 17, 31, 33, 100}) {
        // Those of another batch must not be left where these are expected.
        for (int first : new int[] {100 - count, 0}) {
          assertThat(inference.classify(images.subList(first, first + count)))
              .isEqualTo(decisions.subList(first, first + count));
        }
        assertThat(inference.labels(images.subList(0, count)))
            .containsExactly(
                decisions.subList(0, count).stream().mapToInt(Decision::label).toArray());
      }
    }
  }

  @Test
  void weightsThatHaveChangedAreUsedAfterARefresh() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick");
    Network network = Network.fresh(spec, 3);
    List<Image> images = ShippedNetworks.images(spec, 4);
    try (Inference inference = small().open(network)) {
      for (int time = 0; time < 3; time++) {
        inference.classify(images);
      }
      Network other = ShippedNetworks.withFrozenFeatures(spec, 4);
      for (int table = 0; table < spec.layers(); table++) {
        for (int map = 0; map < network.weights().table(table).maps(); map++) {
          network.weights().setRow(table, map, other.weights().row(table, map));
        }
      }
      inference.refresh();
      Classifier classifier = new Classifier(network);
      List<Decision> decisions = images.stream().map(classifier::classify).toList();
      // Work that is often the same is recorded, and then done from the recording.
      for (int time = 0; time < 4; time++) {
        assertThat(inference.classify(images)).isEqualTo(decisions);
      }
    }
  }

  @Test
  void anImageThatDoesNotFitIsNamedAndTheObjectStaysUsable() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick");
    Network network = Network.fresh(spec, 3);
    List<Image> images = new ArrayList<>(ShippedNetworks.images(spec, 3));
    Image small = Image.grey(5, 5, new byte[25]);
    images.add(1, small);
    try (Inference inference = small().open(network)) {
      assertThatThrownBy(() -> inference.labels(images))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(spec.input().refusal(small).orElseThrow());
      images.remove(1);
      assertThat(inference.labels(images)).hasSize(3);
    }
  }

  @Test
  void aDeviceWithLittleMemoryTakesSmallerBatches() {
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick");
    Network network = ShippedNetworks.withFrozenFeatures(spec, 3);
    List<Image> images = ShippedNetworks.images(spec, 9);
    Classifier classifier = new Classifier(network);
    try (Inference inference = new CudaBackend().with("memory=3m").open(network)) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
      assertThat(Shim.allocated()).isLessThanOrEqualTo(3L << 20);
    }
  }

  @Test
  void aFailureOfTheDriverIsToldInItsWordsAndNothingIsLeftBehind() {
    Network network = Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 3);
    List<Image> images = ShippedNetworks.images(network.spec(), 3);
    Backend backend = small();
    Inference inference = backend.open(network);
    Shim.fail("cuStreamSynchronize", LAUNCH_FAILED, 1);
    assertThatThrownBy(() -> inference.labels(images))
        .isInstanceOf(BackendFailure.class)
        .hasMessageContaining("cuStreamSynchronize")
        .hasMessageContaining("719");
    Shim.reset();
    inference.close();
    assertThat(Shim.allocated()).isZero();
  }

  @Test
  void aDeviceIsOpenedOnceWhileItIsHeldUnlessItFails() {
    Network network = Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 3);
    List<Image> images = ShippedNetworks.images(network.spec(), 3);
    Backend backend = small();
    Backend.Hold hold = backend.hold();
    backend.open(network).close();
    Shim.fail("cuDevicePrimaryCtxRetain", LAUNCH_FAILED, 1);
    try (Inference inference = backend.open(network)) {
      assertThat(inference.labels(images)).hasSize(3);
      Shim.fail("cuLaunchKernel", LAUNCH_FAILED, 1);
      assertThatThrownBy(() -> inference.labels(images)).isInstanceOf(BackendFailure.class);
      Shim.fail("cuMemGetInfo", LAUNCH_FAILED, 1);
    }
    // It was closed after that failure.
    assertThatThrownBy(() -> backend.open(network))
        .isInstanceOf(BackendFailure.class)
        .hasMessageContaining("cuDevicePrimaryCtxRetain");
    backend.open(network).close();
    hold.close();
    hold.close();
    Shim.fail("cuDevicePrimaryCtxRetain", LAUNCH_FAILED, 1);
    assertThatThrownBy(() -> backend.open(network)).isInstanceOf(BackendFailure.class);
    assertThat(Shim.allocated()).isZero();
  }

  @Test
  void withAutoTheProcessorGoesOnAfterAFailure() {
    Network network = Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 3);
    List<Image> images = ShippedNetworks.images(network.spec(), 3);
    Backend auto = Backends.choose(Backends.AUTO, network.spec());
    assertThat(auto.name()).isEqualTo("cuda");
    Classifier classifier = new Classifier(network);
    List<Decision> expected = images.stream().map(classifier::classify).toList();
    try (Inference inference = auto.open(network)) {
      assertThat(inference.classify(images)).isEqualTo(expected);
      Shim.fail("cuLaunchKernel", LAUNCH_FAILED, 2);
      assertThat(inference.classify(images)).isEqualTo(expected);
      assertThat(inference.classify(images)).isEqualTo(expected);
    }
  }

  @Test
  void withAutoTheProcessorIsTakenWhereTheDeviceHasNoMemory() {
    Network network = Network.fresh(NetworkSpec.load("firstspike-2026-quick"), 3);
    List<Image> images = ShippedNetworks.images(network.spec(), 3);
    Classifier classifier = new Classifier(network);
    Shim.setMemory(64 << 10);
    try (Inference inference = Backends.choose(Backends.AUTO, network.spec()).open(network)) {
      assertThat(inference.classify(images))
          .isEqualTo(images.stream().map(classifier::classify).toList());
    }
  }

  @Test
  void aMachineWithoutADeviceSaysSo() {
    Shim.setDevices(0);
    NetworkSpec spec = NetworkSpec.load("firstspike-2026-quick");
    assertThat(Backends.choose(Backends.AUTO, spec).name()).isEqualTo("cpu");
    assertThatThrownBy(() -> Backends.choose("cuda", spec))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("the NVIDIA driver finds no device");
  }

  @Test
  void aSettingThatIsNotKnownIsNamed() {
    assertThatThrownBy(() -> Backends.requireKnown("cuda:memry=8g"))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("memry=8g");
    assertThatThrownBy(() -> Backends.requireKnown("cpu:memory=8g"))
        .isInstanceOf(BackendException.class)
        .hasMessageContaining("cpu has no settings");
  }
}
