package io.firstspike.engine.cuda.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.cuda.Devices;
import io.firstspike.engine.cuda.driver.Device;
import io.firstspike.engine.layer.Convolution;
import io.firstspike.engine.network.Network;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.testkit.Shim;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plans of R-STDP on a device of the size of an H100. */
class RewardPlanTest {

  private static final int STEPS = 15;

  @BeforeEach
  void install() {
    Shim.install();
    Shim.setMultiprocessors(132);
  }

  @AfterEach
  void reset() {
    Shim.reset();
  }

  private static Convolution decisions(NetworkSpec spec) {
    return Network.fresh(spec, 1).decisions();
  }

  @Test
  void theNeuronsOfAWarpReadDifferentBanks() {
    Convolution layout = decisions(NetworkSpec.load("mozafari-2019"));
    try (Device device = Devices.shim()) {
      RewardPlan plan = RewardPlan.of(device, layout, STEPS, false);
      assertThat(plan.blocks()).isEqualTo(100);
      assertThat(plan.threads()).isEqualTo(512);
      RewardPlan.Share share = plan.share();
      assertThat(share.mapsOfBlock()).isEqualTo(2);
      assertThat(share.parts()).isEqualTo(1);
      Set<Integer> banks = new HashSet<>();
      for (int neuron = 0; neuron < 32; neuron++) {
        int location = neuron % 16;
        int place = neuron / 16 * share.mapPitch() - location / 4 * share.pitch() - location % 4;
        banks.add(Math.floorMod(place, 32));
      }
      assertThat(banks).hasSize(32);
    }
  }

  @Test
  void neuronsThatSeeTheWholeInputFillAWarp() {
    Convolution layout = decisions(NetworkSpec.load("mozafari-2018"));
    try (Device device = Devices.shim()) {
      RewardPlan plan = RewardPlan.of(device, layout, STEPS, true);
      assertThat(plan.blocks()).isEqualTo(1);
      assertThat(plan.share().mapsOfBlock()).isEqualTo(20);
      assertThat(plan.share().parts()).isEqualTo(STEPS);
    }
  }

  @Test
  void weightsThatDoNotFitAreFar() {
    NetworkSpec shipped = NetworkSpec.load("mozafari-2019");
    NetworkSpec many = shipped.toBuilder().decision(d -> d.neuronsPerLabel(80)).build();
    try (Device device = Devices.shim()) {
      assertThat(RewardPlan.of(device, decisions(many), STEPS, false)).isNull();
      Shim.setMultiprocessors(50);
    }
    try (Device device = Devices.shim()) {
      assertThat(RewardPlan.of(device, decisions(shipped), STEPS, false)).isNotNull();
    }
  }
}
