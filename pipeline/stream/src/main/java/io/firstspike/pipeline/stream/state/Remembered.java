package io.firstspike.pipeline.stream.state;

import java.util.Optional;

/**
 * What is known of a frame id.
 *
 * @param standing what has been seen of it
 * @param expiresAt when it is forgotten, in milliseconds since the epoch (wall time in live order,
 *     event time in replay)
 * @param label the label that has come, if one has; state of version 1 does not tell
 */
public record Remembered(Standing standing, long expiresAt, Optional<String> label) {

  /** Which of frame and label have come. */
  public enum Standing {
    /** The frame: its trace waits for the label. */
    AWAITS_LABEL,
    /** The label: it waits for the frame. */
    AWAITS_FRAME,
    /** Both: remembered to tell duplicates. */
    LABELLED
  }
}
