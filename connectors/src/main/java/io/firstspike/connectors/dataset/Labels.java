package io.firstspike.connectors.dataset;

import java.util.List;

/** The labels of a data set, whatever its examples are. */
public interface Labels {

  /** The number of examples. */
  int size();

  /** All labels that occur, each once, in a fixed order. */
  List<String> classes();

  /** The label of the example at {@code index}, 0 to {@code size() - 1}. */
  String label(int index);
}
