package io.firstspike.engine.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bounds the size of networks that come from outside, before any of their memory is taken.
 *
 * @param weights the most numbers in all of a network's weight tables together, and the most
 *     neurons in all of its volleys together; at least 1
 */
public record NetworkLimit(long weights) {

  /** Room for eight times the largest network that ships with the engine. */
  public static final long DEFAULT_WEIGHTS = 20_000_000;

  /** The highest limit that makes sense: a model file can hold no more. */
  public static final long MOST_WEIGHTS = 260_000_000;

  /** The limit where no other is given: {@value #DEFAULT_WEIGHTS} weights. */
  public static final NetworkLimit DEFAULT = new NetworkLimit(DEFAULT_WEIGHTS);

  /** For what was held against a limit before. */
  public static final NetworkLimit NONE = new NetworkLimit(Long.MAX_VALUE);

  public NetworkLimit {
    if (weights < 1) {
      throw new IllegalArgumentException("a limit is at least 1 weight, not " + weights);
    }
  }

  /** The lowest limit that {@code spec}, a valid one, keeps. */
  public static NetworkLimit of(NetworkSpec spec) {
    NetworkSize size = NetworkSize.of(spec);
    return new NetworkLimit(Math.max(size.weights(), size.neurons()));
  }

  /** The mistakes of a network of that size. */
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
