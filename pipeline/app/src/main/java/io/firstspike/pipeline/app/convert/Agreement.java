package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ExampleException;
import io.firstspike.engine.learning.Workers;
import io.firstspike.engine.network.Network;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** How often a spiking network decides as the network that it was made of, on the same images. */
final class Agreement {

  private static final int FEWEST = 8;

  private final Dataset images;
  private final List<Integer> indices;

  /** The place of each image's label among those of the networks. */
  private final List<Integer> labels;

  /** The label that the network before decides for, image by image. */
  private final List<Integer> decisions;

  /**
   * Lets the network that it was made of decide.
   *
   * @param most of the images that are used
   * @throws InputException if an image's label is none that the network knows
   */
  Agreement(Network network, Dataset images, int most) {
    this.images = images;
    this.indices = IntStream.range(0, Math.min(most, images.size())).boxed().toList();
    this.labels = indices.stream().map(i -> place(network, images, i)).toList();
    this.decisions = decisions(network);
  }

  private static int place(Network network, Dataset images, int index) {
    int place = network.spec().decision().place(images.label(index));
    if (place < 0) {
      throw new InputException(
          images.name()
              + " has label "
              + images.label(index)
              + ", and the network knows "
              + network.spec().decision().labels()
              + ": name them with --labels");
    }
    return place;
  }

  /**
   * Decisions of the spiking network.
   *
   * @param alike how many are those of the network that it was made of
   * @param right how many are those of the labels
   */
  record Share(int alike, int right) {}

  /** The numbers of time steps to compare with: powers of two, and the last. */
  static List<Integer> counts(int steps) {
    List<Integer> counts = new ArrayList<>();
    for (int count = FEWEST; count < steps; count *= 2) {
      counts.add(count);
    }
    counts.add(steps);
    return counts;
  }

  String name() {
    return images.name();
  }

  int images() {
    return indices.size();
  }

  /** How many images the network that it was made of is right on. */
  int right() {
    return alike(decisions, labels);
  }

  /** Lets the spiking network decide. */
  Share with(Network converted) {
    List<Integer> others = decisions(converted);
    return new Share(alike(others, decisions), alike(others, labels));
  }

  private List<Integer> decisions(Network network) {
    try (Workers workers = new Workers(Runtime.getRuntime().availableProcessors())) {
      return workers.map(
          network, indices, (classifier, index) -> classifier.label(images.image(index)));
    } catch (ExampleException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        throw new InputException(images.name() + ": " + e.getMessage(), e);
      }
      throw e.getCause();
    }
  }

  private static int alike(List<Integer> some, List<Integer> others) {
    return (int)
        IntStream.range(0, some.size()).filter(i -> some.get(i).equals(others.get(i))).count();
  }
}
