package io.firstspike.pipeline.app.cli;

/** The two halves of a data set. */
enum ImageSet {
  TRAIN,
  TEST
}
