package io.firstspike.pipeline.app.data;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.connectors.dataset.ExampleSet;
import io.firstspike.engine.learning.ExampleException;
import io.firstspike.engine.spec.DecisionSpec;
import io.firstspike.engine.spec.InputSpec;
import io.firstspike.engine.spec.NetworkSpec;
import io.firstspike.engine.stimulus.EventWindow;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.Stimulus;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks that a data set and a network fit each other. */
public final class Fit {

  private Fit() {}

  /** Checks the labels and the first stimulus, which is fast and finds nearly every mistake. */
  public static void require(NetworkSpec spec, ExampleSet data) {
    requireKnown(spec.name(), spec.decision(), data);
    requireStimuli(spec, data);
  }

  /** Checks the first stimulus alone. */
  public static void requireStimuli(NetworkSpec spec, ExampleSet data) {
    refusal(spec, data.stimulus(0))
        .ifPresent(
            why -> {
              throw refused(spec.name(), data, why, null);
            });
  }

  /** Checks the labels and the first image, for a network that is still to be trained. */
  public static void require(String network, InputSpec input, DecisionSpec decision, Dataset data) {
    requireKnown(network, decision, data);
    input
        .refusal(data.image(0))
        .ifPresent(
            why -> {
              throw refused(network, data, why, null);
            });
  }

  private static void requireKnown(String network, DecisionSpec decision, ExampleSet data) {
    List<String> unknown =
        data.classes().stream().filter(label -> decision.place(label) < 0).toList();
    if (!unknown.isEmpty()) {
      throw new InputException(
          data.name()
              + " has classes "
              + unknown
              + ", network "
              + network
              + " knows "
              + decision.labels()
              + "; change decision.labels");
    }
  }

  private static Optional<String> refusal(NetworkSpec spec, Stimulus stimulus) {
    return stimulus instanceof Image image
        ? spec.input().refusal(image)
        : spec.input().refusal((EventWindow) stimulus, spec.encoding().windowSteps());
  }

  /**
   * Runs {@code work}; if the network cannot take a stimulus, this is bad input, not a failure of
   * the program.
   */
  public static <T> T checked(NetworkSpec spec, ExampleSet data, Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException e) {
      throw refused(spec.name(), data, e.getMessage(), e);
    } catch (ExampleException e) {
      if (e.getCause() instanceof IllegalArgumentException) {
        throw refused(spec.name(), data, e.getMessage(), e);
      }
      // Other exceptions name the file themselves, or are faults of the program.
      throw e.getCause();
    }
  }

  private static InputException refused(
      String network, ExampleSet data, String why, RuntimeException cause) {
    return new InputException(data.name() + " does not fit network " + network + ": " + why, cause);
  }
}
