package io.firstspike.engine.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TensorTextTest {

  @Property(tries = 1000, seed = "1")
  void everyFloatComesBackBitForBit(@ForAll int bits) {
    float value = Float.intBitsToFloat(bits);
    String text = TensorText.write(NumericArray.of(new float[] {value}, 1));

    float read = TensorText.readFloats("t", text).floats()[0];

    assertThat(Float.floatToIntBits(read)).isEqualTo(Float.floatToIntBits(value));
  }

  @Test
  void floatsAreWrittenAsNumpyDoes() {
    float[] values = {0.1f, 1, -0f, 1e-5f, 123456.79f, 1e16f, 1e22f, 1e-4f, Float.NaN};

    assertThat(TensorText.write(NumericArray.of(values, 9)))
        .isEqualTo("9\n0.1,1.0,-0.0,1e-05,123456.79,1e+16,1e+22,0.0001,nan\n");
  }

  @Test
  void textThatIsNoTensorIsNamed() {
    assertThatThrownBy(() -> TensorText.readFloats("w.txt", "2\n1.0"))
        .isInstanceOf(FormatException.class)
        .hasMessage("w.txt has 1 values for dimensions 2");
    assertThatThrownBy(() -> TensorText.readFloats("w.txt", "1\none"))
        .hasMessage("w.txt: value 0 is no number: one");
    assertThatThrownBy(() -> TensorText.readIntegers("w.txt", "1\n1.5"))
        .hasMessage("w.txt: value 0 is no integer: 1.5");
    assertThatThrownBy(() -> TensorText.readFloats("w.txt", "1.0,2.0"))
        .hasMessageContaining("has 1 lines");
    assertThatThrownBy(() -> TensorText.readFloats("w.txt", "-1\n1.0"))
        .hasMessageContaining("these are no dimensions: -1");
  }
}
