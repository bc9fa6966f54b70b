package io.firstspike.engine.nir;

import io.firstspike.engine.stepped.graph.Neurons;

/**
 * The text in the metadata of a node of neurons that says that their reset subtracts. NIR 1 has no
 * attribute for it, so programs that do not know this text set the potential to {@code v_reset}.
 */
final class ResetMark {

  /** The group of a node that NIR keeps free for what programs add. */
  static final String GROUP = "metadata";

  static final String NAME = "firstspike_reset";
  static final String SUBTRACT = "subtract";

  private ResetMark() {}

  /**
   * The kind of reset that a text stands for.
   *
   * @throws IllegalArgumentException if it stands for none
   */
  static Neurons.Reset read(String text) {
    if (!text.equals(SUBTRACT)) {
      throw new IllegalArgumentException(
          "its " + NAME + " is " + text + ", and " + SUBTRACT + " is the only one there is");
    }
    return Neurons.Reset.SUBTRACT;
  }
}
