package io.firstspike.engine.plasticity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors worked out by hand: of 3 neurons in 10 time steps, with a gap of 3; 10 is silent. */
class SpikeTimeErrorTest {

  @ParameterizedTest
  @CsvSource({
    // the right one leads by the gap; others are late enough
    "2 5 9,  0,  0 0 0",
    // it leads, but by less: the other one is to fire at 2 + 3
    "2 4 9,  0,  0 1 0",
    // another one leads: the right one is to fire with it, and that one 3 later
    "6 2 9,  0,  -4 3 0",
    // a tie: the other one is to wait
    "2 2 2,  1,  3 0 3",
    // nobody can be asked to fire after the last step
    "8 9 10, 0,  0 1 0",
    "9 8 8,  0,  -1 2 2",
    // a silent one of the right label
    "10 4 10, 0, -6 3 0",
    // all are silent: the right one is to fire 3 before the end
    "10 10 10, 2, 0 0 -3",
  })
  void theRightNeuronIsToBeFirstByTheGap(String times, int label, String tenths) {
    String[] expected = tenths.split(" ");
    float[] errors = new float[3];
    boolean any = SpikeTimeError.of(bytes(times), 10, label, 3, errors);
    boolean anyExpected = false;
    for (int i = 0; i < 3; i++) {
      assertThat(errors[i]).isEqualTo(Float.parseFloat(expected[i]) / 10);
      anyExpected |= errors[i] != 0;
    }
    assertThat(any).isEqualTo(anyExpected);
  }

  private static byte[] bytes(String numbers) {
    String[] words = numbers.split(" ");
    byte[] bytes = new byte[words.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Byte.parseByte(words[i]);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({"3 -4 0, 0.6 -0.8 0", "0 0 0, 0 0 0", "-0.5 0 0, -1 0 0"})
  void scalingGivesLengthOne(String numbers, String scaled) {
    float[] values = floats(numbers);
    SpikeTimeError.scale(values);
    assertThat(values).containsExactly(floats(scaled));
  }

  private static float[] floats(String numbers) {
    String[] words = numbers.split(" ");
    float[] floats = new float[words.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.parseFloat(words[i]);
    }
    return floats;
  }
}
