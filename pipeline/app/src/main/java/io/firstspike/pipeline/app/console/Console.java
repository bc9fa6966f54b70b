package io.firstspike.pipeline.app.console;

import java.io.PrintWriter;
import picocli.CommandLine;

/**
 * Prints the messages of a command while it runs: permanent lines on the standard output, and one
 * changing line of progress on the error output. Thread-safe.
 */
public final class Console implements AutoCloseable {

  private final PrintWriter out;
  private final ProgressDisplay display;

  public Console(CommandLine command) {
    this.out = command.getOut();
    this.display = ProgressDisplay.on(command.getErr());
  }

  /** Prints a permanent line. */
  public synchronized void say(String line) {
    display.clear();
    out.println(line);
    out.flush();
  }

  /** Shows the progress of the command; nothing if {@code text} is empty. */
  public synchronized void progress(String text) {
    if (!text.isEmpty()) {
      display.show(text);
    }
  }

  /** Shows the final progress of the command; nothing if {@code text} is empty. */
  public synchronized void end(String text) {
    display.last(text);
  }

  /** Removes the line of progress. */
  @Override
  public synchronized void close() {
    display.clear();
  }
}
