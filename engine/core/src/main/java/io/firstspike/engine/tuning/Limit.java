package io.firstspike.engine.tuning;

import java.util.function.DoubleSupplier;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Where a search ends. The order of its trials does not depend on the time: that decides only how
 * many of them there are.
 *
 * @param seconds the most seconds; infinity: as long as there are trials
 * @param clock seconds since the search began, of whatever kind
 * @param trials the most trials, which gives the same result every time
 */
@API(status = Status.MAINTAINED)
public record Limit(double seconds, DoubleSupplier clock, int trials) {

  /** The seconds that are left, 0 or more. */
  public double left() {
    return Math.max(0, seconds - clock.getAsDouble());
  }

  boolean over() {
    return left() <= 0;
  }
}
