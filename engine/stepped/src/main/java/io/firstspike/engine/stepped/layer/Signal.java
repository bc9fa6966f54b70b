package io.firstspike.engine.stepped.layer;

import java.util.Arrays;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Numbers that a node hands on in a time step, one for each element, most of them 0. Elements that
 * may not be 0 are marked, in a set of bits, so that others are passed over. Not thread-safe.
 *
 * <p>Marked elements are always visited in ascending order. Sums of floats depend on their order,
 * so results do not depend on how many elements are marked.
 */
@API(status = Status.MAINTAINED)
public final class Signal {

  final float[] values;

  /** Bit {@code i % 64} of word {@code i / 64} marks element {@code i}. */
  final long[] marks;

  public Signal(int size) {
    values = new float[size];
    marks = new long[(size + Long.SIZE - 1) / Long.SIZE];
  }

  public int size() {
    return values.length;
  }

  public float value(int element) {
    return values[element];
  }

  /** Sets one element. */
  public void set(int element, float value) {
    values[element] = value;
    mark(element);
  }

  void mark(int element) {
    marks[element >> 6] |= 1L << element;
  }

  /** Marks all elements. */
  void markAll() {
    Arrays.fill(marks, -1L);
    int rest = values.length & (Long.SIZE - 1);
    if (rest != 0) {
      marks[marks.length - 1] = (1L << rest) - 1;
    }
  }

  /** Sets all elements to 0. */
  public void clear() {
    for (int word = 0; word < marks.length; word++) {
      for (long left = marks[word]; left != 0; left &= left - 1) {
        values[(word << 6) + Long.numberOfTrailingZeros(left)] = 0;
      }
      marks[word] = 0;
    }
  }

  /** Adds another signal of the same size, element by element. */
  void add(Signal other) {
    for (int word = 0; word < marks.length; word++) {
      for (long left = other.marks[word]; left != 0; left &= left - 1) {
        int element = (word << 6) + Long.numberOfTrailingZeros(left);
        values[element] += other.values[element];
      }
      marks[word] |= other.marks[word];
    }
  }

  /** Becomes a copy of another signal of the same size. */
  void copy(Signal other) {
    clear();
    add(other);
  }

  /** The number of elements that are not 0. */
  public int count() {
    int count = 0;
    for (int word = 0; word < marks.length; word++) {
      for (long left = marks[word]; left != 0; left &= left - 1) {
        count += values[(word << 6) + Long.numberOfTrailingZeros(left)] == 0 ? 0 : 1;
      }
    }
    return count;
  }
}
