package io.firstspike.engine.memory;

import java.util.Arrays;

/**
 * Groups of similar patterns, so that not all of a codebook's patterns need be compared: a search
 * looks through the group whose centre is nearest, and another one whose centre is about as near.
 *
 * <p>A new pattern joins the nearest group. Whenever the number of patterns has doubled, all are
 * grouped anew, into as many groups as the square root of their number, by a few steps of k-means
 * (S. P. Lloyd: Least squares quantization in PCM, 1982) with the distance of Hamming, whose centre
 * of a group is what most of its patterns have. The groups follow from the patterns and their order
 * alone.
 *
 * <p>A group's patterns lie one after the other, {@code longs} numbers each, for the search to read
 * them in one run.
 */
final class WordGroups {

  private static final int STEPS = 3;

  /** The second group is searched, too, if its centre differs in no more maps than so many more. */
  private static final int ABOUT_AS_NEAR = 1;

  /** The fewest patterns that are grouped. */
  private static final int FEWEST = 16;

  private static final int INDEX_BITS = 12;
  private static final int INDEX = (1 << INDEX_BITS) - 1;

  private final int longs;
  private long[] centres;
  private long[][] patterns;
  private int[][] numbers;
  private int[] sizes;
  private int size;

  /** The results of the last search. */
  private int nearest;

  private int least;
  private int nearestGroup;
  private int secondGroup;

  /**
   * Creates groups of no pattern.
   *
   * @param longs number of longs of a pattern
   */
  WordGroups(int longs) {
    this.longs = longs;
    makeGroups(1);
  }

  private void makeGroups(int count) {
    centres = new long[count * longs];
    patterns = new long[count][4 * longs];
    numbers = new int[count][4];
    sizes = new int[count];
  }

  /** The number of the pattern that the last search found; -1 if there is none. */
  int nearest() {
    return nearest;
  }

  /** The number of maps in which it differs from the pattern that was searched for. */
  int least() {
    return least;
  }

  /** Searches the nearest groups for the pattern nearest to the one at {@code pattern[from]}. */
  void search(long[] pattern, int from) {
    searchCentres(pattern, from);
    nearest = -1;
    least = Integer.MAX_VALUE;
    searchGroup(nearestGroup, pattern, from);
    if (secondGroup >= 0) {
      searchGroup(secondGroup, pattern, from);
    }
  }

  /**
   * Finds the group whose centre is nearest, and the second, -1 if it is not about as near.
   * Distance and index are compared as one number, which takes no branches.
   */
  private void searchCentres(long[] pattern, int from) {
    int first = Integer.MAX_VALUE;
    int second = Integer.MAX_VALUE;
    for (int group = 0; group < sizes.length; group++) {
      int key = distance(centres, group * longs, pattern, from) << INDEX_BITS | group;
      second = Math.min(second, Math.max(first, key));
      first = Math.min(first, key);
    }
    nearestGroup = first & INDEX;
    boolean near = (second >>> INDEX_BITS) - (first >>> INDEX_BITS) <= ABOUT_AS_NEAR;
    secondGroup = near ? second & INDEX : -1;
  }

  private void searchGroup(int group, long[] pattern, int from) {
    long[] members = patterns[group];
    int size = sizes[group];
    int first = Integer.MAX_VALUE;
    for (int i = 0, at = 0; i < size; i++, at += longs) {
      first = Math.min(first, distance(members, at, pattern, from) << INDEX_BITS | i);
    }
    if (size > 0 && first >>> INDEX_BITS < least) {
      least = first >>> INDEX_BITS;
      nearest = numbers[group][first & INDEX];
    }
  }

  /** The number of maps in which two patterns differ. */
  private int distance(long[] a, int at, long[] b, int from) {
    int distance = 0;
    int i = 0;
    for (; i + 4 <= longs; i += 4) {
      distance +=
          Long.bitCount(a[at + i] ^ b[from + i])
              + Long.bitCount(a[at + i + 1] ^ b[from + i + 1])
              + Long.bitCount(a[at + i + 2] ^ b[from + i + 2])
              + Long.bitCount(a[at + i + 3] ^ b[from + i + 3]);
    }
    for (; i < longs; i++) {
      distance += Long.bitCount(a[at + i] ^ b[from + i]);
    }
    return distance;
  }

  /**
   * Adds the last of {@code words}, which has the number {@code count - 1}.
   *
   * @param words all patterns, in the order of their numbers
   * @param count how many they are
   */
  void add(long[] words, int count) {
    size = count;
    if (count >= FEWEST && Integer.bitCount(count) == 1) {
      groupAnew(words);
    } else {
      searchCentres(words, (count - 1) * longs);
      join(nearestGroup, words, count - 1);
    }
  }

  private void join(int group, long[] words, int number) {
    int place = sizes[group]++;
    if (place == numbers[group].length) {
      numbers[group] = Arrays.copyOf(numbers[group], 2 * place);
      patterns[group] = Arrays.copyOf(patterns[group], 2 * place * longs);
    }
    numbers[group][place] = number;
    System.arraycopy(words, number * longs, patterns[group], place * longs, longs);
  }

  private void groupAnew(long[] words) {
    int count = (int) Math.sqrt(size);
    makeGroups(count);
    for (int group = 0; group < count; group++) {
      System.arraycopy(words, group * size / count * longs, centres, group * longs, longs);
    }
    for (int step = 0; step < STEPS; step++) {
      joinNearest(words);
      for (int group = 0; group < count; group++) {
        centre(group);
      }
    }
    joinNearest(words);
  }

  private void joinNearest(long[] words) {
    Arrays.fill(sizes, 0);
    for (int number = 0; number < size; number++) {
      searchCentres(words, number * longs);
      join(nearestGroup, words, number);
    }
  }

  /** Moves a group's centre to what more than half of its patterns have; an empty group's stays. */
  private void centre(int group) {
    if (sizes[group] == 0) {
      return;
    }
    int[] ones = new int[longs * Long.SIZE];
    for (int i = 0; i < sizes[group] * longs; i++) {
      int first = i % longs * Long.SIZE;
      for (long rest = patterns[group][i]; rest != 0; rest &= rest - 1) {
        ones[first + Long.numberOfTrailingZeros(rest)]++;
      }
    }
    Arrays.fill(centres, group * longs, (group + 1) * longs, 0);
    for (int map = 0; map < ones.length; map++) {
      if (2 * ones[map] > sizes[group]) {
        centres[group * longs + map / Long.SIZE] |= 1L << map;
      }
    }
  }
}
