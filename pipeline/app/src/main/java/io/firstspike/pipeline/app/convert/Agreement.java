package io.firstspike.pipeline.app.convert;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.stepped.network.SteppedDecision;
import io.firstspike.engine.stepped.network.SteppedNetwork;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.pipeline.app.nir.Frames;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.ArrayList;
import java.util.List;

/** How often a spiking network decides as the network that it was made of, on the same images. */
final class Agreement {

  private static final int FEWEST = 8;

  private final SteppedNetwork converted;
  private final List<String> labels;
  private final Dataset images;
  private final int count;
  private final List<SteppedDecision> decisions;

  /**
   * Lets the network that it was made of decide.
   *
   * @param network decides in one time step
   * @param labels what outputs stand for
   * @param most of the images that are used
   * @throws InputException if an image's label is none of these
   */
  Agreement(
      SteppedNetwork network,
      SteppedNetwork converted,
      List<String> labels,
      Dataset images,
      int most) {
    this.converted = converted;
    this.labels = labels;
    this.images = images;
    this.count = Math.min(most, images.size());
    FrameCoding once = new FrameCoding(FrameCoding.Kind.CURRENT, 1, 1, 0);
    Frames frames = new Frames(images, network.input(), once);
    for (int i = 0; i < count; i++) {
      frames.place(i, labels);
    }
    this.decisions = decisions(network, once);
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
    return count;
  }

  /** How many images the network that it was made of is right on. */
  int right() {
    return right(decisions);
  }

  /** Lets the spiking network decide on images that are shown in this way. */
  Share after(FrameCoding coding) {
    List<SteppedDecision> others = decisions(converted, coding);
    int alike = 0;
    for (int i = 0; i < count; i++) {
      alike += others.get(i).label() == decisions.get(i).label() ? 1 : 0;
    }
    return new Share(alike, right(others));
  }

  private List<SteppedDecision> decisions(SteppedNetwork deciding, FrameCoding coding) {
    Frames frames = new Frames(images, deciding.input(), coding);
    return deciding.decide(count, frames::raster, Runtime.getRuntime().availableProcessors());
  }

  private int right(List<SteppedDecision> given) {
    int right = 0;
    for (int i = 0; i < count; i++) {
      int label = given.get(i).label();
      right += label >= 0 && labels.get(label).equals(images.label(i)) ? 1 : 0;
    }
    return right;
  }
}
