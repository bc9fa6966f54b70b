package io.firstspike.bench.readout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.firstspike.engine.spec.ReadOutSpec;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PrincipalComponentsTest {

  private static final Offset<Double> NEARLY = within(1e-6);

  /** Around (5, 5, 0, 1): far apart along (3, 4, 0, 0), near each other along (4, -3, 0, 0). */
  private static final Examples CROSS =
      new Examples(
          4,
          List.of(vector(8, 9), vector(2, 1), vector(5.4f, 4.7f), vector(4.6f, 5.3f)),
          new int[4]);

  @Test
  void theAxesAreTheDirectionsOfMostVarianceInThatOrder() {
    double[][] axes = PrincipalComponents.of(CROSS, 2).axes();

    assertThat(axes).hasDimensions(2, 4);
    assertThat(axes[0]).containsExactly(new double[] {0.6, 0.8, 0, 0}, NEARLY);
    assertThat(axes[1]).containsExactly(new double[] {0.8, -0.6, 0, 0}, NEARLY);
  }

  @Test
  void aVectorIsSeenFromTheMean() {
    PrincipalComponents components = PrincipalComponents.of(CROSS, 2);

    FeatureVector far = components.project(vector(8, 9));
    FeatureVector nothing = components.project(new FeatureVector(new int[0], new float[0]));

    assertThat(far.columns()).containsExactly(0, 1);
    assertThat(far.values()).containsExactly(new float[] {5, 0}, within(1e-5f));
    assertThat(nothing.values()).containsExactly(new float[] {-7, -1}, within(1e-5f));
  }

  @Test
  void vectorsThatAreTooWideAreRefusedBeforeAnythingIsAllocated() {
    Examples wide = new Examples(ReadOutSpec.MOST_FEATURES + 1, List.of(), new int[0]);

    assertThatThrownBy(() -> PrincipalComponents.of(wide, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 10001 features: at most 10000");
  }

  @Test
  void theKernelsWidthFollowsTheVarianceOfAllNumbers() {
    Examples two =
        new Examples(
            2,
            List.of(
                new FeatureVector(new int[] {0}, new float[] {4}),
                new FeatureVector(new int[0], new float[0])),
            new int[2]);

    // The numbers are 4, 0, 0, 0: their variance is 16 / 4 - 1.
    assertThat(KernelMachine.gamma(two)).isEqualTo(1 / (2 * 3.0), NEARLY);
  }

  private static FeatureVector vector(float x, float y) {
    return new FeatureVector(new int[] {0, 1, 3}, new float[] {x, y, 1});
  }
}
