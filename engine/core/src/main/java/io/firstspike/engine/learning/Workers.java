package io.firstspike.engine.learning;

import io.firstspike.engine.backend.BackendFailure;
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
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Applies an operation to many examples on several threads:
 *
 * <pre>{@code
 * try (Workers workers = new Workers(4)) {
 *   List<Decision> decisions = workers.map(network, images, Classifier::classify);
 *   List<Volley> outputs = workers.map(network, volleys, (copy, volley) -> copy.features(volley, 1));
 *   List<Volley> encoded =
 *       workers.map(() -> new Encoder(spec.input(), spec.encoding()), images, Encoder::encode);
 * }
 * }</pre>
 *
 * Results are in the order of the examples and equal those of a loop on one thread. The first
 * example that fails, in this order, ends the work with an {@link ExampleException}. Methods return
 * only when none of their work is running any more. Thread-safe, but an operation must not use the
 * workers that run it.
 */
@API(status = Status.MAINTAINED)
public final class Workers implements AutoCloseable {

  /** The most threads. */
  public static final int MAX_THREADS = 1024;

  /** The most examples that a thread takes at a time. */
  private static final int LARGEST_PIECE = 200;

  /** Pieces for each thread that are computed ahead. */
  private static final int AHEAD = 2;

  private final int threads;
  private final ExecutorService workers;

  /**
   * Creates the threads.
   *
   * @param threads number of threads, 1 to {@value #MAX_THREADS}
   * @throws IllegalArgumentException if the number is out of range
   */
  public Workers(int threads) {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new IllegalArgumentException(
          "the number of threads must be 1 to " + MAX_THREADS + ", not " + threads);
    }
    this.threads = threads;
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "firstspike-worker");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Operation on an example.
   *
   * @param <W> type of the working copies, which are used by one thread at a time
   * @param <R> type of the results
   */
  @FunctionalInterface
  public interface Operation<W, R> {

    /**
     * Computes the result for example {@code index}, with a working copy that no other thread uses
     * meanwhile.
     */
    R apply(W copy, long index);
  }

  /**
   * Operation on a batch of examples.
   *
   * @param <W> type of the working copies, which are used by one thread at a time
   * @param <R> type of the results
   */
  @FunctionalInterface
  interface BatchOperation<W, R> {

    /**
     * Computes the results for the examples from {@code first} (inclusive) to {@code end}
     * (exclusive).
     */
    List<R> apply(W copy, long first, long end);
  }

  /**
   * Receiver of results, one after the other, on the thread that called {@link #forEach}.
   *
   * @param <R> type of the results
   */
  @FunctionalInterface
  public interface Taker<R> {

    /**
     * Receives the result for example {@code index}.
     *
     * @return whether it wants the next one
     */
    boolean take(long index, R result);
  }

  /**
   * Applies {@code operation} to each of {@code examples}, with classifiers of {@code network}.
   *
   * @return the results in the order of the examples, unmodifiable
   * @throws ExampleException if the operation fails on an example
   */
  public <T, R> List<R> map(
      Network network, List<T> examples, BiFunction<Classifier, T, R> operation) {
    return map(() -> new Classifier(network), examples, operation);
  }

  /**
   * Applies {@code operation} to each of {@code examples}.
   *
   * @param copies creates working copies for the operation, at most one for each thread
   * @return the results in the order of the examples, unmodifiable
   * @throws ExampleException if the operation fails on an example
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
   * Applies {@code operation} to the examples from index {@code from} (inclusive) to {@code to}
   * (exclusive) and passes the results to {@code taker}. Only a limited number of results is
   * computed ahead, so there may be more of them than fit into memory.
   *
   * @param copies creates working copies for the operation, at most one for each thread
   * @param taker receives the results in their order, until it wants no more
   * @throws ExampleException if the operation fails on an example
   */
  public <W, R> void forEach(
      Supplier<W> copies, long from, long to, Operation<W, R> operation, Taker<R> taker) {
    try (WorkingCopies<W> pool = new WorkingCopies<>(copies)) {
      forEach(pool, from, to, 1, (copy, index, end) -> one(copy, index, operation), taker);
    }
  }

  private static <W, R> List<R> one(W copy, long index, Operation<W, R> operation) {
    return Collections.singletonList(operation.apply(copy, index));
  }

  /**
   * Applies {@code operation} to batches of the examples from index {@code from} (inclusive) to
   * {@code to} (exclusive) and passes the results to {@code taker}. If the operation fails on a
   * batch, it is tried again with each of its examples, to find the one that fails.
   *
   * @param batchSize the number of examples in a batch, at least 1; the last one may have fewer
   * @param taker receives the results in their order, until it wants no more
   * @throws ExampleException if the operation fails on an example
   */
  <W, R> void forEach(
      WorkingCopies<W> pool,
      long from,
      long to,
      int batchSize,
      BatchOperation<W, R> operation,
      Taker<R> taker) {
    Deque<Future<List<R>>> ahead = new ArrayDeque<>();
    AtomicBoolean stopped = new AtomicBoolean();
    long share = Math.min(LARGEST_PIECE, (to - from) / (4L * threads));
    long piece = Math.max(1, share / batchSize) * batchSize;
    long submitted = from;
    long taken = from;
    boolean wanted = true;
    try {
      while (wanted && taken < to) {
        while (submitted < to && ahead.size() < AHEAD * threads) {
          long first = submitted;
          long end = Math.min(to, first + piece);
          ahead.add(
              workers.submit(
                  () ->
                      pool.lend(copy -> compute(copy, first, end, batchSize, operation, stopped))));
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

  /** The size of batches of which about {@code examples} examples are computed ahead. */
  int shareOf(int examples) {
    return Math.max(1, examples / (AHEAD * threads));
  }

  /** Ends the threads. */
  @Override
  public void close() {
    workers.shutdown();
  }

  private static <W, R> List<R> compute(
      W copy,
      long first,
      long end,
      int batchSize,
      BatchOperation<W, R> operation,
      AtomicBoolean stopped) {
    List<R> results = new ArrayList<>();
    for (long index = first; index < end && !stopped.get(); index += batchSize) {
      results.addAll(results(copy, index, Math.min(end, index + batchSize), operation));
    }
    return results;
  }

  /** The results of one batch, or the failure of the first of its examples that fails. */
  private static <W, R> List<R> results(
      W copy, long first, long end, BatchOperation<W, R> operation) {
    try {
      return operation.apply(copy, first, end);
    } catch (ExampleException | BackendFailure e) {
      // It fails because of no example: to try each of them would help nobody.
      throw e;
    } catch (RuntimeException e) {
      if (end - first == 1) {
        throw new ExampleException(first, e);
      }
      List<R> results = new ArrayList<>();
      for (long index = first; index < end; index++) {
        results.addAll(results(copy, index, index + 1, operation));
      }
      return results;
    }
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while working through examples", e);
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

  /**
   * Waits for running work whose results are not needed any more, since it may still use objects of
   * the caller.
   */
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
