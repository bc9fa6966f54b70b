package io.firstspike.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Numbered patterns of maps. It grows with the patterns that it is shown: one that differs from the
 * others in more than a 64th of the maps becomes a new one, until the book is full (leader
 * clustering: J. A. Hartigan, Clustering algorithms, 1975). A pattern never changes once it has its
 * number, so codes stay valid. The same patterns in the same order get the same numbers.
 */
final class Codebook {

  static final char[] NO_MAPS = {};

  /** A pattern that differs in no more than one part in so many of the maps is the same. */
  private static final int SAME = 64;

  private final int most;
  private final int longs;
  private final int radius;
  private final long[] words;
  private final char[][] maps;
  private final WordGroups groups;
  private int size;

  /**
   * Creates an empty book.
   *
   * @param most the most patterns
   * @param maps number of maps of a pattern
   */
  Codebook(int most, int maps) {
    this.most = most;
    this.longs = (maps + Long.SIZE - 1) / Long.SIZE;
    this.radius = (maps + SAME - 1) / SAME;
    this.words = new long[most * longs];
    this.maps = new char[most][];
    this.groups = new WordGroups(longs);
  }

  /** The number of patterns. */
  int size() {
    return size;
  }

  /** The bytes that the patterns take. */
  long bytes() {
    return (long) size * longs * Long.BYTES;
  }

  /** The maps of pattern {@code number}, ascending; not to be changed. */
  char[] maps(int number) {
    return maps[number];
  }

  /**
   * Finds the number of a pattern near the one at {@code pattern[from]}: the nearest of a group or
   * two. If it is not near, the pattern is added, as long as there is room.
   */
  int number(long[] pattern, int from) {
    groups.search(pattern, from);
    return groups.least() > radius && size < most ? add(pattern, from) : groups.nearest();
  }

  private int add(long[] pattern, int from) {
    System.arraycopy(pattern, from, words, size * longs, longs);
    maps[size] = firing(pattern, from);
    size++;
    groups.add(words, size);
    return size - 1;
  }

  private char[] firing(long[] pattern, int from) {
    char[] firing = new char[longs * Long.SIZE];
    int count = 0;
    for (int i = 0; i < longs; i++) {
      for (long rest = pattern[from + i]; rest != 0; rest &= rest - 1) {
        firing[count++] = (char) (i * Long.SIZE + Long.numberOfTrailingZeros(rest));
      }
    }
    return Arrays.copyOf(firing, count);
  }

  /** The bytes of a pattern, for {@link #add}. */
  byte[] word(int number) {
    ByteBuffer bytes = ByteBuffer.allocate(longs * Long.BYTES);
    bytes.asLongBuffer().put(words, number * longs, longs);
    return bytes.array();
  }

  /** Adds a pattern that {@link #word} gave. */
  void add(byte[] word) {
    long[] pattern = new long[longs];
    ByteBuffer.wrap(word).asLongBuffer().get(pattern);
    add(pattern, 0);
  }
}
