package io.firstspike.pipeline.stream.learner;

/**
 * The time by which a change must be reported: a fixed delay after the first change. Timers survive
 * a restart and deadlines do not, so a timer may fire when nothing is due.
 */
final class Deadline {

  private static final long NOT_SET = Long.MAX_VALUE;

  private final long delay;
  private long due = NOT_SET;

  /** Makes a deadline that is not set, and falls {@code delay} milliseconds after it is set. */
  Deadline(long delay) {
    this.delay = delay;
  }

  /** Sets the deadline, unless it is already set. */
  void set(KeyContext context) {
    if (due == NOT_SET) {
      due = context.now() + delay;
      context.wakeAt(due);
    }
  }

  /** Takes over the time of another deadline, {@link #due} of that one; its timer still exists. */
  void takeOver(long otherDue) {
    due = otherDue;
  }

  /**
   * The time when it falls, in milliseconds since the epoch; {@code Long.MAX_VALUE} if it is not
   * set.
   */
  long due() {
    return due;
  }

  /** Whether it is set: there is a change to be reported. */
  boolean isSet() {
    return due != NOT_SET;
  }

  /** Whether the deadline has passed. */
  boolean passed(KeyContext context) {
    return context.now() >= due;
  }

  /** Makes it not set. */
  void clear() {
    due = NOT_SET;
  }
}
