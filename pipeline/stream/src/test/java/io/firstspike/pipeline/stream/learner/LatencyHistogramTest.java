package io.firstspike.pipeline.stream.learner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {

  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void nothingHasNoQuantiles() {
    assertThat(histogram.quantiles()).isNull();
  }

  @Test
  void quantilesAreRightWithinTheWidthOfABucket() {
    for (int millis = 1; millis <= 1000; millis++) {
      histogram.record(millis);
    }

    assertThat(histogram.quantiles().p50()).isCloseTo(500, withPercentage(9));
    assertThat(histogram.quantiles().p99()).isCloseTo(990, withPercentage(9));
    assertThat(histogram.quantiles().max()).isEqualTo(1000);
  }

  @Test
  void clocksThatDisagreeCountAsNoTime() {
    histogram.record(-5);

    assertThat(histogram.quantiles().p99()).isZero();
  }

  @Test
  void spansOfAnyLengthFit() {
    histogram.record(Long.MAX_VALUE);

    assertThat(histogram.quantiles().max()).isEqualTo((double) Long.MAX_VALUE);
  }

  @Test
  void aClearedHistogramIsEmpty() {
    histogram.record(5);
    histogram.clear();

    assertThat(histogram.quantiles()).isNull();
  }
}
