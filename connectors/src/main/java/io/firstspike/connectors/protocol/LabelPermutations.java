package io.firstspike.connectors.protocol;

import io.firstspike.connectors.dataset.RandomOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The labels under which the classes of a data set go in each concept. From one concept to the next
 * no class keeps its label.
 */
final class LabelPermutations {

  /** A bound on memory: 40 MB. */
  private static final long MOST_ENTRIES = 10_000_000;

  private final List<String> classes;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<int[]> permutations = new ArrayList<>();

  /**
   * Draws the permutations.
   *
   * @param concepts the number of concepts, at least 1
   * @throws IllegalArgumentException if there are fewer than two classes, or too many permutations
   */
  LabelPermutations(List<String> classes, long concepts, long seed) {
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "labels cannot be permuted: the data set has only the classes " + classes);
    }
    if (concepts > MOST_ENTRIES / classes.size()) {
      throw new IllegalArgumentException(
          concepts
              + " permutations of "
              + classes.size()
              + " labels are too many, at most "
              + MOST_ENTRIES / classes.size()
              + " are: let more frames lie between two drifts");
    }
    this.classes = List.copyOf(classes);
    classes.forEach(name -> places.put(name, places.size()));
    Random random = new Random(seed);
    permutations.add(RandomOrder.ascending(classes.size()));
    while (permutations.size() < concepts) {
      permutations.add(unlike(permutations.get(permutations.size() - 1), random));
    }
  }

  /** A permutation that has no number in the place where {@code other} has it. */
  private static int[] unlike(int[] other, Random random) {
    while (true) {
      int[] drawn = RandomOrder.shuffle(other.clone(), random);
      boolean differs = true;
      for (int i = 0; i < drawn.length; i++) {
        differs &= drawn[i] != other[i];
      }
      if (differs) {
        return drawn;
      }
    }
  }

  String label(String label, long concept) {
    return classes.get(permutations.get(Math.toIntExact(concept))[places.get(label)]);
  }
}
