package io.firstspike.connectors.protocol;

import io.firstspike.connectors.dataset.Labels;
import io.firstspike.connectors.dataset.RandomOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The order in which a stream shows the examples of a data set by a protocol, and their labels, at
 * positions 0 to {@code size() - 1}, whatever the examples are. Immutable and thread-safe.
 */
public final class PresentationOrder {

  private final Protocol protocol;
  private final Labels examples;

  /** The indices that one pass shows, in its order. */
  private final int[] order;

  /** The places within a pass whose frames get a label, ascending. */
  private final int[] labelled;

  /** For each place within a pass, whether its frame gets a label. */
  private final boolean[] getsLabel;

  /** The places within a pass at which tasks end, ascending. */
  private final List<Integer> taskEnds = new ArrayList<>();

  private final long size;
  private final LabelPermutations permutations;

  /**
   * Creates the order of a part of {@code examples}.
   *
   * @param from the index of the first example
   * @param until the index after the last example; a value beyond the data set means its end
   * @param passes the number of passes over them, at least 1
   * @throws IllegalArgumentException if there is no example, or the protocol and the data set do
   *     not fit each other
   */
  public PresentationOrder(Protocol protocol, Labels examples, int from, int until, int passes) {
    int to = Math.min(until, examples.size());
    if (passes < 1) {
      throw new IllegalArgumentException("the number of passes is at least 1, not " + passes);
    }
    if (from < 0 || from >= to) {
      throw new IllegalArgumentException(
          "nothing to show from index "
              + from
              + ": the dataset has "
              + examples.size()
              + " examples");
    }
    this.protocol = protocol;
    this.examples = examples;
    this.size = (long) (to - from) * passes;
    Random random = new Random(protocol.seed());
    this.order = order(IntStream.range(from, to).toArray(), random);
    this.labelled = labelled(random);
    this.getsLabel = new boolean[order.length];
    Arrays.stream(labelled).forEach(place -> getsLabel[place] = true);
    this.permutations = permutations(random.nextLong());
  }

  private int[] order(int[] indices, Random random) {
    return switch (protocol.order()) {
      case AS_IS -> indices;
      case SHUFFLED -> RandomOrder.shuffle(indices, random);
      case BY_CLASS -> byClass(indices, random);
    };
  }

  private int[] byClass(int[] indices, Random random) {
    List<String> classes = examples.classes();
    if (protocol.classesPerTask() >= classes.size()) {
      throw new IllegalArgumentException(
          "tasks of "
              + protocol.classesPerTask()
              + " classes are no tasks: the data set has only "
              + classes.size()
              + " classes");
    }
    Map<String, Integer> task = new HashMap<>();
    classes.forEach(name -> task.put(name, task.size() / protocol.classesPerTask()));
    int[] all = new int[indices.length];
    int filled = 0;
    int tasks = (classes.size() - 1) / protocol.classesPerTask() + 1;
    for (int number = 0; number < tasks; number++) {
      int present = number;
      int[] drawn =
          RandomOrder.shuffle(
              Arrays.stream(indices).filter(i -> task.get(examples.label(i)) == present).toArray(),
              random);
      System.arraycopy(drawn, 0, all, filled, drawn.length);
      filled += drawn.length;
      taskEnds.add(filled);
    }
    return all;
  }

  private int[] labelled(Random random) {
    int[] places = RandomOrder.ascending(order.length);
    if (protocol.labelShare() == 1) {
      return places;
    }
    int count = (int) Math.max(1, Math.round(protocol.labelShare() * order.length));
    int[] drawn = Arrays.copyOf(RandomOrder.shuffle(places, random), count);
    Arrays.sort(drawn);
    return drawn;
  }

  private LabelPermutations permutations(long seed) {
    return protocol
        .drift()
        .filter(drift -> drift.change() == Change.PERMUTED_LABELS)
        .map(
            drift ->
                new LabelPermutations(
                    examples.classes(), drift.recurring() ? 2 : drifts() + 1, seed))
        .orElse(null);
  }

  /** The number of frames. */
  public long size() {
    return size;
  }

  /** The number of frames that get a label. */
  public long labels() {
    return size / order.length * labelled.length;
  }

  /** The position of the {@code number}th frame that gets a label, counted from 0. */
  public long labelledPosition(long number) {
    return number / labelled.length * order.length + labelled[(int) (number % labelled.length)];
  }

  /** The index in the data set of the example at a position. */
  public int index(long position) {
    return order[place(position)];
  }

  /** The number of the pass, counted from 0, that a position belongs to. */
  public long pass(long position) {
    return position / order.length;
  }

  /** Whether the frame at a position gets a label. */
  public boolean labelled(long position) {
    return getsLabel[place(position)];
  }

  /** The right label of the frame at a position. */
  public String label(long position) {
    return named(examples.label(index(position)), concept(position));
  }

  /**
   * The concept that the frame at a position shows: 0 for examples and labels as they are in the
   * data set.
   */
  public long concept(long position) {
    return protocol
        .drift()
        .map(drift -> drift.concept(drift.drifts(position, protocol.seed())))
        .orElse(0L);
  }

  /** The number of drifts; each begins at a multiple of the frames between two. */
  public long drifts() {
    return protocol.drift().map(drift -> (size - 1) / drift.every()).orElse(0L);
  }

  /**
   * The concept that the {@code number}th drift leads to; of number 0, the one at the beginning.
   */
  public long conceptAfter(long number) {
    return protocol.drift().map(drift -> drift.concept(number)).orElse(0L);
  }

  /**
   * The positions at which a task of classes ends or a drift begins, ascending, and at last the
   * number of frames.
   */
  public List<Long> segmentEnds() {
    SortedSet<Long> ends = new TreeSet<>(List.of(size));
    for (long begin = 0; begin < size && !taskEnds.isEmpty(); begin += order.length) {
      for (int end : taskEnds) {
        ends.add(begin + end);
      }
    }
    for (long drift = 1; drift <= drifts(); drift++) {
      ends.add(drift * protocol.drift().orElseThrow().every());
    }
    // A task whose classes have no images ends where it begins.
    ends.remove(0L);
    return List.copyOf(ends);
  }

  private int place(long position) {
    if (position < 0 || position >= size) {
      throw new IndexOutOfBoundsException("position " + position + " of " + size + " frames");
    }
    return (int) (position % order.length);
  }

  /** The name that a concept gives to the class {@code label}. */
  String named(String label, long concept) {
    return permutations == null ? label : permutations.label(label, concept);
  }
}
