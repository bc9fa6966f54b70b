package io.firstspike.pipeline.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.encode.Image;
import io.firstspike.engine.network.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether a data set and a network fit each other. */
public final class Fit {

  private Fit() {}

  /** Checks labels and the size of the first image, which is cheap and finds nearly everything. */
  public static void require(NetworkSpec spec, Dataset data) {
    List<String> unknown = new ArrayList<>(data.classes());
    unknown.removeAll(spec.decision().labels());
    if (!unknown.isEmpty()) {
      throw new InputException(
          data.name()
              + " has classes "
              + unknown
              + ", network "
              + spec.name()
              + " knows "
              + spec.decision().labels()
              + "; change decision.labels");
    }
    Image first = data.image(0);
    if (first.height() != spec.input().height() || first.width() != spec.input().width()) {
      throw new InputException(
          data.name()
              + " has images of "
              + first.dimensions()
              + ", network "
              + spec.name()
              + " takes "
              + spec.input().height()
              + "x"
              + spec.input().width()
              + "; change input, or scale the images");
    }
  }

  /** Runs {@code work}; an image of it that the network cannot take is bad input, not a failure. */
  static <T> T checked(NetworkSpec spec, Dataset data, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw new InputException(
          data.name() + " does not fit network " + spec.name() + ": " + e.getMessage(), e);
    }
  }
}
