package io.firstspike.pipeline.stream.start;

/** Says with which weights a job starts that has no checkpoint. */
public enum StartPolicy {

  /** Each model key goes on from its last model on the models topic. */
  RESUME,

  /** All begin with random weights, or a model file, whatever is on the models topic. */
  ANEW
}
