package io.firstspike.pipeline.app.data;

/** The two halves of a data set. */
public enum ImageSet {
  TRAIN,
  TEST
}
