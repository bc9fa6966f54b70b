package io.firstspike.engine.memory;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Groups of similar patterns, so that not all of a codebook's patterns need be compared: a search
 * looks through the group whose centre is nearest, and another one whose centre is about as near.
 * Where there are many groups, their centres are grouped themselves.
 *
 * <p>A new pattern joins the nearest group. Whenever the number of patterns has doubled, all are
 * grouped anew by a few steps of k-means (S. P. Lloyd: Least squares quantization in PCM, 1982)
 * with the distance of Hamming, whose centre of a group is what most of its patterns have. The
 * groups follow from the patterns and their order alone.
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

  /** Of so many patterns on, the centres of groups are grouped, and groups have few patterns. */
  private static final int MANY = 1024;

  private static final int FEW = 16;

  /** A distance and a number are compared as one: the number is in the low bits. */
  private static final int NUMBER_BITS = 16;

  private static final int NONE = Integer.MAX_VALUE;

  private final int longs;
  private long[] centres;
  private WordGroups above;
  private long[][] patterns;
  private int[][] numbers;
  private int[] sizes;

  /** The results of the last search: distances and numbers of the nearest two patterns. */
  private int first;

  private int second;

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
    above = null;
    patterns = new long[count][4 * longs];
    numbers = new int[count][4];
    sizes = new int[count];
  }

  /** The number of the pattern that the last search found; -1 if there is none. */
  int nearest() {
    return number(first);
  }

  /** The number of maps in which it differs from the pattern that was searched for. */
  int least() {
    return first >>> NUMBER_BITS;
  }

  /** The second one that the last search found, if it is about as near; -1 if it is not. */
  private int aboutAsNear() {
    return (second >>> NUMBER_BITS) - least() <= ABOUT_AS_NEAR ? number(second) : -1;
  }

  private static int number(int found) {
    return found == NONE ? -1 : found & (1 << NUMBER_BITS) - 1;
  }

  /** Searches the nearest groups for the pattern nearest to the one at {@code pattern[from]}. */
  void search(long[] pattern, int from) {
    findGroups(pattern, from);
    int nearest = nearest();
    int other = aboutAsNear();
    first = NONE;
    second = NONE;
    searchAll(patterns[nearest], numbers[nearest], sizes[nearest], pattern, from);
    if (other >= 0) {
      searchAll(patterns[other], numbers[other], sizes[other], pattern, from);
    }
  }

  /** Finds the two groups whose centres are nearest. */
  private void findGroups(long[] pattern, int from) {
    if (above != null) {
      above.search(pattern, from);
      first = above.first;
      second = above.second;
    } else {
      first = NONE;
      second = NONE;
      searchAll(centres, null, sizes.length, pattern, from);
    }
  }

  /**
   * Compares a pattern with all of some.
   *
   * @param names their numbers; null if they are numbered as they lie
   */
  private void searchAll(long[] some, int[] names, int count, long[] pattern, int from) {
    int nearest = first;
    int other = second;
    for (int i = 0, at = 0; i < count; i++, at += longs) {
      int key = distance(some, at, pattern, from) << NUMBER_BITS | (names == null ? i : names[i]);
      other = Math.min(other, Math.max(nearest, key));
      nearest = Math.min(nearest, key);
    }
    first = nearest;
    second = other;
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
    if (count >= FEWEST && Integer.bitCount(count) == 1) {
      groupAnew(words, count);
    } else {
      findGroups(words, (count - 1) * longs);
      join(nearest(), words, count - 1);
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

  private void groupAnew(long[] words, int size) {
    int count = size >= MANY ? size / FEW : (int) Math.sqrt(size);
    makeGroups(count);
    for (int group = 0; group < count; group++) {
      System.arraycopy(words, group * size / count * longs, centres, group * longs, longs);
    }
    for (int step = 0; step < STEPS; step++) {
      joinNearest(words, size);
      for (int group = 0; group < count; group++) {
        centre(group);
      }
    }
    joinNearest(words, size);
    dropEmpty();
  }

  /** A search that ended in an empty group would find nothing. */
  private void dropEmpty() {
    int[] filled = IntStream.range(0, sizes.length).filter(group -> sizes[group] > 0).toArray();
    for (int i = 0; i < filled.length; i++) {
      System.arraycopy(centres, filled[i] * longs, centres, i * longs, longs);
      patterns[i] = patterns[filled[i]];
      numbers[i] = numbers[filled[i]];
      sizes[i] = sizes[filled[i]];
    }
    centres = Arrays.copyOf(centres, filled.length * longs);
    patterns = Arrays.copyOf(patterns, filled.length);
    numbers = Arrays.copyOf(numbers, filled.length);
    sizes = Arrays.copyOf(sizes, filled.length);
    if (above != null) {
      groupCentres();
    }
  }

  private void groupCentres() {
    above = new WordGroups(longs);
    for (int group = 0; group < sizes.length; group++) {
      above.add(centres, group + 1);
    }
  }

  private void joinNearest(long[] words, int size) {
    if (size >= MANY) {
      groupCentres();
    }
    Arrays.fill(sizes, 0);
    for (int number = 0; number < size; number++) {
      findGroups(words, number * longs);
      join(nearest(), words, number);
    }
  }

  /** Moves a group's centre to what more than half of its patterns have; an empty group's stays. */
  private void centre(int group) {
    if (sizes[group] == 0) {
      return;
    }
    int[] ones = new int[longs * Long.SIZE];
    for (int i = 0; i < sizes[group] * longs; i++) {
      int map = i % longs * Long.SIZE;
      for (long rest = patterns[group][i]; rest != 0; rest &= rest - 1) {
        ones[map + Long.numberOfTrailingZeros(rest)]++;
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
