package io.firstspike.bench.continual;

import io.firstspike.engine.stimulus.Image;
import io.firstspike.pipeline.stream.options.InputException;

/**
 * Describes an image by its samples, from 0 to 1.
 *
 * @param count the number of samples
 */
record Pixels(int count) implements Attributes {

  @Override
  public void describe(Image image, double[] values) {
    byte[] samples = image.samples();
    if (samples.length != count) {
      throw new InputException(
          "learners on pixels need images of one size: one has "
              + samples.length
              + " samples, the first has "
              + count
              + "; leave these learners out with --learners");
    }
    for (int i = 0; i < count; i++) {
      values[i] = (samples[i] & 0xFF) / 255.0;
    }
  }
}
