package io.firstspike.connectors.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.connectors.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Makes events of frames. */
class FrameDifferenceTest {

  private final List<String> events = new ArrayList<>();
  private final FrameDifference camera =
      new FrameDifference(
          new SensorSize(2, 3),
          0.5,
          block -> {
            for (int i = 0; i < block.size(); i++) {
              events.add(
                  block.time(i) + "," + block.x(i) + "," + block.y(i) + "," + block.polarity(i));
            }
          });

  private void frame(long time, int... samples) throws MalformedException {
    byte[] grey = new byte[samples.length];
    for (int i = 0; i < samples.length; i++) {
      grey[i] = (byte) samples[i];
    }
    camera.frame(grey, time);
  }

  @Test
  void an_event_for_each_threshold_on_the_way() throws MalformedException {
    frame(1000, 50, 50, 50, 200, 200, 200);
    frame(2000, 50, 150, 50, 200, 200, 100);
    // ln 3 is more than two thresholds, ln 2 more than one.
    assertThat(events).containsExactly("1455,1,0,1", "1721,2,1,0", "1910,1,0,1");
  }

  /** What is less than a threshold is remembered. */
  @Test
  void slow_changes_add_up() throws MalformedException {
    frame(0, 100, 100, 100, 100, 100, 100);
    frame(10, 130, 100, 100, 100, 100, 100);
    assertThat(events).isEmpty();
    frame(20, 170, 100, 100, 100, 100, 100);
    assertThat(events).containsExactly("18,0,0,1");
    frame(30, 100, 100, 100, 100, 100, 100);
    assertThat(events).hasSize(2).last().asString().endsWith(",0,0,0");
  }

  @Test
  void frames_of_another_size_or_out_of_order_are_refused() throws MalformedException {
    frame(5, 1, 2, 3, 4, 5, 6);
    assertThatThrownBy(() -> frame(6, 1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> frame(5, 1, 2, 3, 4, 5, 6))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
