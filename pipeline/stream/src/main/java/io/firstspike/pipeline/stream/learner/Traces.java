package io.firstspike.pipeline.stream.learner;

import io.firstspike.pipeline.stream.value.ReceivedLabel;
import io.firstspike.pipeline.stream.value.Remembered;
import io.firstspike.pipeline.stream.value.Remembered.Standing;
import io.firstspike.pipeline.stream.value.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The frames that wait for their labels, the labels that wait for their frames and, for some time,
 * the ids of frames that have been labelled; all of the current key.
 *
 * <p>All of them expire in buckets of a tenth of the time to live (at least a second), so that
 * there is one timer per bucket, not one per frame.
 *
 * <p>In live order the two topics may be read at different speeds, above all after an outage. A
 * frame or label that waits is therefore kept beyond its time to live until the other topic has
 * been read up to the time when it would have expired.
 */
final class Traces {

  private static final long SHORTEST_BUCKET = 1000;
  private static final long LATEST = Long.MAX_VALUE / 2;

  private final LearnerState state;
  private final long timeToLive;
  private final long bucket;

  private final Expiry expiry;

  /**
   * Makes the view of the current key's state.
   *
   * @param timeToLive the time to remember each, in milliseconds
   */
  Traces(LearnerState state, long timeToLive) {
    this.state = state;
    this.timeToLive = timeToLive;
    this.bucket = Math.max(SHORTEST_BUCKET, timeToLive / 10);
    this.expiry = new Expiry(state);
  }

  /** Completes state that an earlier program may have written; to be called after a restart. */
  void completeOldState() throws Exception {
    expiry.completeOldState();
  }

  /** Writes to state what has changed. */
  void save() throws Exception {
    expiry.save();
  }

  /** The memory of a frame id; empty if there is none. */
  Optional<Remembered> of(String frameId) throws Exception {
    return Optional.ofNullable(state.remembered().get(frameId));
  }

  /** Remembers a frame that has come before its label. */
  void awaitLabel(String frameId, Trace trace, KeyContext context) throws Exception {
    state.traces().put(frameId, trace);
    remember(frameId, Standing.AWAITS_LABEL, Optional.empty(), context);
  }

  /** Remembers a label that has come before its frame. */
  void awaitFrame(ReceivedLabel label, KeyContext context) throws Exception {
    state.early().put(label.frameId(), label);
    remember(label.frameId(), Standing.AWAITS_FRAME, Optional.of(label.label()), context);
  }

  /** Removes and returns the trace of a frame that awaits its label. */
  Trace takeTrace(String frameId) throws Exception {
    Trace trace = state.traces().get(frameId);
    state.traces().remove(frameId);
    return trace;
  }

  /** Removes and returns the label that awaits a frame. */
  ReceivedLabel takeLabel(String frameId) throws Exception {
    ReceivedLabel label = state.early().get(frameId);
    state.early().remove(frameId);
    return label;
  }

  /** Remembers that a frame has been labelled. */
  void labelled(String frameId, String label, KeyContext context) throws Exception {
    remember(frameId, Standing.LABELLED, Optional.of(label), context);
  }

  private void remember(
      String frameId, Standing standing, Optional<String> label, KeyContext context)
      throws Exception {
    long expiresAt = endOfBucket(Math.min(context.time(), LATEST) + timeToLive);
    state.remembered().put(frameId, new Remembered(standing, expiresAt, label));
    lookAgainAt(frameId, expiresAt, context);
  }

  private long endOfBucket(long time) {
    return (Math.floorDiv(time, bucket) + 1) * bucket;
  }

  private void lookAgainAt(String frameId, long end, KeyContext context) throws Exception {
    if (expiry.add(frameId, end)) {
      context.awaitTime(end);
    }
  }

  /** Whether a timer for {@code time} may be one for expiry. */
  boolean endsBucket(long time) {
    return Math.floorMod(time, bucket) == 0;
  }

  /**
   * The end of the first bucket, in milliseconds since the epoch; {@code Long.MAX_VALUE} if there
   * is none.
   */
  long earliestEnd() throws Exception {
    return expiry.earliestEnd();
  }

  /**
   * Forgets what has expired by the time of {@code context}.
   *
   * @return the frames and labels that have waited in vain
   */
  Expired expire(KeyContext context) throws Exception {
    Expired expired = new Expired(new ArrayList<>(), new ArrayList<>());
    for (String frameId : expiry.take(context.time())) {
      Remembered remembered = state.remembered().get(frameId);
      if (remembered != null && remembered.expiresAt() <= context.time()) {
        long read = counterpartsRead(remembered.standing(), context);
        if (read < remembered.expiresAt()) {
          putOff(frameId, read, context);
        } else {
          forget(frameId, remembered.standing(), expired);
        }
      }
    }
    return expired;
  }

  /**
   * Forgets all, as nothing comes any more.
   *
   * @return the frames and labels that have waited in vain
   */
  Expired expireAll() throws Exception {
    Expired expired = new Expired(new ArrayList<>(), new ArrayList<>());
    for (String frameId : expiry.take(Long.MAX_VALUE)) {
      Remembered remembered = state.remembered().get(frameId);
      if (remembered != null) {
        forget(frameId, remembered.standing(), expired);
      }
    }
    return expired;
  }

  private void putOff(String frameId, long read, KeyContext context) throws Exception {
    long behind = read < context.time() - timeToLive ? timeToLive : context.time() - read;
    lookAgainAt(frameId, endOfBucket(context.time() + behind), context);
  }

  private void forget(String frameId, Standing standing, Expired expired) throws Exception {
    switch (standing) {
      case AWAITS_LABEL -> {
        state.traces().remove(frameId);
        expired.traces().add(frameId);
      }
      case AWAITS_FRAME -> expired.labels().add(takeLabel(frameId));
      case LABELLED -> {
        // Both have come, so neither waits.
      }
    }
    state.remembered().remove(frameId);
  }

  /** The time up to which the topic of the awaited counterpart has been read. */
  private static long counterpartsRead(Standing standing, KeyContext context) {
    return switch (standing) {
      case AWAITS_LABEL -> context.labelsRead();
      case AWAITS_FRAME -> context.framesRead();
      case LABELLED -> context.time();
    };
  }

  /**
   * The frames and labels that have waited in vain.
   *
   * @param traces the ids of frames without labels
   * @param labels the labels without frames
   */
  record Expired(List<String> traces, List<ReceivedLabel> labels) {}
}
