package io.firstspike.bench.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameTimingsTest {

  @Test
  void latenciesCountFromWhenAFrameWasDue() {
    FrameTimings timings = new FrameTimings("p1", 2, 4, 1000);
    for (int i = 0; i < 4; i++) {
      timings.sent(i);
    }
    timings.arrived("p1-0-0");
    timings.arrived("p1-0-1");
    timings.arrived("p0-1-0");
    timings.arrived("p1-1-0");
    timings.arrived("p1-1-0");
    assertThat(timings.missing()).isEqualTo(1);
    timings.arrived("p1-1-1");
    assertThat(timings.missing()).isZero();
    assertThat(timings.seconds()).isPositive();
    assertThat(timings.latencies(0, 4).p50()).isPositive();
  }
}
