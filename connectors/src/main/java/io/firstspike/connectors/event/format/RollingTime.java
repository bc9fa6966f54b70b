package io.firstspike.connectors.event.format;

import io.firstspike.connectors.MalformedException;

/**
 * A clock of few bits made whole: where it goes back by more than half of its range it has rolled
 * over, where it goes back by less it is what the camera sent. A step that leads back over a
 * roll-over, by at most a 64th of the range, is undone with it.
 */
final class RollingTime {

  private final long range;
  private long rolled;
  private long last = -1;

  /** A clock that counts from 0 to {@code 2^bits - 1}. */
  RollingTime(int bits) {
    range = 1L << bits;
  }

  void pass(StateBytes state) throws MalformedException {
    rolled = state.number(rolled, 0, Long.MAX_VALUE);
    last = state.number(last, -1, range - 1);
  }

  /** The whole time of what the clock shows next. */
  long next(long shown) {
    long step = shown - last;
    if (step < -range / 2) {
      rolled += range;
    } else if (step > range - range / 64 && rolled > 0) {
      rolled -= range;
    }
    last = shown;
    return rolled + shown;
  }
}
