package io.firstspike.connectors.protocol;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.RandomOrder;
import io.firstspike.engine.stimulus.Image;
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
 * The frames of a stream that shows a data set by a protocol, at positions 0 to {@code size() - 1}.
 * Each is computed when it is asked for, in any order. Immutable and thread-safe.
 */
public final class Presentations {

  private final Protocol protocol;
  private final Dataset images;

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

  Presentations(Protocol protocol, Dataset images, int from, int to, int passes) {
    if (passes < 1) {
      throw new IllegalArgumentException("the number of passes is at least 1, not " + passes);
    }
    if (from < 0 || from >= to) {
      throw new IllegalArgumentException(
          "nothing to show from index " + from + ": the dataset has " + images.size() + " images");
    }
    this.protocol = protocol;
    this.images = images;
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
    List<String> classes = images.classes();
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
              Arrays.stream(indices).filter(i -> task.get(images.label(i)) == present).toArray(),
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
                new LabelPermutations(images.classes(), drift.recurring() ? 2 : drifts() + 1, seed))
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

  /** The index in the data set of the image at a position. */
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

  /** The frame at a position. */
  public Presentation at(long position) {
    int index = index(position);
    long concept = concept(position);
    return new Presentation(
        index,
        changed(images.image(index), concept, position),
        label(position),
        labelled(position));
  }

  /** The right label of the frame at a position. */
  public String label(long position) {
    return named(images.label(index(position)), concept(position));
  }

  /**
   * The concept that the frame at a position shows: 0 for images and labels as they are in the data
   * set.
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

  /**
   * Other images of the same classes as a concept shows them: test images, for example.
   *
   * @param concept a concept of this stream
   */
  public Dataset in(long concept, Dataset others) {
    return new Changed(this, concept, others);
  }

  private int place(long position) {
    if (position < 0 || position >= size) {
      throw new IndexOutOfBoundsException("position " + position + " of " + size + " frames");
    }
    return (int) (position % order.length);
  }

  private Image changed(Image image, long concept, long position) {
    return protocol
        .drift()
        .map(drift -> ImageChanges.apply(drift.change(), concept, image, protocol.seed(), position))
        .orElse(image);
  }

  private String named(String label, long concept) {
    return permutations == null ? label : permutations.label(label, concept);
  }

  /** A data set as a concept of a stream shows it. */
  private record Changed(Presentations stream, long concept, Dataset whole) implements Dataset {

    @Override
    public String name() {
      return whole.name() + " in concept " + concept;
    }

    @Override
    public List<String> classes() {
      return whole.classes();
    }

    @Override
    public int size() {
      return whole.size();
    }

    /** Draws noise at positions that no frame of the stream has. */
    @Override
    public Image image(int index) {
      return stream.changed(whole.image(index), concept, -1L - index);
    }

    @Override
    public String label(int index) {
      return stream.named(whole.label(index), concept);
    }
  }
}
