package io.firstspike.pipeline.stream.start;

/** The choice of weights for a job that starts without a checkpoint. */
public enum StartPolicy {

  /** Each model key goes on from its last model on the models topic. */
  RESUME,

  /** All model keys begin with random weights, or a model file, whatever is on the models topic. */
  ANEW
}
