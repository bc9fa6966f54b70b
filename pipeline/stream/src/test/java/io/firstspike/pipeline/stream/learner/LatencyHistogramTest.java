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
  void quantilesAreRightWithinOnePercent() {
    for (int millis = 1; millis <= 1000; millis++) {
      histogram.record(millis);
    }

    assertThat(histogram.quantiles().p50()).isCloseTo(500, withPercentage(1));
    assertThat(histogram.quantiles().p99()).isCloseTo(990, withPercentage(1));
    assertThat(histogram.quantiles().max()).isCloseTo(1000, withPercentage(1));
  }

  @Test
  void clocksThatDisagreeCountAsNoTime() {
    histogram.record(-5);

    assertThat(histogram.quantiles().p99()).isZero();
  }

  @Test
  void spansOfAnyLengthFit() {
    histogram.record(Long.MAX_VALUE);

    assertThat(histogram.quantiles().max()).isCloseTo(LatencyHistogram.LONGEST, withPercentage(1));
  }

  @Test
  void aClearedHistogramIsEmpty() {
    histogram.record(5);
    histogram.clear();

    assertThat(histogram.quantiles()).isNull();
  }
}
