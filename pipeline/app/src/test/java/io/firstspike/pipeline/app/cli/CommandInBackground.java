package io.firstspike.pipeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A command that runs until it is stopped. */
final class CommandInBackground implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int RUNNING = -1;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final AtomicInteger code = new AtomicInteger(RUNNING);
  private final Thread thread;

  CommandInBackground(String... args) {
    thread =
        new Thread(
            () -> code.set(FirstSpike.run(new PrintWriter(out), new PrintWriter(err), args)));
    thread.start();
  }

  /** Waits until the command has printed {@code text}. */
  void awaitOutput(String text) {
    awaitEndOrOutput(text);
    if (!out.toString().contains(text)) {
      throw new AssertionError("ended with " + code + ": " + out + err);
    }
  }

  /** Waits until the command has printed {@code text}, or has ended. */
  void awaitEndOrOutput(String text) {
    await().atMost(PATIENCE).until(() -> out.toString().contains(text) || code.get() != RUNNING);
  }

  /** What it has printed so far. */
  String output() {
    return out.toString();
  }

  /** Waits until one of the commands has failed with {@code reason}. */
  static void awaitEndOfOne(List<CommandInBackground> commands, String reason) {
    await()
        .atMost(PATIENCE)
        .until(() -> commands.stream().anyMatch(command -> command.code.get() != RUNNING));
    for (CommandInBackground command : commands) {
      if (command.code.get() != RUNNING) {
        assertThat(command.code.get()).isEqualTo(1);
        assertThat(command.err.toString()).contains(reason);
      }
    }
  }

  /** Asks it to stop, as Ctrl-C does, and waits until it has. */
  Cli stop() throws InterruptedException {
    thread.interrupt();
    thread.join(PATIENCE.toMillis());
    return new Cli(code.get(), out.toString(), err.toString());
  }

  /** Waits until the command has ended, since the test may then close what the command reads. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
