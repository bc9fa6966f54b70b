package io.firstspike.connectors.dataset;

import io.firstspike.engine.stimulus.LabelledStimuli;
import java.util.List;
import java.util.Optional;

/**
 * Labelled stimuli, images or windows of events, with a name and a list of classes. Immutable and
 * thread-safe.
 */
public interface ExampleSet extends LabelledStimuli, Labels {

  /** The name for messages, reports and the provenance of models. */
  String name();

  @Override
  int size();

  @Override
  String label(int index);

  /** The file that holds the example at {@code index} alone; empty if there is none. */
  default Optional<String> file(int index) {
    return Optional.empty();
  }

  /** Remarks for the user, a line each: files that were left out, for example. */
  default List<String> remarks() {
    return List.of();
  }

  /**
   * The SHA-256 over all stimuli and labels in their order, in hexadecimal: equal for equal stimuli
   * with equal labels, whatever files they come from.
   */
  default String fingerprint() {
    return Fingerprint.of(this);
  }

  /**
   * The examples from index {@code from} (inclusive) to {@code to} (exclusive), in their order.
   *
   * @throws IllegalArgumentException when the range is not within 0 to {@code size()}
   */
  default ExampleSet slice(int from, int to) {
    return new ExampleView(this, Selection.slice(name(), size(), from, to));
  }

  /** All examples in an order drawn from {@code seed}; the same seed gives the same order. */
  default ExampleSet shuffled(long seed) {
    return new ExampleView(this, Selection.shuffled(name(), size(), seed));
  }
}
