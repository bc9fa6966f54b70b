package io.firstspike.engine.cuda.driver;

import java.util.ArrayDeque;
import java.util.Deque;
import org.apiguardian.api.API;
import org.apiguardian.api.API.Status;

/** Resources that are closed together, the latest first, whatever happens to one of them. */
@API(status = Status.INTERNAL)
public final class Resources implements AutoCloseable {

  private final Deque<AutoCloseable> held = new ArrayDeque<>();

  /** Takes over a resource, which it returns. */
  public <T extends AutoCloseable> T hold(T resource) {
    held.push(resource);
    return resource;
  }

  /**
   * Closes all resources.
   *
   * @throws RuntimeException the first failure, with the others suppressed
   */
  @Override
  public void close() {
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
