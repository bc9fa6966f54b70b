package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.Image;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A selection of another data set's images, in an order of its own. */
record DatasetView(String name, Dataset whole, int[] order) implements Dataset {

  static Dataset slice(Dataset whole, int from, int to) {
    if (from < 0 || from > to || to > whole.size()) {
      throw new IllegalArgumentException(
          whole.name()
              + " has images 0 to "
              + (whole.size() - 1)
              + ": no slice from "
              + from
              + " to before "
              + to);
    }
    String name = whole.name() + "[" + from + ".." + to + ")";
    return new DatasetView(name, whole, IntStream.range(from, to).toArray());
  }

  static Dataset shuffled(Dataset whole, long seed) {
    int[] order = RandomOrder.shuffle(RandomOrder.ascending(whole.size()), new Random(seed));
    return new DatasetView(whole.name() + " shuffled by " + seed, whole, order);
  }

  @Override
  public int size() {
    return order.length;
  }

  @Override
  public Image image(int index) {
    return whole.image(order[index]);
  }

  @Override
  public String label(int index) {
    return whole.label(order[index]);
  }

  @Override
  public List<String> remarks() {
    return whole.remarks();
  }

  /** The classes of the whole data set: a slice keeps a class of which it has no image. */
  @Override
  public List<String> classes() {
    return whole.classes();
  }
}
