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
  private PatternRows centres;
  private WordGroups above;
  private PatternRows[] patterns;
  private int[][] numbers;
  private int[] distances = new int[FEWEST];

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
    this.centres = new PatternRows(longs);
    centres.add(new long[longs], 0);
    makeGroups();
  }

  /** Makes a group without patterns for each centre. */
  private void makeGroups() {
    above = null;
    patterns = new PatternRows[centres.size()];
    Arrays.setAll(patterns, group -> new PatternRows(longs));
    numbers = new int[patterns.length][4];
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
    searchAll(patterns[nearest], numbers[nearest], pattern, from);
    if (other >= 0) {
      searchAll(patterns[other], numbers[other], pattern, from);
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
      searchAll(centres, null, pattern, from);
    }
  }

  /**
   * Compares a pattern with all of some.
   *
   * @param names their numbers; null if they are numbered as they lie
   */
  private void searchAll(PatternRows some, int[] names, long[] pattern, int from) {
    if (distances.length < some.size()) {
      distances = new int[2 * some.size()];
    }
    int[] apart = distances;
    some.compare(pattern, from, apart);
    int nearest = first;
    int other = second;
    for (int i = 0; i < some.size(); i++) {
      int key = apart[i] << NUMBER_BITS | (names == null ? i : names[i]);
      other = Math.min(other, Math.max(nearest, key));
      nearest = Math.min(nearest, key);
    }
    first = nearest;
    second = other;
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
    int place = patterns[group].size();
    if (place == numbers[group].length) {
      numbers[group] = Arrays.copyOf(numbers[group], 2 * place);
    }
    numbers[group][place] = number;
    patterns[group].add(words, number * longs);
  }

  private void groupAnew(long[] words, int size) {
    int count = size >= MANY ? size / FEW : (int) Math.sqrt(size);
    centres = new PatternRows(longs);
    for (int group = 0; group < count; group++) {
      centres.add(words, group * size / count * longs);
    }
    for (int step = 0; step < STEPS; step++) {
      joinNearest(words, size);
      moveCentres();
    }
    joinNearest(words, size);
    dropEmpty();
  }

  /** A search that ended in an empty group would find nothing. */
  private void dropEmpty() {
    int[] filled =
        IntStream.range(0, patterns.length).filter(group -> patterns[group].size() > 0).toArray();
    long[] centre = new long[longs];
    PatternRows left = new PatternRows(longs);
    for (int i = 0; i < filled.length; i++) {
      centres.read(filled[i], centre, 0);
      left.add(centre, 0);
      patterns[i] = patterns[filled[i]];
      numbers[i] = numbers[filled[i]];
    }
    centres = left;
    patterns = Arrays.copyOf(patterns, filled.length);
    numbers = Arrays.copyOf(numbers, filled.length);
    if (above != null) {
      groupCentres();
    }
  }

  private void groupCentres() {
    above = new WordGroups(longs);
    long[] all = new long[centres.size() * longs];
    for (int group = 0; group < centres.size(); group++) {
      centres.read(group, all, group * longs);
      above.add(all, group + 1);
    }
  }

  private void joinNearest(long[] words, int size) {
    makeGroups();
    if (size >= MANY) {
      groupCentres();
    }
    for (int number = 0; number < size; number++) {
      findGroups(words, number * longs);
      join(nearest(), words, number);
    }
  }

  /** Moves centres to what more than half of a group's patterns have; an empty group's stays. */
  private void moveCentres() {
    PatternRows moved = new PatternRows(longs);
    long[] centre = new long[longs];
    for (int group = 0; group < patterns.length; group++) {
      centres.read(group, centre, 0);
      if (patterns[group].size() > 0) {
        takeMost(patterns[group], centre);
      }
      moved.add(centre, 0);
    }
    centres = moved;
  }

  /** Sets in {@code centre} what more than half of some patterns have. */
  private void takeMost(PatternRows some, long[] centre) {
    int[] ones = new int[longs * Long.SIZE];
    for (int i = 0; i < some.size(); i++) {
      some.read(i, centre, 0);
      for (int map = 0; map < ones.length; map++) {
        ones[map] += (int) (centre[map / Long.SIZE] >>> map & 1);
      }
    }
    Arrays.fill(centre, 0);
    for (int map = 0; map < ones.length; map++) {
      if (2 * ones[map] > some.size()) {
        centre[map / Long.SIZE] |= 1L << map;
      }
    }
  }
}
