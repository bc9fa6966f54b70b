package io.firstspike.pipeline.stream.learner;

/**
 * Something that is due a fixed time after the first change. Timers survive a restart and an alarm
 * does not, so a turn may come at which nothing is due.
 */
final class Deadline {

  private static final long OFF = Long.MAX_VALUE;

  private final long delay;
  private long due = OFF;

  /** An alarm that is off and will ring {@code delay} milliseconds after it is set. */
  Deadline(long delay) {
    this.delay = delay;
  }

  /** Sets the alarm, unless it is set. */
  void set(KeyContext turn) {
    if (due == OFF) {
      due = turn.now() + delay;
      turn.wakeAt(due);
    }
  }

  /** Rings when another one would have that was {@link #due} then: its timer is still there. */
  void takeOver(long dueThen) {
    due = dueThen;
  }

  /** When it rings, in milliseconds since the epoch; the far future if it is off. */
  long due() {
    return due;
  }

  boolean rings(KeyContext turn) {
    return turn.now() >= due;
  }

  void off() {
    due = OFF;
  }
}
