package io.firstspike.pipeline.app.launch;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, or a plain kill, while this is open: the command learns of it and the JVM waits until the
 * command has closed this, so that it can tidy up. An interrupt of the waiting thread counts too.
 */
public final class StopSignal implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable told;
  private final Thread hook = new Thread(this::onShutdown, "firstspike-stop");

  public StopSignal() {
    this(() -> {});
  }

  /**
   * @param told runs when the signal comes, in a thread of its own
   */
  public StopSignal(Runnable told) {
    this.told = told;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits up to {@code time}; true when the command has to stop. */
  public boolean within(Duration time) {
    try {
      return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  /**
   * Calls {@code work}; if it fails after the signal came, the signal is told instead: libraries
   * refuse to start in a JVM that ends.
   *
   * @throws CancellationException if it failed after the signal came
   */
  public <T> T unlessStopped(Callable<T> work) throws Exception {
    try {
      return work.call();
    } catch (Exception e) { // as declared
      throw asked.getCount() == 0 ? stopped() : e;
    }
  }

  /** What a command throws that was stopped before it was done. */
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
      // The JVM is shutting down already: the hook is what brought us here.
    }
  }

  private void onShutdown() {
    asked.countDown();
    told.run();
    try {
      closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
