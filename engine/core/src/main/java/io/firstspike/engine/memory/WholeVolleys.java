package io.firstspike.engine.memory;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;
import java.util.Arrays;

/**
 * Keeps each volley exactly, as the gaps between its inputs that fired: one byte or two an input.
 * For volleys without locations, such as those joined from several layers.
 */
final class WholeVolleys implements VolleyCoding {

  /** The largest gap of one byte; a larger one takes two bytes or more, seven bits in each. */
  private static final int SHORT = 0x7f;

  private final VolleyBuffer recalled;
  private final int steps;
  private int[] neurons = new int[256];

  WholeVolleys(Shape shape, int steps) {
    this.recalled = new VolleyBuffer(shape);
    this.steps = steps;
  }

  @Override
  public byte[] code(Spikes volley) {
    int[] sorted = new int[volley.count()];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = volley.spike(i);
    }
    Arrays.sort(sorted);
    byte[] code = new byte[5 * sorted.length];
    int at = 0;
    int before = -1;
    for (int neuron : sorted) {
      int gap = neuron - before - 1;
      before = neuron;
      for (; gap > SHORT; gap >>>= 7) {
        code[at++] = (byte) (gap | ~SHORT);
      }
      code[at++] = (byte) gap;
    }
    return Arrays.copyOf(code, at);
  }

  @Override
  public Volley recall(byte[] code, int from) {
    int count = 0;
    int neuron = -1;
    int gap = 0;
    int shift = 0;
    for (int at = from; at < code.length; at++) {
      gap |= (code[at] & SHORT) << shift;
      shift += 7;
      if (code[at] >= 0) {
        neuron += gap + 1;
        if (count == neurons.length) {
          neurons = Arrays.copyOf(neurons, 2 * count);
        }
        neurons[count++] = neuron;
        gap = 0;
        shift = 0;
      }
    }
    return recalled.fillLast(steps, neurons, count);
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public int words() {
    return 0;
  }

  @Override
  public byte[] word(int index) {
    throw new IndexOutOfBoundsException(index);
  }

  @Override
  public void addWord(byte[] word) {
    throw new IllegalArgumentException("whole volleys have no words");
  }
}
