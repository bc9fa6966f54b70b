package io.firstspike.pipeline.frame;

import io.firstspike.connectors.MalformedException;
import io.firstspike.engine.network.NetworkSpec;
import java.util.List;

/** The labels a network can say. */
final class KnownLabels {

  private final String network;
  private final List<String> labels;

  KnownLabels(NetworkSpec spec) {
    this.network = spec.name();
    this.labels = spec.decision().labels();
  }

  /**
   * The index of {@code label}.
   *
   * @param where what the label came with, for the dead letter
   * @throws MalformedException naming the known labels, if it is none of them
   */
  int indexOf(String label, String where) throws MalformedException {
    int index = labels.indexOf(label);
    if (index < 0) {
      throw new MalformedException(
          where,
          "label \"" + label + "\" is unknown to network " + network + ", which has " + labels);
    }
    return index;
  }
}
