package io.firstspike.bench.continual;

import io.firstspike.engine.stimulus.Image;

/**
 * Describes an image by its samples, from 0 to 1.
 *
 * @param count the number of samples
 */
record Pixels(int count) implements Attributes {

  @Override
  public void describe(Image image, double[] values) {
    byte[] samples = image.samples();
    for (int i = 0; i < count; i++) {
      values[i] = (samples[i] & 0xFF) / 255.0;
    }
  }
}
