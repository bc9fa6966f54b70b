package io.firstspike.pipeline.stream.learner;

import io.firstspike.pipeline.stream.state.ReceivedLabel;
import io.firstspike.pipeline.stream.state.Remembered;
import io.firstspike.pipeline.stream.state.Remembered.Standing;
import io.firstspike.pipeline.stream.state.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Frames that wait for their label, labels that wait for their frame, and for a while the ids of
 * those that have met.
 *
 * <p>What is remembered expires in buckets of a tenth of its time to live (a second at least), so
 * that there is one timer a bucket, not one a frame.
 *
 * <p>In live order the two topics may be read at different speeds, after an outage most of all.
 * Those that wait are therefore kept for longer than its time to live, until all has been read that
 * its counterpart could have been among.
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
  void awaitLabel(String frameId, Trace trace, KeyContext turn) throws Exception {
    state.traces().put(frameId, trace);
    remember(frameId, Standing.AWAITS_LABEL, Optional.empty(), turn);
  }

  /** A label has come before its frame. */
  void awaitFrame(ReceivedLabel label, KeyContext turn) throws Exception {
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
  void labelled(String frameId, String label, KeyContext turn) throws Exception {
    remember(frameId, Standing.LABELLED, Optional.of(label), turn);
  }

  private void remember(String frameId, Standing standing, Optional<String> label, KeyContext turn)
      throws Exception {
    long expiresAt = endOfBucket(Math.min(turn.time(), LATEST) + timeToLive);
    state.remembered().put(frameId, new Remembered(standing, expiresAt, label));
    lookAgainAt(frameId, expiresAt, turn);
  }

  private long endOfBucket(long time) {
    return (Math.floorDiv(time, bucket) + 1) * bucket;
  }

  private void lookAgainAt(String frameId, long end, KeyContext turn) throws Exception {
    if (expiry.add(frameId, end)) {
      turn.awaitTime(end);
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
  Expired expire(KeyContext turn) throws Exception {
    Expired expired = new Expired(new ArrayList<>(), new ArrayList<>());
    for (String frameId : expiry.take(turn.time())) {
      Remembered remembered = state.remembered().get(frameId);
      if (remembered != null && remembered.expiresAt() <= turn.time()) {
        long read = counterpartsRead(remembered.standing(), turn);
        if (read < remembered.expiresAt()) {
          putOff(frameId, read, turn);
        } else {
          forget(frameId, remembered.standing(), expired);
        }
      }
    }
    return expired;
  }

  private void putOff(String frameId, long read, KeyContext turn) throws Exception {
    long behind = read < turn.time() - timeToLive ? timeToLive : turn.time() - read;
    lookAgainAt(frameId, endOfBucket(turn.time() + behind), turn);
  }

  private void forget(String frameId, Standing standing, Expired expired) throws Exception {
    switch (standing) {
      case AWAITS_LABEL -> {
        state.traces().remove(frameId);
        expired.traces().add(frameId);
      }
      case AWAITS_FRAME -> expired.labels().add(takeLabel(frameId));
      case LABELLED -> {
        // Both have come: nothing waits.
      }
    }
    state.remembered().remove(frameId);
  }

  /** Up to which time all has come that would have met what is remembered. */
  private static long counterpartsRead(Standing standing, KeyContext turn) {
    return switch (standing) {
      case AWAITS_LABEL -> turn.labelsRead();
      case AWAITS_FRAME -> turn.framesRead();
      case LABELLED -> turn.time();
    };
  }

  /**
   * What has waited in vain.
   *
   * @param traces ids of frames
   * @param labels of no frame
   */
  record Expired(List<String> traces, List<ReceivedLabel> labels) {}
}
