package io.firstspike.pipeline.stream.job;

/** Guarantee for the records that a job writes, should it fail. */
public enum Delivery {

  /** Records since the last checkpoint may be written twice. */
  AT_LEAST_ONCE,

  /**
   * Records are written in transactions that end with a checkpoint: a {@code read_committed} reader
   * sees each once, one checkpoint interval later.
   */
  EXACTLY_ONCE
}
