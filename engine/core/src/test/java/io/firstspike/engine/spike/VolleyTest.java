package io.firstspike.engine.spike;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.firstspike.engine.oracle.RandomLayers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class VolleyTest {

  @Test
  void spikesAreSortedByTimeThenIndex() {
    Volley volley = Volley.ofLatencies(new Shape(1, 2, 3), 3, new byte[] {2, 0, 3, 2, 1, 0});

    assertThat(
            new int[] {
              volley.spike(0), volley.spike(1), volley.spike(2), volley.spike(3), volley.spike(4)
            })
        .containsExactly(1, 5, 4, 0, 3);
    assertThat(volley.count()).isEqualTo(5);
    assertThat(volley.start(1)).isEqualTo(2);
    assertThat(volley.end(1)).isEqualTo(3);
  }

  @Property(tries = 200, seed = "1")
  void latenciesComeBack(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 127) int steps,
      @ForAll @DoubleRange(min = 0, max = 1) double firing) {
    Shape shape = new Shape(3, 5, 7);
    Volley volley = RandomLayers.volley(shape, steps, firing, new Random(seed));

    assertThat(Volley.ofLatencies(shape, steps, volley.latencies())).isEqualTo(volley);
  }

  @Property(tries = 200, seed = "1")
  void bytesComeBackAsTheSameVolley(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 127) int steps,
      @ForAll @DoubleRange(min = 0, max = 1) double firing)
      throws IOException {
    Volley volley = RandomLayers.volley(new Shape(4, 9, 9), steps, firing, new Random(seed));

    assertThat(read(bytes(volley))).isEqualTo(volley);
  }

  @Property(tries = 20, seed = "1")
  void aLargeVolleyIsReadToItsLastByteAndNoFurther(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 0.5) double firing)
      throws IOException {
    // The gaps take one or two bytes, and there are more spikes than are read at a time.
    Volley volley = RandomLayers.volley(new Shape(10, 100, 100), 3, firing, new Random(seed));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    VolleyCodec.write(volley, out);
    out.writeInt(42);

    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    assertThat(VolleyCodec.read(in)).isEqualTo(volley);
    assertThat(in.readInt()).isEqualTo(42);
  }

  @Property(tries = 500, seed = "1")
  void damagedBytesGiveAnotherVolleyOrAnIoException(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = bytes(RandomLayers.volley(new Shape(2, 4, 4), 5, 0.5, random));
    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();

    try {
      assertThat(read(bytes)).isNotNull();
    } catch (EOFException e) {
      assertThat(bytes).isNotEmpty();
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("not a volley: ");
    }
  }

  @Test
  void spikesThatRepeatOrLeaveTheShapeAreRefused() {
    Shape shape = new Shape(1, 2, 2);

    assertThatThrownBy(() -> Volley.ofSpikes(shape, new int[] {1, 1}, new int[] {1, 2}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Volley.ofSpikes(shape, new int[] {4}, new int[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Volley.ofSpikes(shape, new int[] {2, 1}, new int[] {2}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void moreStepsThanALatencyHoldsAreRefused() {
    assertThatThrownBy(() -> Volley.ofLatencies(new Shape(1, 1, 1), 128, new byte[1]))
        .hasMessage("time steps must be 1 to 127, not 128");
  }

  private static byte[] bytes(Volley volley) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    VolleyCodec.write(volley, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static Volley read(byte[] bytes) throws IOException {
    return VolleyCodec.read(new DataInputStream(new ByteArrayInputStream(bytes)));
  }

  @Test
  void simultaneousSpikesComeInTheLastStep() {
    Shape shape = new Shape(1, 2, 3);

    VolleyBuffer buffer = new VolleyBuffer(shape);

    Volley volley = buffer.fillLast(4, new int[] {1, 4, 5, 0}, 3).copy();

    assertThat(volley).isEqualTo(Volley.ofLatencies(shape, 4, new byte[] {4, 3, 4, 4, 3, 3}));
    assertThatThrownBy(() -> buffer.fillLast(4, new int[] {1, 1}, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("spike of neuron 1 is out of range, out of order or a repeat");
    assertThatThrownBy(() -> buffer.fillLast(4, new int[] {6}, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** The claimed spikes exceed the heap of the tests, so allocating memory for them would fail. */
  @Test
  void spikesThatDoNotComeAreNotAllocated() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int most = Shape.MAX_NEURONS;
    for (int value : new int[] {most, 1, 1, 1, most}) {
      for (int rest = value; ; rest >>>= 7) {
        bytes.write(rest > 0x7f ? rest & 0x7f | 0x80 : rest);
        if (rest <= 0x7f) {
          break;
        }
      }
    }
    byte[] lie = bytes.toByteArray();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    assertThatThrownBy(() -> VolleyCodec.read(new DataInputStream(new ByteArrayInputStream(lie))))
        .isInstanceOf(IOException.class);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }
}
