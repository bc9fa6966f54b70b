package io.firstspike.pipeline.stream.state;

import io.firstspike.engine.network.Decision;
import io.firstspike.engine.spike.Volley;
import java.util.Objects;
import java.util.Optional;

/**
 * What is kept of a frame until its label comes: enough to learn from the label as if it had come
 * at once.
 *
 * @param features the volley that was decided on; empty if the frame was seen while feature layers
 *     were learning
 * @param decision what was decided
 */
public record Trace(Optional<Volley> features, Decision decision) {

  /** The trace of a frame on which nothing was decided. */
  public static final Trace UNDECIDED = new Trace(Optional.empty(), Decision.SILENT);

  public Trace {
    Objects.requireNonNull(features, "features");
    Objects.requireNonNull(decision, "decision");
  }
}
