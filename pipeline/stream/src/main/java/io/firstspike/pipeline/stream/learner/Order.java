package io.firstspike.pipeline.stream.learner;

/** In which order a learner takes what belongs to its key. */
public enum Order {

  /** As it comes: decide at once, learn when the label arrives. */
  LIVE,

  /**
   * By record timestamp, whatever the interleaving of the topics: the result is the same however
   * often and at whatever parallelism the records are read. Needs time marks on both topics.
   */
  REPLAY
}
