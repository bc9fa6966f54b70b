package io.firstspike.engine.spec;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Limit on the size of networks from specs, files and messages. It is checked before any memory is
 * allocated for a network.
 *
 * @param weights the most numbers in all weight tables of a network together, and the most neurons
 *     in all its volleys together; at least 1
 */
@API(status = Status.MAINTAINED)
public record NetworkLimit(long weights) implements Serializable {

  /** The default limit: eight times the largest network that ships with the engine. */
  public static final long DEFAULT_WEIGHTS = 20_000_000;

  /** Bytes that another program's file may have for each number that it may hold. */
  private static final long BYTES_PER_NUMBER = 8;

  /** The highest limit of use: a model file cannot hold more weights. */
  public static final long MOST_WEIGHTS = 260_000_000;

  /** The limit of {@value #DEFAULT_WEIGHTS} weights, which is used if no other is given. */
  public static final NetworkLimit DEFAULT = new NetworkLimit(DEFAULT_WEIGHTS);

  /** No limit, for networks whose size has been checked before. */
  public static final NetworkLimit NONE = new NetworkLimit(Long.MAX_VALUE);

  public NetworkLimit {
    if (weights < 1) {
      throw new IllegalArgumentException("a limit is at least 1 weight, not " + weights);
    }
  }

  /** The lowest limit that {@code spec}, which must be valid, does not exceed. */
  public static NetworkLimit of(NetworkSpec spec) {
    NetworkSize size = NetworkSize.of(spec);
    return new NetworkLimit(Math.max(size.weights(), size.neurons()));
  }

  /**
   * Checks the size of another program's file before it is read.
   *
   * @param besides bytes that it may have besides its numbers
   * @throws IllegalArgumentException if it is too large to be a network within the limit
   */
  public void requireFile(String file, long bytes, long besides) {
    long most = besides + Math.min(weights, MOST_WEIGHTS) * BYTES_PER_NUMBER;
    if (bytes > most) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has more than %,d bytes, the most for %,d numbers: raise the limit"
                  + " (--max-weights)",
              file,
              most,
              weights));
    }
  }

  /**
   * The sentences that say how a network of size {@code size} exceeds the limit; empty if it does
   * not.
   */
  List<String> problems(NetworkSize size) {
    List<String> problems = new ArrayList<>();
    check("weights", size.weights(), problems);
    check("neurons", size.neurons(), problems);
    return problems;
  }

  private void check(String what, long count, List<String> problems) {
    if (count > weights) {
      problems.add(
          String.format(
              Locale.ROOT,
              "the network has %,d %s in all, more than the limit of %,d: take fewer maps or"
                  + " smaller kernels, or raise the limit (--max-weights)",
              count,
              what,
              weights));
    }
  }
}
