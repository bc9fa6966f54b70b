package io.firstspike.engine.drift;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * The test of Page and Hinkley for a rise of the mean of a sequence, as it is used on the errors of
 * stream learners: E. S. Page, Continuous inspection schemes, Biometrika 1954; J. Gama, R.
 * Sebastião, P. P. Rodrigues, On evaluating stream learning algorithms, Machine Learning 2013.
 *
 * <pre>{@code
 * mean += (x - mean) / n
 * sum  += x - mean - tolerance
 * drift if sum - least sum so far > limit
 * }</pre>
 *
 * The label at which the sum was least is where the drift began, as far as one can tell. A fall of
 * the mean, as while a network learns, is no drift. Not thread-safe.
 */
@API(status = Status.INTERNAL)
public final class PageHinkley {

  /** The number of values after which older ones weigh less in the mean. */
  private static final long HORIZON = 10_000;

  private final double tolerance;
  private final double limit;
  private long values;
  private double mean;
  private double sum;
  private double least;
  private long leastAt;

  /**
   * Creates a test that has seen nothing.
   *
   * @param tolerance rise of the mean that is no drift
   * @param limit sum of what is above mean and tolerance that is drift
   */
  public PageHinkley(double tolerance, double limit) {
    this.tolerance = tolerance;
    this.limit = limit;
  }

  /**
   * Takes the next value.
   *
   * @param value a number from 0 to 1: an error counts 1
   * @param at number of the label that it belongs to
   */
  public void add(double value, long at) {
    if (values == 0) {
      leastAt = at;
    }
    values++;
    mean += (value - mean) / Math.min(values, HORIZON);
    sum += value - mean - tolerance;
    if (sum < least) {
      least = sum;
      leastAt = at;
    }
  }

  /** Whether the mean has risen. */
  public boolean drift() {
    return sum - least > limit;
  }

  /** Whether half the way to drift is done. */
  public boolean warning() {
    return sum - least > limit / 2;
  }

  /** The number of the last label before the rise. */
  public long since() {
    return leastAt;
  }

  /** Forgets all values. */
  public void reset() {
    values = 0;
    mean = 0;
    sum = 0;
    least = 0;
    leastAt = 0;
  }

  /** Writes what the test has gathered. */
  public void write(DataOutput out) throws IOException {
    out.writeLong(values);
    out.writeDouble(mean);
    out.writeDouble(sum);
    out.writeDouble(least);
    out.writeLong(leastAt);
  }

  /** Goes on from what {@link #write} has written. */
  public void read(DataInput in) throws IOException {
    values = in.readLong();
    mean = in.readDouble();
    sum = in.readDouble();
    least = in.readDouble();
    leastAt = in.readLong();
  }
}
