package io.firstspike.engine.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.cuda.form.KernelWork;
import io.firstspike.engine.cuda.lane.DecidingLane;
import io.firstspike.engine.cuda.lane.HostCopies;
import io.firstspike.engine.cuda.lane.NetworkTables;
import io.firstspike.engine.cuda.lane.StimulusBytes;
import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.testkit.Shim;
import io.firstspike.testkit.ShippedNetworks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KernelShareTest {

  private static final int COUNT = 8;
  private static final NetworkSpec SPEC = NetworkSpec.load("firstspike-2026");

  @BeforeEach
  void install() {
    Shim.install();
  }

  @Test
  void sharesAreWorkBySecondByPeak() {
    DevicePeaks peaks = new DevicePeaks(1000, 100, 10);
    List<KernelShare> shares =
        KernelShare.of(
            List.of(
                new KernelWork("count", 100, 20, 3),
                new KernelWork("sum", 0, 1, 1),
                new KernelWork("sum", 0, 4, 2)),
            Map.of("sum", 0.5),
            peaks);
    assertThat(shares).containsExactly(new KernelShare("sum", 500_000, 0, 0.1, 0.6));
    assertThat(KernelShare.of(List.of(new KernelWork("count", 100, 20, 3)), time("count"), peaks))
        .containsExactly(new KernelShare("count", 250_000, 0.4, 0.8, 1.2));
    DevicePeaks unknown = new DevicePeaks(0, 100, 10);
    KernelWork products = new KernelWork("count", 100, 20, 3);
    assertThat(KernelShare.of(List.of(products), time("count"), unknown).get(0).tensor()).isNaN();
    assertThat(KernelShare.of(List.of(), time("join"), peaks).get(0).memory()).isNaN();
  }

  private static Map<String, Double> time(String kernel) {
    return Map.of(kernel, 0.25);
  }

  @Test
  void aDeviceWithoutClocksHasNoPeaks() {
    try (Device device = Devices.shim()) {
      assertThat(DevicePeaks.of(device)).isEmpty();
    }
    Network network =
        ShippedNetworks.withFrozenFeatures(NetworkSpec.load("firstspike-2026-quick"), 3);
    assertThat(StageTimings.of(network, ShippedNetworks.images(network.spec(), 2), 1).kernels())
        .isEmpty();
  }

  /** Every kernel from pixels to decisions is timed, and its work is what the network's is. */
  @Test
  void workIsCountedFromThePlan() {
    Network network = ShippedNetworks.withFrozenFeatures(SPEC, 3);
    List<Image> images = ShippedNetworks.images(SPEC, COUNT);
    try (Device device = Devices.shim();
        NetworkTables tables = new NetworkTables(device, network, SPEC.layers());
        DecidingLane deciding = new DecidingLane(device, network, tables, COUNT)) {
      HostCopies.write(images, new StimulusBytes(SPEC), deciding.lane().pinnedPixels());
      deciding.lane().upload(COUNT);
      List<KernelShare> shares =
          StageTimings.shares(deciding, COUNT, new DevicePeaks(1e9, 1e9, 1e9));
      assertThat(shares)
          .extracting(KernelShare::kernel)
          .containsExactly("fs_encode_few", "fs_layer_pooled_4_3_7", "fs_decide_few");
      // 16 x 16 maps, 7 x 4 rows, 14 x 2 columns, one product of 256 taps each.
      assertThat(perImage(shares.get(1), shares.get(1).tensor()))
          .isCloseTo(16 * 7 * 14 * 65_536.0, within(1e-3));
      Classifier classifier = new Classifier(network);
      double fired =
          images.stream().map(classifier::evidence).mapToInt(Volley::count).sum() / (double) COUNT;
      assertThat(perImage(shares.get(2), shares.get(2).issue()))
          .isCloseTo(10 * fired, within(1e-3));
      // Three filters and their negatives at each pixel: 49 products and 49 sums.
      assertThat(perImage(shares.get(0), shares.get(0).issue()))
          .isCloseTo(28 * 28 * filterTaps() * 2.0, within(1e-3));
    }
  }

  private static int filterTaps() {
    return SPEC.encoding().appliedFilters().stream()
            .mapToInt(filter -> filter.weights().length)
            .sum()
        / 2;
  }

  /** What was counted for an image, by a share of a peak of 10^9 a second. */
  private static double perImage(KernelShare kernel, double share) {
    return share * 1e9 * kernel.micros() / 1e6 / COUNT;
  }
}
