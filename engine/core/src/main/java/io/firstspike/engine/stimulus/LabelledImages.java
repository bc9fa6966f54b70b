package io.firstspike.engine.stimulus;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A list of images with labels, which a network is trained or tested with. */
@API(status = Status.MAINTAINED)
public interface LabelledImages extends LabelledStimuli {

  /** The image at {@code index}, 0 to {@code size() - 1}. Called from several threads at a time. */
  Image image(int index);

  @Override
  default Stimulus stimulus(int index) {
    return image(index);
  }
}
