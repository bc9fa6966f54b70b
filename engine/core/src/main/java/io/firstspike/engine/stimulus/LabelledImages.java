package io.firstspike.engine.stimulus;

/** Images with their labels, by index: what a network trains on and is tested with. */
public interface LabelledImages {

  /** How many images there are. */
  int size();

  /** The image at {@code index}, 0 to {@code size() - 1}; thread-safe. */
  Image image(int index);

  /** The label of the image at {@code index}. */
  String label(int index);
}
