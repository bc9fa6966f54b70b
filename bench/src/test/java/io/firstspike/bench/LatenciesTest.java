package io.firstspike.bench;

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

  @Test
  void aPassageCountsFromWhenAFrameWasDue() {
    Passage passage = new Passage("p1", 2, 4, 1000);
    for (int i = 0; i < 4; i++) {
      passage.sent(i);
    }
    passage.arrived("p1-0-0");
    passage.arrived("p1-0-1");
    passage.arrived("p0-1-0");
    passage.arrived("p1-1-0");
    passage.arrived("p1-1-0");
    assertThat(passage.missing()).isEqualTo(1);
    passage.arrived("p1-1-1");
    assertThat(passage.missing()).isZero();
    assertThat(passage.seconds()).isPositive();
    assertThat(passage.latencies(0, 4).p50()).isPositive();
  }
}
