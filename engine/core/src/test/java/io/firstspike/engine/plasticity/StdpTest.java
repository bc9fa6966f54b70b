package io.firstspike.engine.plasticity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StdpTest {

  @Test
  void inputsInTimeArePotentiatedAndOthersDepressed() {
    Stdp stdp = new Stdp(0.5f, -0.25f, 0, 1, true);
    float[] row = {0.5f, 0.5f, 0.5f, 0.5f};

    // The inputs fire earlier than the neuron, at the same time, later, and not at all (of 15
    // steps).
    stdp.learn(row, new byte[] {2, 3, 4, 15}, 3);

    assertThat(row).containsExactly(0.625f, 0.625f, 0.4375f, 0.4375f);
  }

  @Test
  void withoutStabiliserTheRateIsTheChange() {
    Stdp stdp = new Stdp(0.125f, -0.25f, 0.25f, 0.75f, false);
    float[] row = {0.5f, 0.5f};

    stdp.learn(row, new byte[] {0, 15}, 14);

    assertThat(row).containsExactly(0.625f, 0.25f);
  }

  @Test
  void weightsStayWithinTheirBounds() {
    Stdp stdp = new Stdp(1, -1, 0.25f, 0.75f, false);
    float[] row = {0.7f, 0.3f};

    stdp.learn(row, new byte[] {0, 15}, 14);

    assertThat(row).containsExactly(0.75f, 0.25f);
  }

  @Test
  void noWeightDecaysIntoDenormals() {
    Stdp stdp = new Stdp(0.15f, -0.1125f, 0, 1, true);
    float[] row = {0.5f};

    for (int i = 0; i < 2_000; i++) {
      stdp.learn(row, new byte[] {15}, 3);
      assertThat(row[0] == 0 || row[0] >= Float.MIN_NORMAL).isTrue();
    }

    assertThat(row[0]).isZero();
  }
}
