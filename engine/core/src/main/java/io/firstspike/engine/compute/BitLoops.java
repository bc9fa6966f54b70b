package io.firstspike.engine.compute;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Inner loops over words of bits, each the spikes of 64 neurons: counting how many synapses of a
 * neuron miss one, and pooling. All implementations give the same bits. Not thread-safe: an
 * implementation may keep buffers, so make one for each thread ({@link InnerLoops}).
 */
@API(status = Status.MAINTAINED)
public interface BitLoops {

  /** Words of one plane that {@link #atMost} works on at once. */
  int TILE = 8;

  /** Entries by which rows of taps are filled up. */
  int BLOCK = 8;

  /**
   * Counts, for each of {@value #TILE} x 64 neurons at once, how many of some planes have its bit
   * set, and tells which neurons count at most so many.
   *
   * @param taps the planes to count: where in {@code tile} each one's {@value #TILE} words begin. A
   *     multiple of {@value #BLOCK}; a plane without bits fills it up
   * @param tile the planes' words
   * @param allowed the most a neuron may count, descending; the first is 0 or more, of the others
   *     -1 means that none may
   * @param fired for each of {@code allowed}, {@value #TILE} words from {@code at} on, {@code
   *     apart} words from one to the next: a bit is set where the neuron counts at most so many
   * @param at where the first one's words begin
   */
  void atMost(int[] taps, long[] tile, int[] allowed, long[] fired, int at, int apart);

  /**
   * Copies {@value #TILE} words of bits from bit {@code from} on, each turned, and 1 where {@code
   * others} has a 1.
   *
   * @param at the first word of {@code others}
   * @param to the first word that is written
   */
  void silent(long[] bits, int from, long[] others, int at, long[] silent, int to);

  /**
   * Copies {@value #TILE} rows of words into as many lanes: word {@code w} of row {@code l} goes to
   * {@code to + w * TILE + l}.
   *
   * @param at the first word of the first row
   * @param apart words from one row to the next
   * @param count words of a row
   */
  void toLanes(long[] words, int at, int apart, long[] lanes, int to, int count);

  /**
   * Pools rows of bits, {@value #TILE} at a time, one in each lane: word {@code w} of lane {@code
   * l} stands at {@code w * TILE + l}. The 64 bits from each offset on are laid over each other;
   * then every bit is set that has one among the {@code width - 1} after it, and those of {@code
   * mask} are added to {@code packed}.
   *
   * @param offsets of bits, 0 or more
   * @param width 1 to 64
   * @param shift by which bits are shifted left before they are added
   * @param to the word of the first lane
   */
  void pool(long[] bits, int[] offsets, int width, long mask, int shift, long[] packed, int to);
}
