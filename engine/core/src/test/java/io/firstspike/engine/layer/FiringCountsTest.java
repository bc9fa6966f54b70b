package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Counts decide where rounding and weak synapses cannot, and only there. */
class FiringCountsTest {

  private static final float ALMOST_ONE = Math.nextDown(1f);

  @Test
  void onesAreCountedUpToTheThreshold() {
    assertCertain(row(20, 1, 10, 0), 15, 16);
    assertCertain(row(20, 1, 10, 0), 0, 1);
    assertThat(FiringCounts.of(row(20, 1, 10, 0), new float[] {14.5f, 15, 20}).enough())
        .containsExactly(15, 16, 21);
  }

  @Test
  void whatStrongWeightsLackIsMadeUpForByOneMoreOnly() {
    assertCertain(row(20, ALMOST_ONE, 10, 0), 15, 16);
    assertCertain(row(20, 0.96f, 10, 0), 15, 16);
    assertCertain(row(20, 0.96f, 10, 0), 15.1f, 16);
    // All of them lack 0.8 together: 16 may stay below.
    assertOpen(row(20, 0.96f, 10, 0), 15.5f, 16, 17);
    assertThat(FiringCounts.of(row(20, 0.94f, 10, 0), new float[] {15})).isNull();
  }

  @Test
  void weakWeightsMayLiftASumThatMeetsTheThreshold() {
    assertCertain(row(20, ALMOST_ONE, 10, 1e-20f), 15, 16);
    assertOpen(row(20, ALMOST_ONE, 10, 1e-6f), 15, 15, 16);
    assertCertain(row(20, ALMOST_ONE, 10, 1e-6f), 14.5f, 15);
    // Nothing is rounded away beside 0.
    assertThat(FiringCounts.of(row(20, ALMOST_ONE, 10, 1e-20f), new float[] {0})).isNull();
  }

  @Test
  void otherWeightsAndThresholdsAreSummedUp() {
    assertThat(FiringCounts.of(row(20, 1, 10, -1e-20f), new float[] {15})).isNull();
    assertThat(FiringCounts.of(row(20, Math.nextUp(1f), 10, 0), new float[] {15})).isNull();
    assertThat(FiringCounts.of(row(20, Float.NaN, 10, 0), new float[] {15})).isNull();
    assertThat(FiringCounts.of(row(20, 1, 10, 0), new float[] {-1})).isNull();
    assertThat(FiringCounts.of(row(20, 1, 10, 0), new float[] {Float.POSITIVE_INFINITY})).isNull();
  }

  private static void assertCertain(float[] row, float threshold, int needed) {
    assertThat(FiringCounts.of(row, new float[] {threshold}).certain()).isTrue();
    assertOpen(row, threshold, needed, needed);
  }

  private static void assertOpen(float[] row, float threshold, int possible, int enough) {
    FiringCounts counts = FiringCounts.of(row, new float[] {threshold});
    assertThat(counts.possible()).containsExactly(possible);
    assertThat(counts.enough()).containsExactly(enough);
  }

  private static float[] row(int strong, float high, int weak, float low) {
    float[] row = new float[strong + weak];
    Arrays.fill(row, 0, strong, high);
    Arrays.fill(row, strong, row.length, low);
    return row;
  }
}
