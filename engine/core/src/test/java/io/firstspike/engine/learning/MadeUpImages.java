package io.firstspike.engine.learning;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.engine.stimulus.LabelledImages;
import java.util.function.IntFunction;

/** Images and labels that are computed by two functions. */
public record MadeUpImages(int size, IntFunction<Image> images, IntFunction<String> labels)
    implements LabelledImages {

  @Override
  public Image image(int index) {
    return images.apply(index);
  }

  @Override
  public String label(int index) {
    return labels.apply(index);
  }
}
