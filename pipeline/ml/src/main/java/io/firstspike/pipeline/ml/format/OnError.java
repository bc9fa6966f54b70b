package io.firstspike.pipeline.ml.format;

/** Reaction of the format to a value that is no image. */
public enum OnError {
  /** The query fails, with a message that tells the reason. */
  FAIL,
  /** The record gives no row. */
  SKIP,
  /** The record gives a row whose image is NULL, so that its other columns are not lost. */
  NULL
}
