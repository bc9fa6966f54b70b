package io.firstspike.engine.vector;

import io.firstspike.engine.compute.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on the machine's vector registers, whatever their length. Products and sums are rounded
 * one by one, never fused, as plain Java does it. Needs {@code --add-modules jdk.incubator.vector}.
 */
public final class VectorKernels implements Kernels {

  /** Where {@link Kernels#fastest} finds these. */
  public static final class Source implements Provider {

    @Override
    public Kernels kernels() {
      return new VectorKernels();
    }
  }

  private static final VectorSpecies<Long> WORDS =
      LongVector.SPECIES_PREFERRED.length() <= TILE
          ? LongVector.SPECIES_PREFERRED
          : LongVector.SPECIES_512;
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  /** Counters have seven digits, all in registers: the most they can hold. */
  private static final int MOST = 127;

  private final Kernels plain = Kernels.plain();

  @Override
  public void atMost(int[] taps, long[] tile, int[] allowed, long[] fired, int at, int apart) {
    if (allowed[0] >= MOST) {
      plain.atMost(taps, tile, allowed, fired, at, apart);
      return;
    }
    for (int word = 0; word < TILE; word += WORDS.length()) {
      count(taps, tile, word, allowed, fired, at + word, apart);
    }
  }

  /** As the plain kernel counts, on several words at once. */
  private static void count(
      int[] taps, long[] tile, int word, int[] allowed, long[] fired, int at, int apart) {
    int begin = MOST - allowed[0];
    LongVector d0 = LongVector.broadcast(WORDS, -(begin >> 0 & 1L));
    LongVector d1 = LongVector.broadcast(WORDS, -(begin >> 1 & 1L));
    LongVector d2 = LongVector.broadcast(WORDS, -(begin >> 2 & 1L));
    LongVector d3 = LongVector.broadcast(WORDS, -(begin >> 3 & 1L));
    LongVector d4 = LongVector.broadcast(WORDS, -(begin >> 4 & 1L));
    LongVector d5 = LongVector.broadcast(WORDS, -(begin >> 5 & 1L));
    LongVector d6 = LongVector.broadcast(WORDS, -(begin >> 6 & 1L));
    LongVector out = LongVector.zero(WORDS);
    for (int i = 0; i < taps.length; i += BLOCK) {
      LongVector a = LongVector.fromArray(WORDS, tile, taps[i] + word);
      LongVector b = LongVector.fromArray(WORDS, tile, taps[i + 1] + word);
      LongVector ab = a.lanewise(VectorOperators.XOR, b);
      LongVector twoA = a.and(b).or(ab.and(d0));
      d0 = d0.lanewise(VectorOperators.XOR, ab);
      a = LongVector.fromArray(WORDS, tile, taps[i + 2] + word);
      b = LongVector.fromArray(WORDS, tile, taps[i + 3] + word);
      ab = a.lanewise(VectorOperators.XOR, b);
      LongVector twoB = a.and(b).or(ab.and(d0));
      d0 = d0.lanewise(VectorOperators.XOR, ab);
      LongVector twoAb = twoA.lanewise(VectorOperators.XOR, twoB);
      LongVector fourA = twoA.and(twoB).or(twoAb.and(d1));
      d1 = d1.lanewise(VectorOperators.XOR, twoAb);
      a = LongVector.fromArray(WORDS, tile, taps[i + 4] + word);
      b = LongVector.fromArray(WORDS, tile, taps[i + 5] + word);
      ab = a.lanewise(VectorOperators.XOR, b);
      twoA = a.and(b).or(ab.and(d0));
      d0 = d0.lanewise(VectorOperators.XOR, ab);
      a = LongVector.fromArray(WORDS, tile, taps[i + 6] + word);
      b = LongVector.fromArray(WORDS, tile, taps[i + 7] + word);
      ab = a.lanewise(VectorOperators.XOR, b);
      twoB = a.and(b).or(ab.and(d0));
      d0 = d0.lanewise(VectorOperators.XOR, ab);
      twoAb = twoA.lanewise(VectorOperators.XOR, twoB);
      LongVector fourB = twoA.and(twoB).or(twoAb.and(d1));
      d1 = d1.lanewise(VectorOperators.XOR, twoAb);
      LongVector fourAb = fourA.lanewise(VectorOperators.XOR, fourB);
      LongVector carry = fourA.and(fourB).or(fourAb.and(d2));
      d2 = d2.lanewise(VectorOperators.XOR, fourAb);
      LongVector next = d3.and(carry);
      d3 = d3.lanewise(VectorOperators.XOR, carry);
      carry = d4.and(next);
      d4 = d4.lanewise(VectorOperators.XOR, next);
      next = d5.and(carry);
      d5 = d5.lanewise(VectorOperators.XOR, carry);
      carry = d6.and(next);
      d6 = d6.lanewise(VectorOperators.XOR, next);
      out = out.or(carry);
    }
    LongVector left = out.not();
    left.intoArray(fired, at);
    for (int i = 1; i < allowed.length; i++) {
      // What fewer are allowed is added: a carry out of the last digit means more than these, too.
      // With one digit of a number that is the same everywhere, a carry is the majority of three.
      int fewer = allowed[0] - allowed[i];
      LongVector bit = LongVector.broadcast(WORDS, -(fewer & 1L));
      LongVector carry = d0.and(bit);
      bit = LongVector.broadcast(WORDS, -(fewer >> 1 & 1L));
      carry = d1.and(bit).or(carry.and(d1.or(bit)));
      bit = LongVector.broadcast(WORDS, -(fewer >> 2 & 1L));
      carry = d2.and(bit).or(carry.and(d2.or(bit)));
      bit = LongVector.broadcast(WORDS, -(fewer >> 3 & 1L));
      carry = d3.and(bit).or(carry.and(d3.or(bit)));
      bit = LongVector.broadcast(WORDS, -(fewer >> 4 & 1L));
      carry = d4.and(bit).or(carry.and(d4.or(bit)));
      bit = LongVector.broadcast(WORDS, -(fewer >> 5 & 1L));
      carry = d5.and(bit).or(carry.and(d5.or(bit)));
      bit = LongVector.broadcast(WORDS, -(fewer >> 6 & 1L));
      carry = d6.and(bit).or(carry.and(d6.or(bit)));
      left.and(carry.not()).intoArray(fired, at + i * apart);
    }
  }

  @Override
  public void correlate(
      float[] values,
      int from,
      int columns,
      int window,
      float[][] kernels,
      float[][] sums,
      int cells) {
    for (int kernel = 0; kernel < kernels.length; kernel++) {
      if (kernels[kernel] != null) {
        correlate(values, from, columns, window, kernels[kernel], sums[kernel], cells);
      }
    }
  }

  private static void correlate(
      float[] values, int from, int columns, int window, float[] kernel, float[] sums, int cells) {
    int lanes = FLOATS.length();
    int cell = 0;
    for (; cell + lanes <= cells; cell += lanes) {
      FloatVector sum = FloatVector.zero(FLOATS);
      int at = from + cell;
      int end = at + window;
      for (int place = 0; place < kernel.length; place++) {
        sum = sum.add(FloatVector.fromArray(FLOATS, values, at).mul(kernel[place]));
        at++;
        if (at == end) {
          at += columns - window;
          end += columns;
        }
      }
      sum.intoArray(sums, cell);
    }
    for (; cell < cells; cell++) {
      float sum = 0;
      for (int place = 0; place < kernel.length; place++) {
        sum += values[from + cell + place / window * columns + place % window] * kernel[place];
      }
      sums[cell] = sum;
    }
  }
}
