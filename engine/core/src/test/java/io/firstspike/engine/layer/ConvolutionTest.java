package io.firstspike.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Window;
import org.junit.jupiter.api.Test;

class ConvolutionTest {

  @Test
  void aRowComesBackAsItWasSet() {
    Convolution convolution = new Convolution(new Shape(1, 4, 4), 2, Window.square(2, 1, 0));

    convolution.setRow(1, new float[] {1, 2, 3, 4});

    assertThat(convolution.row(1)).containsExactly(1, 2, 3, 4);
    assertThat(convolution.row(0)).containsExactly(0, 0, 0, 0);
  }

  @Test
  void aRowOfTheWrongLengthIsRefused() {
    Convolution convolution = new Convolution(new Shape(1, 4, 4), 2, Window.square(2, 1, 0));

    assertThatThrownBy(() -> convolution.setRow(0, new float[3]))
        .hasMessage("a row of this layer has 4 weights, not 3");
  }

  @Test
  void thePaddingOfAReceptiveFieldIsSilent() {
    Convolution convolution = new Convolution(new Shape(1, 2, 2), 1, Window.square(3, 1, 1));

    byte[] field = convolution.receptiveField(new byte[] {0, 1, 2, 3}, (byte) 9, 0, 0);

    assertThat(field).containsExactly(9, 9, 9, 9, 0, 1, 9, 2, 3);
  }
}
