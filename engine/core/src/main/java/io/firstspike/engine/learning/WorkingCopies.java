package io.firstspike.engine.learning;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Pool of objects that are not thread-safe, such as classifiers, of which each thread borrows one.
 * A new one is created when all are in use.
 *
 * @param <W> type of the objects
 */
final class WorkingCopies<W> implements AutoCloseable {

  private final Supplier<W> maker;
  private final Consumer<W> end;
  private final Queue<W> idle = new ConcurrentLinkedQueue<>();

  /** Creates a pool of objects that need no end. */
  WorkingCopies(Supplier<W> maker) {
    this(maker, copy -> {});
  }

  /**
   * Creates a pool.
   *
   * @param maker makes an object
   * @param end ends an object that is not used any more
   */
  WorkingCopies(Supplier<W> maker, Consumer<W> end) {
    this.maker = maker;
    this.end = end;
  }

  /** Lends an object to {@code work}. If the work fails, the object is not used again. */
  <R> R lend(Function<W, R> work) {
    W free = idle.poll();
    W copy = free == null ? maker.get() : free;
    boolean sound = false;
    try {
      R result = work.apply(copy);
      sound = true;
      return result;
    } finally {
      if (sound) {
        idle.add(copy);
      } else {
        end.accept(copy);
      }
    }
  }

  /** Ends the objects that are not lent at present. */
  @Override
  public void close() {
    for (W copy = idle.poll(); copy != null; copy = idle.poll()) {
      end.accept(copy);
    }
  }
}
