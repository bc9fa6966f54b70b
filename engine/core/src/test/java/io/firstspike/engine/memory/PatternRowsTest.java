package io.firstspike.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternRowsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 8, 9})
  void patternsAreKeptAndComparedAsTheyAre(int longs) {
    Random random = new Random(longs);
    int count = 37;
    long[] words = random.longs((long) count * longs).toArray();
    PatternRows rows = new PatternRows(longs);
    for (int i = 0; i < count; i++) {
      rows.add(words, i * longs);
    }
    assertThat(rows.size()).isEqualTo(count);

    long[] pattern = random.longs(longs + 2L).toArray();
    int[] distances = new int[count + 1];
    Arrays.fill(distances, 7);
    rows.compare(pattern, 2, distances);

    long[] read = new long[longs + 1];
    for (int i = 0; i < count; i++) {
      rows.read(i, read, 1);
      int apart = 0;
      for (int j = 0; j < longs; j++) {
        assertThat(read[1 + j]).isEqualTo(words[i * longs + j]);
        apart += Long.bitCount(words[i * longs + j] ^ pattern[2 + j]);
      }
      assertThat(distances[i]).isEqualTo(apart);
    }
    assertThat(distances[count]).isEqualTo(7);
  }
}
