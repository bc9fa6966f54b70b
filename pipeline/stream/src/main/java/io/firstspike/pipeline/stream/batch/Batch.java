package io.firstspike.pipeline.stream.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.util.function.ThrowingConsumer;

/**
 * Elements that an operator works off together: when there are enough of them, or when the first
 * has waited long enough. The operator has to {@link #flush} before all that must not overtake an
 * element, such as a checkpoint's barrier.
 *
 * @param <T> type of the elements
 */
public final class Batch<T> {

  private final int size;
  private final long within;
  private final ProcessingTimeService clock;
  private final ThrowingConsumer<List<T>, Exception> work;
  private final List<T> elements = new ArrayList<>();
  private long begun;
  private boolean awaited;

  /**
   * Creates an empty batch.
   *
   * @param size the number of elements at which it is worked off, at least 1
   * @param within the longest time that an element waits, in milliseconds
   * @param clock the operator's
   * @param work works off the elements, which are in the order in which they were added
   */
  public Batch(
      int size,
      long within,
      ProcessingTimeService clock,
      ThrowingConsumer<List<T>, Exception> work) {
    this.size = size;
    this.within = within;
    this.clock = clock;
    this.work = work;
  }

  /** Adds an element; works off all of them if they are enough. */
  public void add(T element) throws Exception {
    if (elements.isEmpty() && size > 1) {
      begun = clock.getCurrentProcessingTime();
      awaitFrom(begun);
    }
    elements.add(element);
    if (elements.size() >= size) {
      flush();
    }
  }

  /** Whether there is no element. */
  public boolean isEmpty() {
    return elements.isEmpty();
  }

  /** The element that was added last; there must be one. */
  public T last() {
    return elements.get(elements.size() - 1);
  }

  /** Works off the elements, if there are any. */
  public void flush() throws Exception {
    if (!elements.isEmpty()) {
      List<T> all = List.copyOf(elements);
      elements.clear();
      work.accept(all);
    }
  }

  /**
   * Computes a result for each element of a batch. A computation that fails because of one element
   * gives none for any: then each element is computed by itself, to find those that fail.
   *
   * @param computation computes the results of some elements, in their order
   * @param taker receives an element and its result, in the order of the batch
   * @param refusal receives an element that has no result, and why
   */
  public static <T, R> void compute(
      List<T> batch,
      Function<List<T>, List<R>> computation,
      BiConsumer<T, R> taker,
      BiConsumer<T, IllegalArgumentException> refusal) {
    List<R> results;
    try {
      results = computation.apply(batch);
    } catch (IllegalArgumentException e) {
      if (batch.size() == 1) {
        refusal.accept(batch.get(0), e);
      } else {
        batch.forEach(one -> compute(List.of(one), computation, taker, refusal));
      }
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      taker.accept(batch.get(i), results.get(i));
    }
  }

  /** Sets a timer for elements that wait since {@code time}, unless one is set. */
  private void awaitFrom(long time) {
    if (!awaited) {
      awaited = true;
      clock.registerTimer(time + within, this::timeIsUp);
    }
  }

  private void timeIsUp(long time) throws Exception {
    awaited = false;
    if (elements.isEmpty()) {
      return;
    }
    // The elements that the timer was set for may have gone since.
    if (time >= begun + within) {
      flush();
    } else {
      awaitFrom(begun);
    }
  }
}
