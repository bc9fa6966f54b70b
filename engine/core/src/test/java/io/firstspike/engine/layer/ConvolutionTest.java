package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ConvolutionTest {

  @Test
  void thePaddingOfAReceptiveFieldIsSilent() {
    Convolution convolution = new Convolution(new Shape(1, 2, 2), 1, Window.square(3, 1, 1));

    byte[] field = convolution.receptiveField(new byte[] {0, 1, 2, 3}, (byte) 9, 0, 0);

    assertThat(field).containsExactly(9, 9, 9, 9, 0, 1, 9, 2, 3);
  }

  @Test
  void weightsHaveALimit() {
    assertThatThrownBy(
            () -> new Convolution(new Shape(8, 2048, 2048), 30, Window.whole(2048, 2048)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "a layer of 30 maps with 33,554,432 synapses each exceeds the limit of 268,435,456"
                + " weights");
  }

  /** A spike reaches all locations whose window contains it. */
  @Property(tries = 100, seed = "1")
  void spikesReachWhoSeesThem(
      @ForAll @IntRange(min = 1, max = 4) int side,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 0, max = 2) int padding,
      @ForAll @IntRange(min = 4, max = 9) int height,
      @ForAll @IntRange(min = 4, max = 9) int width) {
    Convolution convolution =
        new Convolution(new Shape(1, height, width), 1, Window.square(side, stride, padding));
    byte[] latencies = new byte[height * width];
    for (int cell = 0; cell < latencies.length; cell++) {
      Arrays.fill(latencies, (byte) 9);
      latencies[cell] = 0;
      int seen = 0;
      for (int row = 0; row < convolution.output().height(); row++) {
        for (int column = 0; column < convolution.output().width(); column++) {
          for (byte latency : convolution.receptiveField(latencies, (byte) 9, row, column)) {
            seen += latency == 0 ? 1 : 0;
          }
        }
      }
      assertThat(convolution.reaches(cell / width, cell % width)).isEqualTo(seen);
    }
  }
}
