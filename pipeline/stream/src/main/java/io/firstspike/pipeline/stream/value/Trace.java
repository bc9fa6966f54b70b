package io.firstspike.pipeline.stream.value;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Volley;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The eligibility trace of a frame, kept until its label comes: enough to learn from the label as
 * if it had come at once.
 *
 * @param features the features that were decided on; empty if the frame was seen while feature
 *     layers were learning
 * @param decision the decision
 * @param frameTime the frame's event time, in milliseconds since the epoch; empty if it was seen
 *     while feature layers were learning, or by an earlier program
 */
public record Trace(Optional<Volley> features, Decision decision, OptionalLong frameTime) {

  /** The trace of a frame without a decision. */
  public static final Trace UNDECIDED =
      new Trace(Optional.empty(), Decision.SILENT, OptionalLong.empty());

  public Trace {
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(frameTime, "frameTime");
  }
}
