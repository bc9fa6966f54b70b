package io.firstspike.engine.learning;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Pool of objects that are not thread-safe, such as classifiers, of which each thread borrows one.
 * A new one is created when all are in use.
 *
 * @param <W> type of the objects
 */
final class WorkingCopies<W> {

  private final Supplier<W> maker;
  private final Queue<W> idle = new ConcurrentLinkedQueue<>();

  WorkingCopies(Supplier<W> maker) {
    this.maker = maker;
  }

  /** Lends an object to {@code work}. If the work fails, the object is not used again. */
  <R> R lend(Function<W, R> work) {
    W free = idle.poll();
    W copy = free == null ? maker.get() : free;
    R result = work.apply(copy);
    idle.add(copy);
    return result;
  }
}
