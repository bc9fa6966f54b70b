package io.firstspike.engine.tuning;

import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** A part of a network that is chosen: the first ones shape features, the others their reading. */
@API(status = Status.MAINTAINED)
public enum Aspect {
  /** Grey or colour. */
  CHANNELS("input.channels"),
  /** Scales of the filters. */
  SCALES("encoding.filters"),
  /** The part of the filters' response that is cut off as too faint. */
  FAINT("encoding.threshold"),
  /** Side of a neuron's window. */
  KERNEL("features.kernel"),
  /** The threshold while S1 learns. */
  THRESHOLD("features.threshold"),
  /** How many neurons learn from a frame. */
  WINNERS("features.stdp.winners"),
  /** The lowest threshold at which S1 is read. */
  READ("features.readThreshold"),
  /** At how many thresholds it is read. */
  READINGS("features.readThreshold, how many"),
  /** Pooling of its spikes. */
  POOL("features.pool"),
  /** Length of the decision layer's steps. */
  GAIN("decision.rule.delta.gain"),
  /** Whether decisions are made steadier. */
  STEADINESS("decision.averageOver, smoothing");

  private final String field;

  Aspect(String field) {
    this.field = field;
  }

  /** The field of the spec that it sets. */
  public String field() {
    return field;
  }

  /** Whether features must be learned anew if it changes. */
  boolean shapesFeatures() {
    return ordinal() < READ.ordinal();
  }
}
