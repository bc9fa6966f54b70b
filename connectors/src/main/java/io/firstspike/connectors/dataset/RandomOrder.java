package io.firstspike.connectors.dataset;

import java.util.Random;
import java.util.stream.IntStream;

/** Draws orders of numbers; the same seed gives the same order on every JVM. */
public final class RandomOrder {

  private RandomOrder() {}

  /** The numbers 0 to {@code count - 1} in their order. */
  public static int[] ascending(int count) {
    return IntStream.range(0, count).toArray();
  }

  /**
   * Shuffles {@code numbers} and returns them.
   *
   * @param random its algorithm is specified, so the order is the same on every JVM
   */
  public static int[] shuffle(int[] numbers, Random random) {
    for (int i = numbers.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = swapped;
    }
    return numbers;
  }
}
