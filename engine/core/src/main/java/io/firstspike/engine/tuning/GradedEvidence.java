package io.firstspike.engine.tuning;

import io.firstspike.engine.spike.Shape;
import io.firstspike.engine.spike.Spikes;
import io.firstspike.engine.spike.Volley;
import io.firstspike.engine.spike.VolleyBuffer;

/**
 * What a layer that is read at several thresholds passes on for each example, kept once for all
 * choices of them: a neuron that fires at a threshold also fires at all lower ones, so the highest
 * that it exceeds tells all.
 */
final class GradedEvidence {

  /** Bits of an entry that hold the number of thresholds. */
  private static final int GRADE_BITS = 3;

  private static final int GRADE = (1 << GRADE_BITS) - 1;

  private final Shape level;
  private final int steps;
  private final int[][] entries;
  private final int[] place;

  /**
   * Room for the evidence of some examples.
   *
   * @param level shape of what is passed on at one threshold
   * @param examples number of examples
   */
  GradedEvidence(Shape level, int steps, int examples) {
    this.level = level;
    this.steps = steps;
    this.entries = new int[examples][];
    this.place = new int[level.size()];
  }

  /**
   * Keeps an example's evidence.
   *
   * @param all of all thresholds: all maps at the lowest, then all at the next
   */
  void keep(int example, Spikes all) {
    int lowest = 0;
    while (lowest < all.count() && all.spike(lowest) < level.size()) {
      place[all.spike(lowest)] = lowest;
      lowest++;
    }
    int[] kept = new int[lowest];
    for (int i = 0; i < lowest; i++) {
      kept[i] = all.spike(i) << GRADE_BITS | 1;
    }
    for (int i = lowest; i < all.count(); i++) {
      kept[place[all.spike(i) % level.size()]]++;
    }
    entries[example] = kept;
  }

  /**
   * A reader of the evidence at some thresholds that follow each other.
   *
   * @param first index of the lowest
   * @param count number of them
   */
  Reader reader(int first, int count) {
    return new Reader(first, count);
  }

  /** Makes volleys of evidence at some thresholds. Not thread-safe. */
  final class Reader {

    private final int first;
    private final int count;
    private final VolleyBuffer buffer;
    private int[] neurons = new int[0];

    private Reader(int first, int count) {
      this.first = first;
      this.count = count;
      this.buffer =
          new VolleyBuffer(new Shape(level.maps() * count, level.height(), level.width()));
    }

    /** An example's evidence, valid until the next one. */
    Volley read(int example) {
      int[] kept = entries[example];
      // Every index is written, but kept only if its neuron fires: one more than there can be.
      if (neurons.length <= kept.length * count) {
        neurons = new int[2 * kept.length * count + 1];
      }
      int spikes = 0;
      for (int threshold = 0; threshold < count; threshold++) {
        for (int entry : kept) {
          neurons[spikes] = threshold * level.size() + (entry >> GRADE_BITS);
          spikes += (entry & GRADE) > first + threshold ? 1 : 0;
        }
      }
      return buffer.fillLast(steps, neurons, spikes);
    }
  }
}
