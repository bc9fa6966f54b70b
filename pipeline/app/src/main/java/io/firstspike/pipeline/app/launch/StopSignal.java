package io.firstspike.pipeline.app.launch;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Receives Ctrl-C, or a plain kill, while it is open: the command is told, and the JVM waits until
 * the command has closed this signal, so that it can clean up. An interrupt of the waiting thread
 * counts as the signal, too.
 */
public final class StopSignal implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable action;
  private final Thread hook = new Thread(this::onShutdown, "firstspike-stop");

  public StopSignal() {
    this(() -> {});
  }

  /**
   * Opens the signal.
   *
   * @param action runs when the signal comes, in a thread of its own
   */
  public StopSignal(Runnable action) {
    this.action = action;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits for the signal up to {@code time}; returns whether the command has to stop. */
  public boolean within(Duration time) {
    try {
      return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /**
   * Calls {@code work}. If it fails after the signal has come, the exception says that the command
   * was stopped, since libraries cannot start in a JVM that is ending.
   *
   * @throws CancellationException if it fails after the signal has come
   */
  public <T> T unlessStopped(Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (Exception e) { // as declared
      throw asked.getCount() == 0 ? stopped() : e;
    }
  }

  /** Makes the exception of a command that was stopped before it was done. */
  public static CancellationException stopped() {
    return new CancellationException("stopped before the end");
  }

  /** Lets the JVM end. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already shutting down, and its hook has led to this call.
    }
  }

  private void onShutdown() {
    asked.countDown();
    action.run();
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
