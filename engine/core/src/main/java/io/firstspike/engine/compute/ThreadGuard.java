package io.firstspike.engine.compute;

import java.util.ConcurrentModificationException;
import java.util.concurrent.atomic.AtomicReference;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/**
 * Refuses a second thread in an object that works for one at a time, where it would quietly give
 * wrong results. Threads may take turns, and the one inside may enter again. Costs some nanoseconds
 * and allocates nothing.
 *
 * <pre>
 * guard.enter();
 * try {
 *   ...
 * } finally {
 *   guard.leave();
 * }
 * </pre>
 */
@API(status = Status.INTERNAL)
public final class ThreadGuard {

  private final String object;
  private final String remedy;
  private final AtomicReference<Thread> inside = new AtomicReference<>();

  /** Entries of the thread inside beyond its first. */
  private int again;

  /**
   * A guard with nobody inside.
   *
   * @param object what it guards, in words
   * @param remedy what callers with several threads are to do
   */
  public ThreadGuard(String object, String remedy) {
    this.object = object;
    this.remedy = remedy;
  }

  /**
   * Lets the calling thread in.
   *
   * @throws ConcurrentModificationException if another one is inside
   */
  public void enter() {
    Thread thread = Thread.currentThread();
    if (inside.get() == thread) {
      again++;
    } else if (!inside.compareAndSet(null, thread)) {
      throw new ConcurrentModificationException(
          "thread "
              + thread.getName()
              + " uses a "
              + object
              + " that another one is using: "
              + remedy);
    }
  }

  /** The calling thread, which has entered, leaves. */
  public void leave() {
    if (again > 0) {
      again--;
    } else {
      inside.setRelease(null);
    }
  }
}
