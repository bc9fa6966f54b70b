package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.Image;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Some images of another dataset, in an order of its own. */
record DatasetView(String name, Dataset base, int[] order) implements Dataset {

  static Dataset slice(Dataset base, int from, int to) {
    if (from < 0 || from > to || to > base.size()) {
      throw new IllegalArgumentException(
          base.name()
              + " has images 0 to "
              + (base.size() - 1)
              + ": no slice from "
              + from
              + " to before "
              + to);
    }
    String name = base.name() + "[" + from + ".." + to + ")";
    return new DatasetView(name, base, IntStream.range(from, to).toArray());
  }

  static Dataset shuffled(Dataset base, long seed) {
    int[] order = IntStream.range(0, base.size()).toArray();
    // java.util.Random's algorithm is specified, so the order is the same on every JVM.
    Random random = new Random(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return new DatasetView(base.name() + " shuffled by " + seed, base, order);
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public Image image(int index) {
    return base.image(order[index]);
  }

  @Override
  public String label(int index) {
    return base.label(order[index]);
  }

  @Override
  public List<String> remarks() {
    return base.remarks();
  }

  /** The classes of the whole, so that a slice without a class still counts it. */
  @Override
  public List<String> classes() {
    return base.classes();
  }
}
