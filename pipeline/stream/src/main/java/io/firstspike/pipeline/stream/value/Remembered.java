package io.firstspike.pipeline.stream.value;

import java.util.Optional;

/**
 * The memory of a frame id.
 *
 * @param standing whether its frame, its label or both have come
 * @param expiresAt the time when it is forgotten, in milliseconds since the epoch (wall-clock time
 *     in live order, event time in replay)
 * @param label the label that has come, if any; state of version 1 does not contain it
 */
public record Remembered(Standing standing, long expiresAt, Optional<String> label) {

  /** The records of a frame id that have come: frame, label or both. */
  public enum Standing {
    /** The frame has come: its trace waits for the label. */
    AWAITS_LABEL,
    /** The label has come: it waits for the frame. */
    AWAITS_FRAME,
    /** Both have come: remembered to recognise duplicates. */
    LABELLED
  }
}
