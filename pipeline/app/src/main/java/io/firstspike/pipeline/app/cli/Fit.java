package io.firstspike.pipeline.app.cli;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.learning.ExampleException;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;
import java.util.function.Supplier;

/** Checks that a data set and a network fit each other. */
public final class Fit {

  private Fit() {}

  /** Checks the labels and the first image, which is fast and finds nearly every mistake. */
  public static void require(NetworkSpec spec, Dataset data) {
    List<String> unknown =
        data.classes().stream().filter(label -> spec.decision().place(label) < 0).toList();
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
    spec.input()
        .refusal(data.image(0))
        .ifPresent(
            why -> {
              throw refused(spec, data, why, null);
            });
  }

  /**
   * Runs {@code work}; if the network cannot take an image, this is bad input, not a failure of the
   * program.
   */
  static <T> T checked(NetworkSpec spec, Dataset data, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw refused(spec, data, e.getMessage(), e);
    } catch (ExampleException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        throw refused(spec, data, e.getMessage(), e);
      }
      // Other exceptions name the file themselves, or are faults of the program.
      throw e.getCause();
    }
  }

  private static InputException refused(
      NetworkSpec spec, Dataset data, String why, RuntimeException cause) {
    return new InputException(
        data.name() + " does not fit network " + spec.name() + ": " + why, cause);
  }
}
