package io.firstspike.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {

  @Test
  void quantilesAreTheSmallestSpansThatEnoughOthersDoNotExceed() {
    long[] spans = LongStream.rangeClosed(1, 1000).map(i -> (1001 - i) * 1_000_000).toArray();

    assertThat(Latencies.of(spans)).isEqualTo(new Latencies(500, 990, 999, 1000));
    assertThat(Latencies.of(new long[] {2_500_000})).isEqualTo(new Latencies(2.5, 2.5, 2.5, 2.5));
  }
}
