package io.firstspike.bench.accuracy;

import io.firstspike.connectors.dataset.RandomOrder;
import io.firstspike.engine.stimulus.LabelledStimuli;
import io.firstspike.engine.stimulus.Stimulus;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Folds of a stratified cross-validation: the examples of each class are dealt, in an order drawn
 * from a seed, to one fold after the other. Each fold is what is tested once, with what the others
 * have taught.
 */
final class Folds {

  private final LabelledStimuli examples;
  private final int[] foldOf;
  private final long seed;

  Folds(LabelledStimuli examples, int folds, long seed) {
    this.examples = examples;
    this.foldOf = new int[examples.size()];
    this.seed = seed;
    Map<String, IntStream.Builder> classes = new TreeMap<>();
    for (int i = 0; i < examples.size(); i++) {
      classes.computeIfAbsent(examples.label(i), label -> IntStream.builder()).add(i);
    }
    Random draws = new Random(seed);
    for (IntStream.Builder one : classes.values()) {
      int[] dealt = RandomOrder.shuffle(one.build().toArray(), draws);
      for (int i = 0; i < dealt.length; i++) {
        foldOf[dealt[i]] = i % folds;
      }
    }
  }

  /** The examples that are not in a fold, in an order drawn from the seed and the fold. */
  LabelledStimuli training(int fold) {
    int[] others = indices(index -> foldOf[index] != fold);
    return new Chosen(examples, RandomOrder.shuffle(others, new Random(100 * seed + fold)));
  }

  /** The examples in a fold. */
  LabelledStimuli test(int fold) {
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
