package io.firstspike.engine.cuda.driver;

import java.util.Deque;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Closes resources, the latest first, whatever happens to one of them. */
@API(status = Status.INTERNAL)
public final class Closing {

  private Closing() {}

  /**
   * Closes and removes all of {@code held}.
   *
   * @throws RuntimeException the first failure, with the others suppressed
   */
  public static void all(Deque<AutoCloseable> held) {
    RuntimeException failure = null;
    while (!held.isEmpty()) {
      try {
        held.pop().close();
      } catch (Exception e) {
        RuntimeException unchecked =
            e instanceof RuntimeException known ? known : new IllegalStateException(e);
        if (failure == null) {
          failure = unchecked;
        } else {
          failure.addSuppressed(unchecked);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
