package io.firstspike.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.firstspike.engine.oracle.RandomLayers;
import io.firstspike.engine.spec.MemorySpec;
import io.firstspike.engine.spec.MemorySpec.Keep;
import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Volley;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VolleyMemoryTest {

  private static final int STEPS = 15;
  private static final int BYTES = 5_000;
  private static final Shape SHAPE = new Shape(40, 5, 5);

  private final Random random = new Random(1);

  private static VolleyMemory memory(MemorySpec spec) {
    return new VolleyMemory(spec, SHAPE, STEPS, 4);
  }

  private static MemorySpec spec(int perLabel, Keep keep) {
    return new MemorySpec(BYTES, perLabel, 1, keep, 3, false, 0);
  }

  /** Offers label number {@code at}, whose volley can be told from all others. */
  private void offer(VolleyMemory memory, int label, long at) {
    memory.offer(RandomLayers.volley(SHAPE, STEPS, 0.2, new Random(at)), label, at, random);
  }

  @ParameterizedTest
  @EnumSource
  void itNeverTakesMoreThanItsBytes(Keep keep) {
    VolleyMemory memory = memory(spec(0, keep));
    for (int at = 1; at <= 1000; at++) {
      offer(memory, at % 3, at);
      assertThat(memory.bytes()).isLessThanOrEqualTo(BYTES);
    }
    assertThat(memory.bytes()).isGreaterThan(BYTES * 9 / 10);
  }

  @ParameterizedTest
  @EnumSource
  void labelsShareItEvenlyHoweverManyComeOfEach(Keep keep) {
    VolleyMemory memory = memory(spec(0, keep));
    for (int at = 1; at <= 600; at++) {
      offer(memory, at <= 400 ? 0 : at % 10 == 0 ? 2 : 1, at);
    }
    int[] kept = kept(memory);
    assertThat(kept[2]).as("all of the rare label").isEqualTo(20);
    assertThat(kept[0]).isCloseTo(kept[1], org.assertj.core.data.Offset.offset(2));
    assertThat(kept[0]).isGreaterThan(20);
  }

  private static int[] kept(VolleyMemory memory) {
    int[] kept = new int[4];
    memory.entries().keySet().stream()
        .filter(number -> number >= 0)
        .forEach(number -> kept[(int) (number >>> 32)]++);
    return kept;
  }

  private static Set<Long> stamps(VolleyMemory memory) {
    Set<Long> stamps = new HashSet<>();
    for (Map.Entry<Long, byte[]> entry : memory.entries().entrySet()) {
      if (entry.getKey() >= 0) {
        stamps.add(java.nio.ByteBuffer.wrap(entry.getValue()).getLong());
      }
    }
    return stamps;
  }

  @Test
  void theLatestAreKept() {
    VolleyMemory memory = memory(spec(5, Keep.LATEST));
    for (int at = 1; at <= 50; at++) {
      offer(memory, 1, at);
    }
    assertThat(stamps(memory)).containsExactlyInAnyOrder(46L, 47L, 48L, 49L, 50L);
  }

  /** Over many memories each of 50 volleys is kept about as often: 10 of 50 a memory. */
  @Test
  void aSampleIsFair() {
    int[] kept = new int[51];
    for (int trial = 0; trial < 500; trial++) {
      VolleyMemory memory = memory(spec(10, Keep.SAMPLE));
      for (int at = 1; at <= 50; at++) {
        offer(memory, 1, at);
      }
      stamps(memory).forEach(at -> kept[at.intValue()]++);
    }
    // Binomial: 100 of 500, with a standard deviation of 9.
    for (int at = 1; at <= 50; at++) {
      assertThat(kept[at]).as("volley %d", at).isBetween(60, 140);
    }
  }

  @Test
  void whatIsRecalledBelongsToTheLabelDrawn() {
    VolleyMemory memory = memory(new MemorySpec(100_000, 0, 1, null, 3, false, 0));
    assertThat(memory.drawLabel(random)).as("an empty memory").isEqualTo(-1);
    for (int at = 1; at <= 40; at++) {
      Volley volley = RandomLayers.volley(SHAPE, STEPS, at % 2 == 0 ? 0.1 : 0.4, new Random(at));
      memory.offer(volley, at % 2, at, random);
    }
    int[] drawn = new int[4];
    for (int i = 0; i < 400; i++) {
      int label = memory.drawLabel(random);
      drawn[label]++;
      int fired = memory.recall(label, random).count();
      assertThat(fired > 250).as("%d of 1,000 fire", fired).isEqualTo(label == 1);
    }
    assertThat(drawn[0]).isBetween(150, 250);
    assertThat(drawn[1]).isEqualTo(400 - drawn[0]);
  }

  @Test
  void labelsAreRecentForAsLongAsTheSpecSays() {
    VolleyMemory memory = memory(spec(0, Keep.SAMPLE));
    memory.meet(2, 10);
    assertThat(memory.recent(1, 10)).as("a label that has never come").isFalse();
    assertThat(memory.recent(2, 12)).isTrue();
    assertThat(memory.recent(2, 13)).isFalse();
  }

  @Test
  void theShareOfRecentLabelsIsThatOfTheKnownOnes() {
    VolleyMemory memory = memory(spec(0, Keep.SAMPLE));
    assertThat(memory.recentShare(1)).as("no label known").isEqualTo(1);
    memory.meet(2, 10);
    assertThat(memory.recentShare(12)).isEqualTo(1);
    memory.meet(1, 13);
    assertThat(memory.recentShare(13)).isEqualTo(0.5);
  }

  /** With the mistakes of its code, and without being kept. */
  @Test
  void aVolleyComesBackAsIfItHadBeenKept() {
    VolleyMemory memory = memory(spec(1, Keep.LATEST));
    VolleyMemory keeping = memory(spec(1, Keep.LATEST));
    boolean mistaken = false;
    for (int at = 1; at <= 200; at++) {
      Volley volley = RandomLayers.volley(SHAPE, STEPS, 0.2, new Random(at));
      Volley recalled = memory.recalled(volley, random).copy();
      keeping.offer(volley, 0, at, random);
      assertThat(recalled).isEqualTo(keeping.recall(0, random));
      mistaken |= recalled.count() != volley.count();
      assertThat(memory.volleys()).isZero();
    }
    assertThat(mistaken).isTrue();
  }

  @Test
  void whatIsOlderIsForgotten() {
    VolleyMemory memory = memory(spec(0, Keep.SAMPLE));
    for (int at = 1; at <= 30; at++) {
      offer(memory, at % 3, at);
    }
    memory.forgetBefore(21);
    assertThat(stamps(memory)).hasSize(10).allMatch(at -> at >= 21);
    assertThat(memory.volleys()).isEqualTo(10);
  }

  /** Saves now and then, as checkpoints do, and goes on with what was saved. */
  @ParameterizedTest
  @EnumSource
  void aRestoredMemoryGoesOnBitByBit(Keep keep) {
    VolleyMemory memory = memory(spec(0, keep));
    Map<Long, byte[]> saved = new HashMap<>();
    for (int at = 1; at <= 300; at++) {
      offer(memory, at * at % 4, at);
      if (at == 150) {
        memory.forgetBefore(40);
      }
      if (at % 20 == 0) {
        memory
            .takeChanges()
            .forEach(
                (number, content) -> {
                  if (content == null) {
                    saved.remove(number);
                  } else {
                    saved.put(number, content);
                  }
                });
        assertSame(saved, memory.entries());
      }
    }
    VolleyMemory restored = memory(spec(0, keep));
    offer(restored, 1, 7);
    restored.restore(saved);
    assertThat(restored.volleys()).isEqualTo(memory.volleys());
    assertThat(restored.bytes()).isEqualTo(memory.bytes());
    Random one = new Random(5);
    Random other = new Random(5);
    for (int at = 301; at <= 400; at++) {
      Volley volley = RandomLayers.volley(SHAPE, STEPS, 0.2, new Random(at));
      memory.offer(volley, at % 4, at, one);
      restored.offer(volley, at % 4, at, other);
    }
    assertSame(memory.entries(), restored.entries());
  }

  private static void assertSame(Map<Long, byte[]> expected, Map<Long, byte[]> actual) {
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    actual.forEach((number, content) -> assertThat(content).isEqualTo(expected.get(number)));
  }
}
