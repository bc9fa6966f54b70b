package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Folds of a stratified cross-validation: the examples of each class are dealt, in an order drawn
 * from a seed, to one fold after the other. Each fold is what is tested once, with what the others
 * have taught. Examples that belong together, such as pictures of one object, can be dealt as one.
 */
public final class Folds {

  private final LabelledStimuli examples;
  private final int[] foldOf;
  private final long seed;

  /** Deals each example by itself. */
  public Folds(LabelledStimuli examples, int folds, long seed) {
    this(examples, Integer::toString, folds, seed);
  }

  /**
   * Deals groups of examples.
   *
   * @param group the group of an example, by its index; examples of one class and one group come to
   *     the same fold
   */
  public Folds(LabelledStimuli examples, IntFunction<String> group, int folds, long seed) {
    this.examples = examples;
    this.foldOf = new int[examples.size()];
    this.seed = seed;
    Random draws = new Random(seed);
    for (Map<String, IntStream.Builder> groups : byClass(examples, group).values()) {
      List<IntStream.Builder> dealt = List.copyOf(groups.values());
      int[] order = RandomOrder.shuffle(RandomOrder.ascending(dealt.size()), draws);
      for (int i = 0; i < order.length; i++) {
        int fold = i % folds;
        dealt.get(order[i]).build().forEach(example -> foldOf[example] = fold);
      }
    }
  }

  /** The examples of each group, by class and in the order in which groups occur. */
  private static Map<String, Map<String, IntStream.Builder>> byClass(
      LabelledStimuli examples, IntFunction<String> group) {
    Map<String, Map<String, IntStream.Builder>> classes = new TreeMap<>();
    for (int i = 0; i < examples.size(); i++) {
      classes
          .computeIfAbsent(examples.label(i), label -> new LinkedHashMap<>())
          .computeIfAbsent(group.apply(i), name -> IntStream.builder())
          .add(i);
    }
    return classes;
  }

  /** The examples that are not in a fold, in an order drawn from the seed and the fold. */
  public LabelledStimuli training(int fold) {
    int[] others = indices(index -> foldOf[index] != fold);
    return new Chosen(examples, RandomOrder.shuffle(others, new Random(100 * seed + fold)));
  }

  /** The examples in a fold. */
  public LabelledStimuli test(int fold) {
    return new Chosen(examples, indices(index -> foldOf[index] == fold));
  }

  private int[] indices(IntPredicate chosen) {
    return IntStream.range(0, foldOf.length).filter(chosen).toArray();
  }

  /** Some of the examples, in an order of their own. */
  private record Chosen(LabelledStimuli all, int[] indices) implements LabelledStimuli {

    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public Stimulus stimulus(int index) {
      return all.stimulus(indices[index]);
    }

    @Override
    public String label(int index) {
      return all.label(indices[index]);
    }
  }
}
