package io.firstspike.pipeline.stream.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.junit.jupiter.api.Test;

class BatchTest {

  private final TestProcessingTimeService clock = new TestProcessingTimeService();
  private final List<List<Integer>> done = new ArrayList<>();

  private Batch<Integer> batch(int size) throws Exception {
    clock.setCurrentTime(100);
    return new Batch<>(size, 5, clock, done::add);
  }

  @Test
  void a_full_batch_is_worked_off_at_once() throws Exception {
    Batch<Integer> batch = batch(3);
    for (int element = 0; element < 7; element++) {
      batch.add(element);
    }

    assertThat(done).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));
    assertThat(batch.last()).isEqualTo(6);
    batch.flush();
    batch.flush();
    assertThat(done).hasSize(3).last().isEqualTo(List.of(6));
    assertThat(batch.isEmpty()).isTrue();
  }

  @Test
  void no_element_waits_longer_than_it_may() throws Exception {
    Batch<Integer> batch = batch(3);
    batch.add(0);
    clock.setCurrentTime(104);
    batch.add(1);
    assertThat(done).isEmpty();
    clock.setCurrentTime(105);
    assertThat(done).containsExactly(List.of(0, 1));
  }

  @Test
  void a_timer_of_earlier_elements_leaves_later_ones_their_time() throws Exception {
    Batch<Integer> batch = batch(2);
    batch.add(0);
    clock.setCurrentTime(103);
    batch.add(1);
    batch.add(2);
    clock.setCurrentTime(105);
    assertThat(done).containsExactly(List.of(0, 1));
    clock.setCurrentTime(108);
    assertThat(done).containsExactly(List.of(0, 1), List.of(2));
    assertThat(clock.getNumActiveTimers()).isZero();
  }

  @Test
  void single_elements_need_no_timer() throws Exception {
    Batch<Integer> batch = batch(1);
    batch.add(0);
    batch.add(1);
    assertThat(done).containsExactly(List.of(0), List.of(1));
    assertThat(clock.getNumActiveTimers()).isZero();
  }
}
