package io.firstspike.engine.stepped.stimulus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.stepped.layer.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

class StimulusTest {

  @Test
  void eventsAreCountedByStepPolarityAndPixel() {
    EventRaster events = new EventRaster(2, 3, 4, 1000, 100, 100);
    events.add(5_000, 1, 2, 0);
    events.add(5_999, 1, 2, 0);
    events.add(7_500, 3, 0, 1);
    events.add(4_000, 0, 0, 1); // steps back
    Raster raster = events.raster();
    assertThat(raster.dimensions()).containsExactly(2, 3, 4);
    assertThat(raster.steps()).isEqualTo(3);
    assertThat(raster.count()).isEqualTo(3);
    Signal first = new Signal(24);
    raster.write(0, first);
    assertThat(first.value(2 * 4 + 1)).isEqualTo(2);
    assertThat(first.value(12)).isEqualTo(1);
    Signal last = new Signal(24);
    raster.write(2, last);
    assertThat(last.value(12 + 3)).isEqualTo(1);
    assertThat(last.count()).isEqualTo(1);
  }

  @Test
  void noEventsAreARasterWithoutSteps() {
    assertThat(new EventRaster(1, 2, 2, 10, 10, 10).raster().steps()).isZero();
  }

  @Test
  void eventsThatCannotBeUsedAreRefused() {
    EventRaster events = new EventRaster(1, 2, 2, 10, 4, 3);
    assertThatThrownBy(() -> events.add(0, 2, 0, 0)).hasMessageContaining("x 2, y 0");
    events.add(0, 0, 0, 0);
    assertThatThrownBy(() -> events.add(40, 0, 0, 0)).hasMessageContaining("4 time steps");
    events.add(0, 0, 0, 0);
    events.add(0, 1, 1, 1);
    assertThatThrownBy(() -> events.add(0, 0, 0, 0)).hasMessageContaining("3 events");
  }

  @Test
  void currentsAreTheSameInEachTimeStep() {
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, 2, 3, 0);
    assertThat(coding.code(List.of(2), new float[] {0.5f, 0}, 9))
        .isEqualTo(Raster.of(List.of(2), new float[][] {{1.5f, 0}, {1.5f, 0}}));
  }

  @Test
  void framesAreNotShownForLongerThanFitsIntoMemory() {
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.CURRENT, 65_536, 1, 0);
    assertThatThrownBy(() -> coding.code(List.of(784), new float[784], 0))
        .hasMessageContainingAll("21399 time steps at most", "--steps");
  }

  @Test
  void ratesDependOnSeedAndNumberAlone() {
    FrameCoding coding = new FrameCoding(FrameCoding.Kind.RATE, 4000, 0.5f, 1);
    float[] frame = {1, 0.5f, 0};
    Raster raster = coding.code(List.of(3), frame, 1);
    assertThat(raster).isEqualTo(coding.code(List.of(3), frame, 1));
    assertThat(raster).isNotEqualTo(coding.code(List.of(3), frame, 2));
    // 0.5 and 0.25 of 4,000 steps; five standard deviations are below 160 and 140.
    assertThat(raster.count()).isBetween(3000 - 300, 3000 + 300);
  }
}
