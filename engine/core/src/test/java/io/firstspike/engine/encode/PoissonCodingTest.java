package io.firstspike.engine.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.learning.Workers;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoissonCodingTest {

  private static final Shape PLANE = new Shape(1, 100, 200);
  private static final int STEPS = 10;

  /** Chi-square with 10 degrees of freedom stays below this with a probability of 0.999. */
  private static final double CHI_SQUARE_BOUND = 29.59;

  @ParameterizedTest
  @CsvSource({"0.1, 1, 7", "0.4, 0.5, 7", "0.4, 0.5, 8", "0.05, 1, 7", "9, 0.3, 1"})
  void latenciesFollowTheLaw(float intensity, double maxRate, long seed) {
    double p = maxRate * Math.min(1, intensity);
    int cells = PLANE.size();
    Volley volley =
        new PoissonCoding(PLANE, STEPS, maxRate, 1, seed).encode(filled(PLANE, intensity));

    double chiSquare = 0;
    double silent = cells;
    for (int step = 0; step < STEPS; step++) {
      double expected = cells * p * Math.pow(1 - p, step);
      silent -= expected;
      chiSquare += squared(volley.end(step) - volley.start(step) - expected) / expected;
    }
    chiSquare += squared(cells - volley.count() - silent) / silent;
    assertThat(chiSquare).isLessThan(CHI_SQUARE_BOUND);
  }

  @Test
  void countsFollowTheBinomialLawAndBeginWithTheVolley() {
    float[] intensities = filled(PLANE, 0.3f);
    PoissonCoding coding = new PoissonCoding(PLANE, STEPS, 1, 1, 4);
    int[] counts = coding.counts(intensities, 12);
    byte[] latencies = coding.encode(intensities, 12).latencies();

    double[] observed = new double[STEPS + 1];
    for (int cell = 0; cell < counts.length; cell++) {
      observed[counts[cell]]++;
      assertThat(counts[cell] > 0).isEqualTo(latencies[cell] < STEPS);
      assertThat(counts[cell]).isLessThanOrEqualTo(STEPS - latencies[cell]);
    }
    // Eight spikes and more are too rare for classes of their own: 8 degrees of freedom.
    double chiSquare = 0;
    double rest = PLANE.size();
    for (int k = 0; k < 8; k++) {
      double expected = PLANE.size() * binomial(STEPS, k, 0.3f);
      rest -= expected;
      chiSquare += squared(observed[k] - expected) / expected;
    }
    double many = observed[8] + observed[9] + observed[10];
    chiSquare += squared(many - rest) / rest;
    assertThat(chiSquare).isLessThan(26.12);
  }

  @Test
  void aVolleyEndsWhereTheTrainFirstFires() {
    // With one step more the trains continue, but earlier spikes remain.
    float[] intensities = random(PLANE, 3);
    byte[] longer =
        new PoissonCoding(PLANE, STEPS + 1, 0.4, 1, 5).encode(intensities, 2).latencies();
    byte[] shorter = new PoissonCoding(PLANE, STEPS, 0.4, 1, 5).encode(intensities, 2).latencies();

    for (int cell = 0; cell < shorter.length; cell++) {
      assertThat(shorter[cell]).isEqualTo((byte) Math.min(longer[cell], STEPS));
    }
  }

  @Test
  void whatIsNotPositiveNeverFires() {
    Shape shape = new Shape(1, 1, 5);
    float[] intensities = {0, -3, Float.NaN, -0f, 2};
    for (float full : new float[] {PoissonCoding.STRONGEST, 2}) {
      PoissonCoding coding = new PoissonCoding(shape, STEPS, 1, full, 1);
      for (long image = 0; image < 50; image++) {
        Volley volley = coding.encode(intensities, image);
        assertThat(volley.latencies()).containsExactly(10, 10, 10, 10, 0);
        assertThat(coding.counts(intensities, image)).containsExactly(0, 0, 0, 0, STEPS);
      }
      assertThat(coding.encode(new float[5]).count()).isZero();
    }
  }

  @Test
  void theStrongerFiresEarlierOnAverage() {
    double previous = STEPS + 1;
    for (float intensity : new float[] {0.1f, 0.2f, 0.4f, 0.8f, 1}) {
      PoissonCoding coding = new PoissonCoding(PLANE, STEPS, 0.9, 1, 6);
      double mean = 0;
      for (byte latency : coding.encode(filled(PLANE, intensity)).latencies()) {
        mean += (double) latency / PLANE.size();
      }
      assertThat(mean).isLessThan(previous - 0.1);
      previous = mean;
    }
  }

  @Test
  void anImageBecomesTheSameOnAnyThreadAndInAnyOrder() {
    Shape shape = new Shape(2, 9, 11);
    PoissonCoding coding = new PoissonCoding(shape, STEPS, 0.5, PoissonCoding.STRONGEST, 8);
    List<float[]> images = IntStream.range(0, 40).mapToObj(i -> random(shape, i)).toList();
    List<Volley> plain = images.stream().map(coding::encode).toList();

    for (int threads = 1; threads <= 3; threads++) {
      try (Workers workers = new Workers(threads)) {
        assertThat(workers.map(() -> coding, images, PoissonCoding::encode)).isEqualTo(plain);
      }
    }
    List<float[]> backwards = new ArrayList<>(images);
    Collections.reverse(backwards);
    List<Volley> coded = new ArrayList<>(backwards.stream().map(coding::encode).toList());
    Collections.reverse(coded);
    assertThat(coded).isEqualTo(plain);
  }

  @Test
  void seedsImagesAndIntensitiesGiveTrainsOfTheirOwn() {
    float[] intensities = random(PLANE, 1);
    PoissonCoding coding = new PoissonCoding(PLANE, STEPS, 0.5, 1, 1);
    Volley volley = coding.encode(intensities, 0);

    assertThat(coding.encode(intensities, 0)).isEqualTo(volley);
    assertThat(coding.encode(intensities, 1)).isNotEqualTo(volley);
    assertThat(new PoissonCoding(PLANE, STEPS, 0.5, 1, 2).encode(intensities, 0))
        .isNotEqualTo(volley);
    float[] nearly = intensities.clone();
    nearly[7] += 0.001f;
    assertThat(coding.encode(nearly)).isNotEqualTo(coding.encode(intensities));
  }

  @Test
  void relativeToTheStrongestAFainterImageFiresAsOften() {
    float[] bright = random(PLANE, 2);
    float[] faint = new float[bright.length];
    for (int i = 0; i < faint.length; i++) {
      faint[i] = bright[i] / 4;
    }
    PoissonCoding relative = new PoissonCoding(PLANE, STEPS, 0.2, PoissonCoding.STRONGEST, 1);
    PoissonCoding absolute = new PoissonCoding(PLANE, STEPS, 0.2, 1, 1);

    assertThat(relative.encode(faint, 3)).isEqualTo(relative.encode(bright, 3));
    assertThat(absolute.encode(faint, 3).count())
        .isLessThan(absolute.encode(bright, 3).count() / 2);
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertThatThrownBy(() -> new PoissonCoding(PLANE, 0, 1, 1, 1))
        .hasMessage("time steps must be 1 to 127, not 0");
    assertThatThrownBy(() -> new PoissonCoding(PLANE, 128, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    for (double rate : new double[] {0, -1, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> new PoissonCoding(PLANE, 5, rate, 1, 1))
          .hasMessageContaining("above 0 and at most 1 spike a step, not " + rate);
    }
    for (float full : new float[] {-1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> new PoissonCoding(PLANE, 5, 1, full, 1))
          .hasMessageContaining("not " + full);
    }
    assertThatThrownBy(() -> new PoissonCoding(PLANE, 5, 1, 1, 1).encode(new float[3]))
        .hasMessageContaining("needs 20000 intensities, not 3");
  }

  private static float[] filled(Shape shape, float intensity) {
    float[] intensities = new float[shape.size()];
    Arrays.fill(intensities, intensity);
    return intensities;
  }

  private static float[] random(Shape shape, long seed) {
    Random random = new Random(seed);
    float[] intensities = new float[shape.size()];
    for (int i = 0; i < intensities.length; i++) {
      intensities[i] = random.nextFloat();
    }
    return intensities;
  }

  private static double squared(double x) {
    return x * x;
  }

  private static double binomial(int n, int k, double p) {
    double ways = 1;
    for (int i = 1; i <= k; i++) {
      ways *= (double) (n - k + i) / i;
    }
    return ways * Math.pow(p, k) * Math.pow(1 - p, n - k);
  }
}
