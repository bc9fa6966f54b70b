package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Counts decide where rounding and weak synapses cannot, and only there. */
class FiringCountsTest {

  private static final float ALMOST_ONE = Math.nextDown(1f);

  @Test
  void onesAreCountedUpToTheThreshold() {
    assertThat(needed(row(20, 1, 10, 0), 15)).containsExactly(16);
    assertThat(needed(row(20, 1, 10, 0), 0)).containsExactly(1);
    assertThat(FiringCounts.needed(row(20, 1, 10, 0), new float[] {14.5f, 15, 20}))
        .containsExactly(15, 16, 21);
  }

  @Test
  void whatStrongWeightsLackIsMadeUpForByOneMoreOnly() {
    assertThat(needed(row(20, ALMOST_ONE, 10, 0), 15)).containsExactly(16);
    assertThat(needed(row(20, 0.96f, 10, 0), 15)).containsExactly(16);
    // All of them lack 1.2 together: 16 may reach the threshold or not.
    assertThat(needed(row(20, 0.94f, 10, 0), 15)).isNull();
    assertThat(needed(row(20, 0.94f, 10, 0), 15.5f)).isNull();
  }

  @Test
  void weakWeightsMustNotLiftASumThatMeetsTheThreshold() {
    assertThat(needed(row(20, ALMOST_ONE, 10, 1e-20f), 15)).containsExactly(16);
    assertThat(needed(row(20, ALMOST_ONE, 10, 1e-6f), 15)).isNull();
    assertThat(needed(row(20, ALMOST_ONE, 10, 1e-6f), 14.5f)).containsExactly(15);
    // Nothing is rounded away beside 0.
    assertThat(needed(row(20, ALMOST_ONE, 10, 1e-20f), 0)).isNull();
  }

  @Test
  void otherWeightsAndThresholdsAreSummedUp() {
    assertThat(needed(row(20, 1, 10, -1e-20f), 15)).isNull();
    assertThat(needed(row(20, Math.nextUp(1f), 10, 0), 15)).isNull();
    assertThat(needed(row(20, Float.NaN, 10, 0), 15)).isNull();
    assertThat(needed(row(20, 1, 10, 0), -1)).isNull();
    assertThat(needed(row(20, 1, 10, 0), Float.POSITIVE_INFINITY)).isNull();
  }

  private static int[] needed(float[] row, float threshold) {
    return FiringCounts.needed(row, new float[] {threshold});
  }

  private static float[] row(int strong, float high, int weak, float low) {
    float[] row = new float[strong + weak];
    Arrays.fill(row, 0, strong, high);
    Arrays.fill(row, strong, row.length, low);
    return row;
  }
}
