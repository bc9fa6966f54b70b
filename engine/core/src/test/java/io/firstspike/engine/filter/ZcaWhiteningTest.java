package io.firstspike.engine.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ZcaWhiteningTest {

  @Test
  void whitensTwoCellsAsOnPaper() {
    // Samples around (10, 20) with covariance ((5, 4), (4, 5)): eigenvalue 9 along (1, 1), 1 along
    // (1, -1).
    float a = (float) Math.sqrt(6.75);
    float b = (float) Math.sqrt(0.75);
    float[][] samples = {
      {10 + a, 20 + a}, {10 - a, 20 - a}, {10 + b, 20 - b}, {10 - b, 20 + b},
    };
    ZcaWhitening whitening = ZcaWhitening.fit(samples, 1e-12);

    assertThat(whitening.mean()).containsExactly(new float[] {10, 20}, within(1e-5f));
    assertThat(whitening.matrix())
        .containsExactly(new float[] {2 / 3f, -1 / 3f, -1 / 3f, 2 / 3f}, within(1e-5f));
    float[] whitened = new float[2];
    whitening.apply(new float[] {13, 20}, whitened);
    assertThat(whitened).containsExactly(new float[] {2, -1}, within(1e-4f));

    // Epsilon is added to the eigenvalues: 1 / sqrt(9 + 7) along (1, 1), 1 / sqrt(1 + 7) across.
    float along = 1 / 8f;
    float across = (float) (1 / Math.sqrt(32));
    assertThat(ZcaWhitening.fit(samples, 7).matrix())
        .containsExactly(
            new float[] {along + across, along - across, along - across, along + across},
            within(1e-5f));
  }

  @Test
  void whitenedSamplesHaveTheIdentityAsCovariance() {
    int cells = 30;
    float[][] samples = correlated(2000, cells, 1);
    ZcaWhitening whitening = ZcaWhitening.fit(samples, 1e-9);
    double[] covariance = covariance(whitened(whitening, samples));

    for (int i = 0; i < cells * cells; i++) {
      assertThat(covariance[i]).isCloseTo(i % (cells + 1) == 0 ? 1 : 0, within(1e-4));
    }
    assertThat(covariance(samples)[1]).isGreaterThan(0.5);
  }

  @Test
  void aCellThatNeverVariesStaysFinite() {
    float[][] samples = correlated(50, 64, 2);
    for (float[] sample : samples) {
      sample[5] = 3;
      sample[6] = sample[7];
    }
    // Fewer samples than cells: most directions have no variance at all.
    for (float[] whitened : whitened(ZcaWhitening.fit(samples, 0.01), samples)) {
      for (float intensity : whitened) {
        assertThat(intensity).isBetween(-50f, 50f);
      }
      assertThat(whitened[5]).isCloseTo(0, within(1e-4f));
    }
  }

  @Test
  void theMatrixIsSymmetricAndTheSameEachTime() {
    float[][] samples = correlated(300, 20, 3);
    ZcaWhitening whitening = ZcaWhitening.fit(samples, 0.1);
    float[] matrix = whitening.matrix();
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(matrix[i * 20 + j]).isEqualTo(matrix[j * 20 + i]);
      }
    }
    assertThat(ZcaWhitening.fit(300, i -> samples[i], 0.1).matrix()).isEqualTo(matrix);
  }

  @Test
  void whitensInPlace() {
    float[][] samples = correlated(100, 10, 4);
    ZcaWhitening whitening = ZcaWhitening.fit(samples, 0.1);
    float[] apart = new float[10];
    whitening.apply(samples[0], apart);
    float[] inPlace = samples[0].clone();
    whitening.apply(inPlace, inPlace);
    assertThat(inPlace).isEqualTo(apart);
  }

  @Test
  void refusesSamplesItCannotUse() {
    float[][] two = {{1, 2}, {3, 4}};
    assertThatThrownBy(() -> ZcaWhitening.fit(new float[][] {{1}}, 1))
        .hasMessage("whitening needs at least 2 samples, not 1");
    for (double epsilon : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> ZcaWhitening.fit(two, epsilon))
          .hasMessage("epsilon must be above 0 and finite, not " + epsilon);
    }
    assertThatThrownBy(() -> ZcaWhitening.fit(new float[][] {{1, 2}, {3}}, 1))
        .hasMessage("sample 1 has 1 cells, the first one 2");
    assertThatThrownBy(() -> ZcaWhitening.fit(new float[][] {{1, 2}, {3, Float.NaN}}, 1))
        .hasMessage("sample 1 has NaN at 1");
    assertThatThrownBy(() -> ZcaWhitening.fit(new float[2][4097], 1))
        .hasMessageContaining("1 to 4096 cells, not 4097; whiten patches");
    assertThatThrownBy(() -> ZcaWhitening.of(new float[2], new float[3]))
        .hasMessageContaining("a matrix of 4 numbers, not 3");
    ZcaWhitening whitening = ZcaWhitening.fit(two, 1);
    assertThatThrownBy(() -> whitening.apply(new float[3], new float[2]))
        .hasMessage("whitening of 2 cells cannot take 3 into 2");
  }

  /** Samples in which each cell has much in common with the one before it. */
  private static float[][] correlated(int count, int cells, long seed) {
    Random random = new Random(seed);
    float[][] samples = new float[count][cells];
    for (float[] sample : samples) {
      double walk = random.nextGaussian();
      for (int i = 0; i < cells; i++) {
        walk = 0.9 * walk + random.nextGaussian();
        sample[i] = (float) (walk + i);
      }
    }
    return samples;
  }

  private static float[][] whitened(ZcaWhitening whitening, float[][] samples) {
    float[][] whitened = new float[samples.length][whitening.cells()];
    for (int n = 0; n < samples.length; n++) {
      whitening.apply(samples[n], whitened[n]);
    }
    return whitened;
  }

  private static double[] covariance(float[][] samples) {
    int cells = samples[0].length;
    double[] mean = new double[cells];
    for (float[] sample : samples) {
      for (int i = 0; i < cells; i++) {
        mean[i] += sample[i] / (double) samples.length;
      }
    }
    double[] covariance = new double[cells * cells];
    for (float[] sample : samples) {
      for (int i = 0; i < cells * cells; i++) {
        covariance[i] +=
            (sample[i / cells] - mean[i / cells])
                * (sample[i % cells] - mean[i % cells])
                / (samples.length - 1);
      }
    }
    return covariance;
  }
}
