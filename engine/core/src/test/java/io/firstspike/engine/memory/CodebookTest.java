package io.firstspike.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns that are alike within some dozen kinds, as those of a layer are. */
class CodebookTest {

  private static final int MAPS = 300;
  private static final int LONGS = 5;
  private static final int COUNT = 6_000;

  private final Random random = new Random(4);
  private final long[] patterns = patterns();

  private long[] patterns() {
    long[] kinds = new long[40 * LONGS];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = random.nextLong() & random.nextLong() & random.nextLong();
    }
    long[] all = new long[COUNT * LONGS];
    for (int i = 0; i < all.length; i++) {
      long noise = random.nextLong() & random.nextLong() & random.nextLong() & random.nextLong();
      all[i] = kinds[i / LONGS % 7 * random.nextInt(6) * LONGS + i % LONGS] ^ noise;
    }
    for (int i = LONGS - 1; i < all.length; i += LONGS) {
      all[i] &= (1L << MAPS % Long.SIZE) - 1;
    }
    return all;
  }

  /** The number of maps in which a word differs from pattern {@code index}. */
  private int distance(Codebook book, int number, int index) {
    boolean[] word = new boolean[MAPS];
    for (char map : book.maps(number)) {
      word[map] = true;
    }
    int distance = 0;
    for (int map = 0; map < MAPS; map++) {
      boolean fired = (patterns[index * LONGS + map / Long.SIZE] >>> map & 1) != 0;
      distance += fired == word[map] ? 0 : 1;
    }
    return distance;
  }

  private int nearest(Codebook book, int index) {
    int least = MAPS;
    for (int number = 0; number < book.size(); number++) {
      least = Math.min(least, distance(book, number, index));
    }
    return least;
  }

  @ParameterizedTest
  @CsvSource({"1", "15", "16", "40", "512", "1953", "2048"})
  void wordsAreNearTheirPatternsAndAnotherBookOfThemFindsTheSame(int most) {
    Codebook book = new Codebook(most, MAPS);
    for (int i = 0; i < COUNT; i++) {
      assertThat(book.number(patterns, i * LONGS)).isBetween(0, book.size() - 1);
    }
    assertThat(book.size()).isEqualTo(most);
    Codebook copy = new Codebook(most, MAPS);
    for (int number = 0; number < most; number++) {
      copy.add(book.word(number));
    }
    double found = 0;
    double best = 0;
    for (int i = 0; i < COUNT; i += 40) {
      int number = book.number(patterns, i * LONGS);
      assertThat(copy.number(patterns, i * LONGS)).isEqualTo(number);
      found += distance(book, number, i);
      best += nearest(book, i);
    }
    assertThat(found).isBetween(best, best * 1.25);
  }
}
