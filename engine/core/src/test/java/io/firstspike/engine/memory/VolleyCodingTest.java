package io.firstspike.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VolleyCodingTest {

  private static final int STEPS = 15;

  @Test
  void aVolleyWithoutLocationsComesBackExactly() {
    Shape shape = new Shape(20_000, 1, 1);
    VolleyCoding coding = VolleyCoding.of(shape, STEPS, 512, 1_000_000);
    Random random = new Random(1);
    for (double share : new double[] {0, 0.0003, 0.1, 1}) {
      Volley volley = RandomLayers.volley(shape, STEPS, share, random);
      Volley recalled = coding.recall(coding.code(volley), 0);
      assertThat(neurons(recalled)).isEqualTo(neurons(volley));
      assertThat(recalled.start(STEPS - 1)).as("all spikes are in the last step").isZero();
    }
    assertThat(coding.bytes()).isZero();
  }

  /** As long as the codebook has room, only patterns that hardly differ are taken for the same. */
  @Test
  void patternsComeBackExactlyWhileThereIsRoomForThem() {
    Shape shape = new Shape(70, 5, 4);
    VolleyCoding coding = VolleyCoding.of(shape, STEPS, 512, 1_000_000);
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      Volley volley = RandomLayers.volley(shape, STEPS, i == 0 ? 0 : 0.2, random);
      assertThat(neurons(coding.recall(coding.code(volley), 0)))
          .as("volley %d", i)
          .isEqualTo(neurons(volley));
    }
    assertThat(coding.words()).isEqualTo(19 * 20);
    assertThat(coding.bytes()).isEqualTo(19 * 20 * 16);
  }

  @Test
  void aFullCodebookGivesPatternsThatAreNear() {
    Shape shape = new Shape(64, 4, 4);
    // Room for eight patterns of eight bytes.
    VolleyCoding coding = VolleyCoding.of(shape, STEPS, 512, 8 * 8 * 8);
    Volley low = maps(shape, 0, 20);
    Volley high = maps(shape, 40, 60);
    coding.code(low);
    coding.code(high);
    Random random = new Random(3);
    for (int i = 0; i < 10; i++) {
      coding.code(RandomLayers.volley(shape, STEPS, 0.5, random));
    }
    assertThat(coding.words()).isEqualTo(8);
    byte[] code = coding.code(maps(shape, 1, 19));
    assertThat(neurons(coding.recall(code, 0))).isEqualTo(neurons(low));
    assertThat(code).as("16 bits and 16 numbers of 3 bits").hasSize(2 + 6);
  }

  @Test
  void aCodebookHasNoMoreWordsThanItMay() {
    Shape shape = new Shape(64, 4, 4);
    VolleyCoding coding = VolleyCoding.of(shape, STEPS, 4, 1_000_000);
    Random random = new Random(3);
    for (int i = 0; i < 10; i++) {
      coding.code(RandomLayers.volley(shape, STEPS, 0.5, random));
    }
    assertThat(coding.words()).isEqualTo(4);
    byte[] code = coding.code(RandomLayers.volley(shape, STEPS, 0.5, random));
    assertThat(code).as("16 bits and 16 numbers of 2 bits").hasSize(2 + 4);
  }

  @Test
  void wordsMakeAnotherCodingTheSame() {
    Shape shape = new Shape(130, 6, 6);
    VolleyCoding coding = VolleyCoding.of(shape, STEPS, 512, 20_000);
    Random random = new Random(4);
    for (int i = 0; i < 30; i++) {
      coding.code(RandomLayers.volley(shape, STEPS, 0.1, random));
    }
    VolleyCoding other = VolleyCoding.of(shape, STEPS, 512, 20_000);
    for (int word = 0; word < coding.words(); word++) {
      other.addWord(coding.word(word));
    }
    for (int i = 0; i < 30; i++) {
      Volley volley = RandomLayers.volley(shape, STEPS, 0.1, random);
      byte[] code = coding.code(volley);
      assertThat(other.code(volley)).isEqualTo(code);
      assertThat(neurons(other.recall(code, 0))).isEqualTo(neurons(coding.recall(code, 0)));
    }
  }

  /** Maps {@code from} to {@code to - 1} fire everywhere. */
  private static Volley maps(Shape shape, int from, int to) {
    byte[] latencies = new byte[shape.size()];
    Arrays.fill(latencies, (byte) STEPS);
    Arrays.fill(latencies, from * shape.locations(), to * shape.locations(), (byte) 3);
    return Volley.ofLatencies(shape, STEPS, latencies);
  }

  private static int[] neurons(Volley volley) {
    int[] neurons = new int[volley.count()];
    for (int i = 0; i < neurons.length; i++) {
      neurons[i] = volley.spike(i);
    }
    Arrays.sort(neurons);
    return neurons;
  }
}
