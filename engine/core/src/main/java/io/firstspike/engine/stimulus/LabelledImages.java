package io.firstspike.engine.stimulus;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A list of images with labels, which a network is trained or tested with. */
@API(status = Status.MAINTAINED)
public interface LabelledImages {

  /** The number of images. */
  int size();

  /** The image at {@code index}, 0 to {@code size() - 1}. Called from several threads at a time. */
  Image image(int index);

  /** The label of the image at {@code index}, 0 to {@code size() - 1}. */
  String label(int index);
}
