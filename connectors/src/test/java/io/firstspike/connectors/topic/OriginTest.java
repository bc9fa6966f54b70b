package io.firstspike.connectors.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OriginTest {

  @Test
  void positionIsTopicPartitionAndOffset() {
    assertThat(new Origin("t", 2, 7, 99).position()).isEqualTo("t-2-7");
  }

  @Test
  void theOrderIsThatOfPartitionThenOffset() {
    Origin first = new Origin("t", 0, 9, 3);
    Origin second = new Origin("t", 1, 7, 2);
    Origin third = new Origin("t", 1, 8, 1);

    assertThat(List.of(third, first, second).stream().sorted())
        .containsExactly(first, second, third);
  }

  @Test
  void onlyEqualOriginsCompareAsEqual() {
    Origin origin = new Origin("t", 1, 7, 2);

    assertThat(origin).isEqualByComparingTo(new Origin("t", 1, 7, 2));
    assertThat(origin)
        .isNotEqualByComparingTo(new Origin("u", 1, 7, 2))
        .isNotEqualByComparingTo(new Origin("t", 1, 7, 3));
  }
}
