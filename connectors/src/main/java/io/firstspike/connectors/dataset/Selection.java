package io.firstspike.connectors.dataset;

import java.util.Random;
import java.util.stream.IntStream;

/**
 * A choice of examples of a data set, in an order of its own.
 *
 * @param name of the chosen examples, for messages
 * @param indices of them in the whole data set
 */
record Selection(String name, int[] indices) {

  static Selection slice(String name, int size, int from, int to) {
    if (from < 0 || from > to || to > size) {
      throw new IllegalArgumentException(
          name
              + " has examples 0 to "
              + (size - 1)
              + ": no slice from "
              + from
              + " to before "
              + to);
    }
    return new Selection(name + "[" + from + ".." + to + ")", IntStream.range(from, to).toArray());
  }

  static Selection shuffled(String name, int size, long seed) {
    return new Selection(
        name + " shuffled by " + seed,
        RandomOrder.shuffle(RandomOrder.ascending(size), new Random(seed)));
  }
}
