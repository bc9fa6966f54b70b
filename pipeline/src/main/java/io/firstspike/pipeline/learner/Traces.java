package io.firstspike.pipeline.learner;

import io.firstspike.pipeline.wire.ReceivedLabel;
import io.firstspike.pipeline.wire.Remembered;
import io.firstspike.pipeline.wire.Remembered.Standing;
import io.firstspike.pipeline.wire.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames that wait for their label, labels that wait for their frame, and for a while the ids of
 * those that have met.
 *
 * <p>What is remembered expires in buckets of a tenth of its time to live (a second at least), so
 * that there is one timer a bucket, not one a frame.
 */
final class Traces {

  private static final long SHORTEST_BUCKET = 1000;
  private static final long LATEST = Long.MAX_VALUE / 2;

  private final LearnerState state;
  private final long timeToLive;
  private final long bucket;

  private final Expiry expiry;

  /**
   * Those of the current key.
   *
   * @param timeToLive how long to remember, in milliseconds
   */
  Traces(LearnerState state, long timeToLive) {
    this.state = state;
    this.timeToLive = timeToLive;
    this.bucket = Math.max(SHORTEST_BUCKET, timeToLive / 10);
    this.expiry = new Expiry(state);
  }

  /** To be called after a restart: the state may be an earlier program's. */
  void completeOldState() throws Exception {
    expiry.completeOldState();
  }

  /** Writes what is not there yet to state. */
  void save() throws Exception {
    expiry.save();
  }

  /** What is known of a frame id; empty if nothing. */
  Optional<Remembered> of(String frameId) throws Exception {
    return Optional.ofNullable(state.remembered().get(frameId));
  }

  /** A frame has come before its label. */
  void awaitLabel(String frameId, Trace trace, Turn turn) throws Exception {
    state.traces().put(frameId, trace);
    remember(frameId, Standing.AWAITS_LABEL, Optional.empty(), turn);
  }

  /** A label has come before its frame. */
  void awaitFrame(ReceivedLabel label, Turn turn) throws Exception {
    state.early().put(label.frameId(), label);
    remember(label.frameId(), Standing.AWAITS_FRAME, Optional.of(label.label()), turn);
  }

  /** Takes the trace of a frame that awaits its label. */
  Trace takeTrace(String frameId) throws Exception {
    Trace trace = state.traces().get(frameId);
    state.traces().remove(frameId);
    return trace;
  }

  /** Takes the label that awaits a frame. */
  ReceivedLabel takeLabel(String frameId) throws Exception {
    ReceivedLabel label = state.early().get(frameId);
    state.early().remove(frameId);
    return label;
  }

  /** Frame and label have met. */
  void labelled(String frameId, String label, Turn turn) throws Exception {
    remember(frameId, Standing.LABELLED, Optional.of(label), turn);
  }

  private void remember(String frameId, Standing standing, Optional<String> label, Turn turn)
      throws Exception {
    long earliest = Math.min(turn.time(), LATEST) + timeToLive;
    long expiresAt = (Math.floorDiv(earliest, bucket) + 1) * bucket;
    state.remembered().put(frameId, new Remembered(standing, expiresAt, label));
    if (expiry.add(frameId, expiresAt)) {
      turn.awaitTime(expiresAt);
    }
  }

  /** Whether a timer for {@code time} may be one for expiry. */
  boolean endsBucket(long time) {
    return Math.floorMod(time, bucket) == 0;
  }

  /** When the first bucket ends; the far future if there is none. */
  long earliestEnd() throws Exception {
    return expiry.earliestEnd();
  }

  /**
   * Forgets what has expired by {@code turn}'s time.
   *
   * @return what has waited in vain
   */
  Expired expire(Turn turn) throws Exception {
    int traces = 0;
    List<ReceivedLabel> labels = new ArrayList<>();
    for (String frameId : expiry.take(turn.time())) {
      Remembered remembered = state.remembered().get(frameId);
      if (remembered != null && remembered.expiresAt() <= turn.time()) {
        switch (remembered.standing()) {
          case AWAITS_LABEL -> {
            state.traces().remove(frameId);
            traces++;
          }
          case AWAITS_FRAME -> labels.add(takeLabel(frameId));
          case LABELLED -> {
            // Both have come: nothing waits.
          }
        }
        state.remembered().remove(frameId);
      }
    }
    return new Expired(traces, labels);
  }

  /**
   * What has waited in vain.
   *
   * @param traces how many frames
   * @param labels which labels
   */
  record Expired(int traces, List<ReceivedLabel> labels) {}
}
