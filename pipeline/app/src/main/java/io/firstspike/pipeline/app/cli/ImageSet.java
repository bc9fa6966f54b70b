package io.firstspike.pipeline.app.cli;

/** Which half of a data set. */
enum ImageSet {
  TRAIN,
  TEST
}
