package io.firstspike.engine.stimulus;

/** A list of images with labels, which a network is trained or tested with. */
public interface LabelledImages {

  /** The number of images. */
  int size();

  /** The image at {@code index}, 0 to {@code size() - 1}. Called from several threads at a time. */
  Image image(int index);

  /** The label of the image at {@code index}, 0 to {@code size() - 1}. */
  String label(int index);
}
