package io.firstspike.bench.continual;

import io.firstspike.engine.stimulus.Image;

/** Numbers that an image is described by, for learners that take vectors. */
interface Attributes {

  /** The number of attributes. */
  int count();

  /** Writes the numbers for {@code image} to the beginning of {@code values}. */
  void describe(Image image, double[] values);
}
