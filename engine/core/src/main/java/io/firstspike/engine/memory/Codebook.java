package io.firstspike.engine.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Numbered patterns of maps. It grows with the patterns that it is shown: one that differs from the
 * others in more than a 64th of the maps becomes a new one, until the book is full (leader
 * clustering: J. A. Hartigan, Clustering algorithms, 1975). A pattern never changes once it has its
 * number, so codes stay valid.
 *
 * <p>So that not all patterns need be compared, they are kept in groups around some that differ
 * much, and only the two groups that are nearest are looked through. The same patterns in the same
 * order get the same numbers.
 */
final class Codebook {

  static final int[] NO_MAPS = {};

  /** A pattern that differs in no more than one part in so many of the maps is the same. */
  private static final int SAME = 64;

  /** A pattern that differs from all groups in more than one part in so many makes a new group. */
  private static final int APART = 10;

  private static final int MOST_GROUPS = 32;

  private final int most;
  private final int longs;
  private final int radius;
  private final int apart;
  private final long[] words;
  private final int[][] maps;
  private final int[][] groups = new int[MOST_GROUPS][];
  private final int[] members = new int[MOST_GROUPS];
  private int groupCount;
  private int size;

  /** The results of the last search. */
  private int nearest;

  private int least;
  private int nearestGroup;
  private int secondGroup;
  private int leastToGroup;

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
    this.apart = maps / APART;
    this.words = new long[most * longs];
    this.maps = new int[most][];
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
  int[] maps(int number) {
    return maps[number];
  }

  /**
   * Finds the number of the nearest pattern of the two nearest groups to the one at {@code
   * pattern[from]}. If it is not near, the pattern is added, as long as there is room.
   */
  int number(long[] pattern, int from) {
    searchGroups(pattern, from);
    nearest = -1;
    least = Integer.MAX_VALUE;
    search(nearestGroup, pattern, from);
    search(secondGroup, pattern, from);
    return least > radius && size < most ? add(pattern, from) : nearest;
  }

  /** Finds the two groups whose first patterns are nearest; -1 for one that does not exist. */
  private void searchGroups(long[] pattern, int from) {
    nearestGroup = -1;
    secondGroup = -1;
    leastToGroup = Integer.MAX_VALUE;
    int second = Integer.MAX_VALUE;
    for (int group = 0; group < groupCount; group++) {
      int distance = distance(groups[group][0], pattern, from);
      if (distance < leastToGroup) {
        second = leastToGroup;
        secondGroup = nearestGroup;
        leastToGroup = distance;
        nearestGroup = group;
      } else if (distance < second) {
        second = distance;
        secondGroup = group;
      }
    }
  }

  private void search(int group, long[] pattern, int from) {
    for (int i = 0; group >= 0 && i < members[group] && least > 0; i++) {
      int distance = distance(groups[group][i], pattern, from);
      if (distance < least) {
        least = distance;
        nearest = groups[group][i];
      }
    }
  }

  /** The number of maps in which two patterns differ. */
  private int distance(int number, long[] pattern, int from) {
    int distance = 0;
    for (int i = 0; i < longs; i++) {
      distance += Long.bitCount(words[number * longs + i] ^ pattern[from + i]);
    }
    return distance;
  }

  /** Adds a pattern for which the nearest groups have been searched. */
  private int add(long[] pattern, int from) {
    System.arraycopy(pattern, from, words, size * longs, longs);
    int[] fired = new int[longs * Long.SIZE];
    int count = 0;
    for (int i = 0; i < longs; i++) {
      for (long rest = pattern[from + i]; rest != 0; rest &= rest - 1) {
        fired[count++] = i * Long.SIZE + Long.numberOfTrailingZeros(rest);
      }
    }
    maps[size] = Arrays.copyOf(fired, count);
    if (nearestGroup < 0 || leastToGroup > apart && groupCount < MOST_GROUPS) {
      nearestGroup = groupCount++;
      groups[nearestGroup] = new int[4];
    }
    int place = members[nearestGroup]++;
    if (place == groups[nearestGroup].length) {
      groups[nearestGroup] = Arrays.copyOf(groups[nearestGroup], 2 * place);
    }
    groups[nearestGroup][place] = size;
    return size++;
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
    searchGroups(pattern, 0);
    add(pattern, 0);
  }
}
