package io.firstspike.pipeline.cli;

/** Which half of a data set. */
enum ImageSet {
  TRAIN,
  TEST
}
