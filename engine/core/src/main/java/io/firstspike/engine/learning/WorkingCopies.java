package io.firstspike.engine.learning;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is not thread-safe, once for each thread that is using it: made when none is idle. */
final class WorkingCopies<W> {

  private final Supplier<W> maker;
  private final Queue<W> idle = new ConcurrentLinkedQueue<>();

  WorkingCopies(Supplier<W> maker) {
    this.maker = maker;
  }

  /** Lends a copy to {@code work}; one that has failed is not used again. */
  <R> R lend(Function<W, R> work) {
    W free = idle.poll();
    W copy = free == null ? maker.get() : free;
    R result = work.apply(copy);
    idle.add(copy);
    return result;
  }
}
