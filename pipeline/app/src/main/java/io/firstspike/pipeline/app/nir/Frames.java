package io.firstspike.pipeline.app.nir;

import io.firstspike.connectors.dataset.Dataset;
import io.firstspike.engine.stepped.stimulus.FrameCoding;
import io.firstspike.engine.stepped.stimulus.Raster;
import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;
import java.util.List;

/**
 * Images as a network's input of these dimensions: channels, rows and columns, or rows and columns,
 * or all pixels in one.
 */
record Frames(Dataset images, List<Integer> dimensions, FrameCoding coding)
    implements LabelledRasters {

  /** Checks the first image, which the others mostly are like. */
  Frames {
    if (images.size() > 0) {
      requireFitting(images.image(0), dimensions, images.name() + ": image 0");
    }
  }

  private static void requireFitting(Image image, List<Integer> dimensions, String origin) {
    int pixels = image.height() * image.width();
    List<Integer> planes = List.of(image.channels(), image.height(), image.width());
    boolean fits =
        switch (dimensions.size()) {
          case 1 -> dimensions.get(0) == pixels * image.channels();
          case 2 -> planes.equals(List.of(1, dimensions.get(0), dimensions.get(1)));
          default -> planes.equals(dimensions);
        };
    if (!fits) {
      throw new InputException(
          origin
              + " is "
              + image.dimensions()
              + ", and the network takes "
              + NodeTable.dimensions(dimensions)
              + "; give images of that size, or recordings of events");
    }
  }

  @Override
  public String name() {
    return images.name();
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public String label(int index) {
    return images.label(index);
  }

  @Override
  public Raster raster(int index) {
    Image image = images.image(index);
    requireFitting(image, dimensions, images.name() + ": image " + index);
    float[] intensities = new float[image.samples().length];
    FrameCoding.intensities(image, intensities, 0);
    try {
      return coding.code(dimensions, intensities, index);
    } catch (IllegalArgumentException e) {
      throw new InputException(images.name() + ": " + e.getMessage(), e);
    }
  }
}
