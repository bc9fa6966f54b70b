package io.firstspike.engine.learning;

import io.firstspike.engine.network.Classifier;
import io.firstspike.engine.network.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Any operation on one example, done to many on several threads:
 *
 * <pre>
 * batch.map(network, images, Classifier::classify)
 * batch.map(network, volleys, (classifier, volley) -&gt; classifier.features(volley, 1))
 * batch.map(() -&gt; new Encoder(input, encoding), images, Encoder::encode)
 * </pre>
 *
 * Results come in the order of the examples and equal those of a plain loop; the first example that
 * fails, in that order, ends the batch with an {@link ExampleException}. A method returns when none
 * of its work runs any more. Thread-safe, but an operation must not use the batch it runs in.
 */
public final class Batch implements AutoCloseable {

  /** The most threads a batch may have. */
  public static final int MAX_THREADS = 1024;

  /** Examples that a thread takes at once. */
  private static final int LARGEST_PIECE = 200;

  private final int threads;
  private final ExecutorService workers;

  /** A batch on {@code threads} threads, 1 to {@value #MAX_THREADS}. */
  public Batch(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "a batch takes 1 to " + MAX_THREADS + " threads, not " + threads);
    }
    this.threads = threads;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "firstspike-batch");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** What is done to the example at an index, with a working copy no other thread is using. */
  @FunctionalInterface
  public interface Operation<W, R> {

    /** The result for example {@code index}. */
    R apply(W copy, long index);
  }

  /** Takes results one after the other, on the thread that asked for them, until it has enough. */
  @FunctionalInterface
  public interface Taker<R> {

    /** Takes the result for example {@code index}; returns whether it wants the next one. */
    boolean take(long index, R result);
  }

  /** {@code operation} on each of {@code examples}, by classifiers of {@code network}. */
  public <T, R> List<R> map(
      Network network, List<T> examples, BiFunction<Classifier, T, R> operation) {
    return map(() -> new Classifier(network), examples, operation);
  }

  /**
   * {@code operation} on each of {@code examples}.
   *
   * @param copies makes what the operation works with, at most one a thread
   */
  public <W, T, R> List<R> map(
      Supplier<W> copies, List<T> examples, BiFunction<W, T, R> operation) {
    List<R> results = new ArrayList<>(examples.size());
    forEach(
        copies,
        0,
        examples.size(),
        (copy, index) -> operation.apply(copy, examples.get((int) index)),
        (index, result) -> results.add(result));
    return Collections.unmodifiableList(results);
  }

  /**
   * {@code operation} on the examples from index {@code from} (inclusive) to {@code to}
   * (exclusive), a bounded number of them ahead of {@code taker}: for more results than memory
   * should hold.
   *
   * @param copies makes what the operation works with, at most one a thread
   */
  public <W, R> void forEach(
      Supplier<W> copies, long from, long to, Operation<W, R> operation, Taker<R> taker) {
    WorkingCopies<W> pool = new WorkingCopies<>(copies);
    Deque<Future<List<R>>> ahead = new ArrayDeque<>();
    AtomicBoolean stopped = new AtomicBoolean();
    long piece = Math.max(1, Math.min(LARGEST_PIECE, (to - from) / (4L * threads)));
    long submitted = from;
    long taken = from;
    boolean wanted = true;
    try {
      while (wanted && taken < to) {
        while (submitted < to && ahead.size() < 2 * threads) {
          long first = submitted;
          long end = Math.min(to, first + piece);
          ahead.add(
              workers.submit(
                  () -> pool.lend(copy -> compute(copy, first, end, operation, stopped))));
          submitted = end;
        }
        List<R> results = await(ahead.peek());
        ahead.remove();
        for (int i = 0; wanted && i < results.size(); i++) {
          wanted = taker.take(taken++, results.get(i));
        }
      }
    } finally {
      stopped.set(true);
      awaitEnd(ahead);
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    workers.shutdown();
  }

  private static <W, R> List<R> compute(
      W copy, long first, long end, Operation<W, R> operation, AtomicBoolean stopped) {
    List<R> results = new ArrayList<>();
    for (long index = first; index < end && !stopped.get(); index++) {
      try {
        results.add(operation.apply(copy, index));
      } catch (ExampleException e) {
        throw e;
      } catch (RuntimeException e) {
        throw new ExampleException(index, e);
      }
    }
    return results;
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while working through a batch", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits for work whose result nobody wants any more: it may still use what the caller owns. */
  private static void awaitEnd(Deque<? extends Future<?>> running) {
    boolean interrupted = false;
    while (!running.isEmpty()) {
      try {
        running.peek().get();
        running.remove();
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        running.remove();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
