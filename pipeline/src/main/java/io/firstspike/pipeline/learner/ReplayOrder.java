package io.firstspike.pipeline.learner;

import io.firstspike.pipeline.wire.Arrivals;
import io.firstspike.pipeline.wire.EncodedFrame;
import io.firstspike.pipeline.wire.ReceivedLabel;

/**
 * Holds frames and labels back until event time has reached them: then nothing older can follow,
 * and they are taken in the order of timestamp, frames before labels, partition, offset.
 */
final class ReplayOrder {

  private final LearnerState state;

  ReplayOrder(LearnerState state) {
    this.state = state;
  }

  void hold(EncodedFrame frame, Turn turn) throws Exception {
    if (late(frame.timestamp(), turn)) {
      turn.rejectFrame(frame.received(), tooLate(frame.timestamp(), turn));
    } else {
      state.arrivals().put(frame.timestamp(), waiting(frame.timestamp()).with(frame));
      turn.awaitTime(frame.timestamp());
    }
  }

  void hold(ReceivedLabel label, Turn turn) throws Exception {
    if (late(label.timestamp(), turn)) {
      turn.rejectLabel(label.received(), tooLate(label.timestamp(), turn));
    } else {
      state.arrivals().put(label.timestamp(), waiting(label.timestamp()).with(label));
      turn.awaitTime(label.timestamp());
    }
  }

  /** What event time reaches at {@code time}. */
  Arrivals release(long time) throws Exception {
    Arrivals released = waiting(time);
    state.arrivals().remove(time);
    return released;
  }

  private Arrivals waiting(long time) throws Exception {
    Arrivals arrivals = state.arrivals().get(time);
    return arrivals == null ? Arrivals.NONE : arrivals;
  }

  private static boolean late(long timestamp, Turn turn) {
    return timestamp <= turn.watermark();
  }

  private static String tooLate(long timestamp, Turn turn) {
    return "arrived after time mark: event time has passed to "
        + turn.watermark()
        + ", the record is of "
        + timestamp;
  }
}
